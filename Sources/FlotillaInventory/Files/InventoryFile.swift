/// One inventory file, read by the reader that its extension names.
struct InventoryFile {
    enum Kind: String, Sendable, Hashable, CaseIterable {
        case yaml, yml, json, ndjson, jsonl, csv

        init(path: String) throws(InventoryError) {
            guard let kind = Kind(rawValue: Paths.fileExtension(of: path)) else {
                let allowed = Kind.allCases.map(\.rawValue)
                throw InventoryError(.unknownFileKind(allowed: allowed), at: Place(file: path))
            }
            self = kind
        }
    }

    let path: String
    let kind: Kind

    func deliver(to delivery: Delivery, scope: Scope) throws(InventoryError) {
        try delivery.whileReading(try identity(), named: path) { () throws(InventoryError) in
            switch kind {
            case .yaml, .yml: try YAMLInventory(path: path, delivery: delivery, scope: scope).deliver()
            case .json: try JSONInventory.deliver(path: path, to: delivery, scope: scope)
            case .ndjson, .jsonl: try JSONInventory.deliverLines(path: path, to: delivery, scope: scope)
            case .csv:
                let bytes = try ByteReader(try FileBytes(path, limit: nil), name: path)
                try CSVInventory.deliver(bytes, to: delivery, scope: scope, place: Place(file: path), isFile: true)
            }
        }
    }

    private func identity() throws(InventoryError) -> FileIdentity {
        do {
            return FileIdentity(try OpenFile.regular(path).facts)
        } catch {
            throw FileBytes.error(error, path)
        }
    }
}

/// The keys of a YAML or JSON inventory.
enum InventoryDocument {
    static let keys = ["targets", "sources"]

    static func deliver(
        targets: Value, skipping: Int = 0, file: String, to delivery: Delivery, scope: Scope
    ) throws(InventoryError) {
        guard case .list(let elements) = targets.content else {
            if case .absent = targets.content { return }
            throw InventoryError(.wrongType(key: "targets", expected: .list), at: targets.spot.place(in: file))
        }
        for element in elements.dropFirst(skipping) {
            try deliver(target: element, file: file, to: delivery, scope: scope)
        }
    }

    static func deliver(
        target: Value, file: String, to delivery: Delivery, scope: Scope
    ) throws(InventoryError) {
        let entry: Entry
        do { entry = try Entry(target, file: file) } catch { return try delivery.report(error) }
        try delivery.deliver(entry, in: scope)
    }

    static func deliver(
        sources: Value, file: String, to delivery: Delivery, scope: Scope
    ) throws(InventoryError) {
        guard case .list(let elements) = sources.content else {
            if case .absent = sources.content { return }
            throw InventoryError(.wrongType(key: "sources", expected: .list), at: sources.spot.place(in: file))
        }
        for element in elements {
            do { try Source(element, file: file).deliver(to: delivery, scope: scope) } catch {
                try delivery.report(error)
            }
        }
    }
}
