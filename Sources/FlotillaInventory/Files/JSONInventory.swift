/// JSON and NDJSON inventories, and the same from a command: all are values one after the other.
///
/// A value is a target, or a list of targets, or a mapping with `targets:` and `sources:`.
enum JSONInventory {
    /// A `.json` file: one list or one mapping.
    static func deliver(path: String, to delivery: Delivery, scope: Scope) throws(InventoryError) {
        let bytes = try ByteReader(try FileBytes(path, limit: ReadingLimits.document), name: path)
        var reader = JSONReader(bytes)
        guard let first = try reader.peek() else { throw InventoryError(.emptyFile, at: Place(file: path)) }
        let entries = Entries(delivery: delivery, scope: scope)
        switch first {
        case UInt8(ascii: "["): try entries.deliverList(&reader)
        case UInt8(ascii: "{"): try deliverDocument(&reader, entries)
        default: throw bytes.fault(.wrongType(key: "", expected: .mapping))
        }
        guard try reader.peek() == nil else { throw bytes.fault(.syntax(words: "text after the end of the value")) }
    }

    /// A `.ndjson` file: a target on each line.
    static func deliverLines(path: String, to delivery: Delivery, scope: Scope) throws(InventoryError) {
        var reader = JSONReader(try ByteReader(try FileBytes(path, limit: nil), name: path))
        let entries = Entries(delivery: delivery, scope: scope)
        while try reader.peek() != nil { try entries.deliverOne(&reader) }
    }

    /// What a command printed: targets, lists of targets, or mappings with `targets`.
    static func deliverOutput(
        _ reader: inout JSONReader, to delivery: Delivery, scope: Scope, source: Place
    ) throws(InventoryError) {
        let entries = Entries(delivery: delivery, scope: scope, source: source)
        while let first = try reader.peek() {
            if first == UInt8(ascii: "[") {
                try entries.deliverList(&reader)
            } else {
                try entries.deliverOneOrTargets(&reader)
            }
        }
    }

    private static func deliverDocument(_ reader: inout JSONReader, _ entries: Entries) throws(InventoryError) {
        let file = reader.bytes.name
        var sources: Value?
        var keys: [(key: String, spot: Spot)] = []
        try reader.forEachMember { reader, key, spot throws(InventoryError) in
            if let first = keys.first(where: { $0.key == key }) {
                throw reader.bytes.fault(.repeatedKey(key, first: first.spot.place(in: file)), at: spot)
            }
            keys.append((key, spot))
            switch key {
            case "targets": try entries.deliverList(&reader)
            case "sources": sources = try reader.value()
            default:
                let member = Value.Member(key: key, keySpot: spot, value: try reader.value())
                let owner = try Fields(Value(content: .mapping([]), spot: spot), file: file)
                try entries.delivery.report(owner.unknown(member, allowed: InventoryDocument.keys))
            }
        }
        guard let sources else { return }
        try InventoryDocument.deliver(sources: sources, file: file, to: entries.delivery, scope: entries.scope)
    }
}

/// Reads targets from JSON and delivers them.
private final class Entries {
    let delivery: Delivery
    let scope: Scope
    /// Set when the text is the answer of a source: places then are rows of it.
    private let source: Place?
    private var row = 0

    init(delivery: Delivery, scope: Scope, source: Place? = nil) {
        self.delivery = delivery
        self.scope = scope
        self.source = source
    }

    func deliverList(_ reader: inout JSONReader) throws(InventoryError) {
        guard try reader.peek() == UInt8(ascii: "[") else {
            throw reader.bytes.fault(.wrongType(key: "targets", expected: .list))
        }
        try reader.forEachElement { reader throws(InventoryError) in try self.deliverOne(&reader) }
    }

    func deliverOne(_ reader: inout JSONReader) throws(InventoryError) {
        try deliver(try reader.value(depth: 1), file: reader.bytes.name)
    }

    /// A mapping that begins with `targets` is a document, any other is a target.
    func deliverOneOrTargets(_ reader: inout JSONReader) throws(InventoryError) {
        let spot = reader.bytes.spot
        var members: [Value.Member] = []
        var isDocument = false
        try reader.forEachMember { reader, key, keySpot throws(InventoryError) in
            if key == "targets", members.isEmpty {
                isDocument = true
                return try self.deliverList(&reader)
            }
            members.append(Value.Member(key: key, keySpot: keySpot, value: try reader.value(depth: 1)))
        }
        if isDocument, members.isEmpty { return }
        try deliver(Value(content: .mapping(members), spot: spot), file: reader.bytes.name)
    }

    private func deliver(_ value: Value, file: String) throws(InventoryError) {
        row += 1
        var entry: Entry
        do { entry = try Entry(value, file: file) } catch {
            let place = source.map { Place(file: $0.file, line: $0.line, column: $0.column, row: row) } ?? error.place
            return try delivery.report(InventoryError(error.reason, at: place))
        }
        if let source { entry.place = Place(file: source.file, line: source.line, column: source.column, row: row) }
        try delivery.deliver(entry, in: scope)
    }
}
