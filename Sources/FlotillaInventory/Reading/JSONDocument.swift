import FlotillaDriver

/// A JSON document that a program of ours wrote, read back whole. It is bounded in size and depth, and repeated keys are
/// refused, as everywhere.
public enum JSONDocument {
    /// Reads a file and blocks.
    public static func read(_ path: String) throws(InventoryError) -> JSON {
        let bytes = try FileBytes(path, limit: ReadingLimits.document)
        return try read(try ByteReader(bytes, name: path))
    }

    /// - Parameter name: what the text is called in errors.
    public static func parse(_ text: String, name: String) throws(InventoryError) -> JSON {
        try read(try ByteReader(MemoryBytes(Array(text.utf8)), name: name))
    }

    private static func read(_ bytes: ByteReader) throws(InventoryError) -> JSON {
        guard let value = try PolicyDocument.json(bytes) else {
            throw InventoryError(.emptyFile, at: Place(file: bytes.name))
        }
        return JSON(value)
    }
}

extension JSON {
    fileprivate init(_ value: Value) {
        switch value.content {
        case .absent: self = .null
        case .list(let elements): self = .array(elements.map { JSON($0) })
        case .mapping(let members): self = .object(members.map { Member($0.key, JSON($0.value)) })
        case .text(let text): self = value.inset > 0 ? .string(text) : JSON(word: text)
        }
    }

    /// What stood there without quotation marks: the reader has made sure that it is one of these.
    private init(word: String) {
        switch word {
        case "true": self = .boolean(true)
        case "false": self = .boolean(false)
        default: self = Int(word).map { .integer($0) } ?? .number(Double(word) ?? .nan)
        }
    }
}
