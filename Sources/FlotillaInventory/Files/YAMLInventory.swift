/// A YAML inventory: in slices where its outline is plain, as a whole where it is not.
struct YAMLInventory {
    let path: String
    let delivery: Delivery
    let scope: Scope

    func deliver() throws(InventoryError) {
        let survey = try YAMLSurvey(file: path)
        var rest: [Value.Member] = []
        var delivered = 0
        var isDone = false
        if survey.isCuttable {
            isDone = try deliverSlices(delivered: &delivered, rest: &rest, orElseWhole: survey.byteCount)
        }
        if !isDone { rest = try wholeDocument(skipping: delivered, byteCount: survey.byteCount) }
        if let sources = rest.first(where: { $0.key == "sources" }) {
            try InventoryDocument.deliver(sources: sources.value, file: path, to: delivery, scope: scope)
        }
    }

    /// `false` when a slice could not be read by itself: something reaches over its end after all, and the whole is
    /// read instead, less the `delivered` targets.
    private func deliverSlices(
        delivered: inout Int, rest: inout [Value.Member], orElseWhole byteCount: Int
    ) throws(InventoryError) -> Bool {
        var cutter = try YAMLCutter(file: path)
        while let slice = try cutter.next() {
            let value: Value?
            do { value = try read(slice) } catch {
                guard byteCount <= ReadingLimits.wholeYAML else { throw error }
                return false
            }
            guard let value else { return false }
            switch value.content {
            case .list(let entries):
                for entry in entries {
                    try InventoryDocument.deliver(target: entry, file: path, to: delivery, scope: scope)
                }
                delivered += entries.count
            case .mapping(let members):
                try take(members)
                rest += members
            case .text, .absent: return false
            }
        }
        return true
    }

    /// `nil` when what was read is not what the cut promised.
    private func read(_ slice: YAMLCutter.Slice) throws(InventoryError) -> Value? {
        let text = try UTF8Text.text(slice.text, file: path, firstLine: slice.firstLine)
        let value = try YAMLReader.value(of: text, file: path, firstLine: slice.firstLine)
        switch (slice.content, value?.content) {
        case (.entries(let count), .list(let entries)) where entries.count == count: return value
        case (.section(let key), .mapping(let members)) where members.count == 1 && members[0].key == key: return value
        default: return nil
        }
    }

    private func wholeDocument(skipping: Int, byteCount: Int) throws(InventoryError) -> [Value.Member] {
        guard byteCount <= ReadingLimits.wholeYAML else {
            throw InventoryError(.tooLarge(limit: ReadingLimits.wholeYAML), at: Place(file: path))
        }
        guard let value = try YAMLReader.wholeFile(path) else {
            throw InventoryError(.emptyFile, at: Place(file: path))
        }
        let members = try Fields(value, file: path).members
        try take(members, skipping: skipping)
        return members
    }

    /// Delivers what is listed under `targets:`; `sources:` waits until all targets of the file are known.
    private func take(_ members: [Value.Member], skipping: Int = 0) throws(InventoryError) {
        for member in members {
            switch member.key {
            case "targets":
                try InventoryDocument.deliver(
                    targets: member.value, skipping: skipping, file: path, to: delivery, scope: scope)
            case "sources": continue
            default:
                let owner = try Fields(Value(content: .mapping(members), spot: member.keySpot), file: path)
                try delivery.report(owner.unknown(member, allowed: InventoryDocument.keys))
            }
        }
    }
}
