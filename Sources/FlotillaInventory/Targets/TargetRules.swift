import FlotillaDriver

/// What an id, a label and a schema may look like.
enum TargetRules {
    static let reservedLabelKeys = ["id", "url", "schema", "engine"]

    static func id(_ text: String, at place: Place) throws(InventoryError) -> TargetID {
        if text.isEmpty { throw InventoryError(.badID(text: text, .empty), at: place) }
        guard text.unicodeScalars.count <= Target.idLimit else {
            throw InventoryError(.badID(text: text, .tooLong(limit: Target.idLimit)), at: place)
        }
        guard text.unicodeScalars.allSatisfy(isVisible) else {
            throw InventoryError(.badID(text: text, .badCharacter), at: place)
        }
        return TargetID(text)
    }

    static func checkLabelKey(_ key: String, at place: Place) throws(InventoryError) {
        guard !reservedLabelKeys.contains(key) else { throw InventoryError(.badLabelKey(key, .reserved), at: place) }
        guard isLabelKey(key) else { throw InventoryError(.badLabelKey(key, .malformed), at: place) }
    }

    static func isLabelKey(_ key: String) -> Bool {
        guard let first = key.utf8.first, key.utf8.count <= 63 else { return false }
        guard isLetter(first) || isDigit(first) || first == UInt8(ascii: "_") else { return false }
        return key.utf8.allSatisfy(isLabelKeyByte)
    }

    static func isLabelKeyByte(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
            || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/")
    }

    static func checkLabelValue(_ value: String, of key: String, at place: Place) throws(InventoryError) {
        let isPlain = value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        guard value.utf8.count <= Target.labelValueLimit, isPlain else {
            throw InventoryError(.badLabelValue(key: key, limit: Target.labelValueLimit), at: place)
        }
    }

    /// The schema beside the URL or in it; both only when they agree.
    static func schema(
        of url: URLTemplate, given: Written?, _ entry: Entry
    ) throws(InventoryError) -> String? {
        let inURL = url.schema
        guard let given else { return inURL }
        let place = entry.place(of: given)
        guard isSchema(given.text) else { throw InventoryError(.badURL(.badSchema), at: place) }
        if let engine = url.engine, engine != .postgresql {
            throw InventoryError(.badURL(.schemaUnsupported(engine)), at: place)
        }
        guard inURL == nil || inURL == given.text else { throw InventoryError(.badURL(.schemaTwice), at: place) }
        return given.text
    }

    /// Whether PostgreSQL takes it for a name without cutting it.
    static func isSchema(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= Target.schemaLimit
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    /// A character that shows and is no space, so that an id is one word wherever it is printed.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        if scalar.isASCII { return scalar.value > 0x20 && scalar.value < 0x7F }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator,
            .spaceSeparator:
            return false
        default: return true
        }
    }
}
