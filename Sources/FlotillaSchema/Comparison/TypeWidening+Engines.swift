/// What PostgreSQL's own spellings say about one type holding another.
struct PostgreSQLWidening {
    let from: ColumnType
    let to: ColumnType

    var isKnown: Bool {
        // Every type has a text that says it all.
        if to == .text || to == .other("character varying") { return true }
        if PostgreSQLTypes.spelling(from) == PostgreSQLTypes.spelling(to) { return true }
        switch (from, to) {
        case (.other(let old), .interval): return old.hasPrefix("interval")
        case (.time(_, hasZone: false), .interval): return true
        case (.other(let old), .other(let new)):
            guard let old = Self.bits(old), let new = Self.bits(new), new.varies else { return false }
            return (new.most ?? .max) >= (old.most ?? .max)
        default: return false
        }
    }

    /// Of `bit(3)`, `bit varying(3)` or `bit varying`.
    private static func bits(_ spelling: String) -> (most: Int?, varies: Bool)? {
        let parts = spelling.split(separator: "(")
        guard let word = parts.first, word == "bit" || word == "bit varying" else { return nil }
        return (parts.dropFirst().first.flatMap { Int($0.dropLast()) }, word != "bit")
    }
}

/// What a collation of MySQL's says about characters.
struct MySQLCharacterSet {
    /// `nil`: that of the table or the database, which is not looked up.
    private let name: Substring?

    init(of collation: String?) {
        let word = collation?.prefix { $0 != "_" }
        name = word == "utf8" ? "utf8mb3" : word
    }

    func holdsAll(of other: MySQLCharacterSet) -> Bool {
        guard let mine = name, let theirs = other.name, mine != theirs else { return true }
        if theirs == "ascii" || Self.whole.contains(mine) { return true }
        return mine == "utf8mb3" && !Self.whole.contains(theirs) && theirs != "binary"
    }

    /// All of Unicode. (`uca1400_ai_ci` is short for a collation of one of them.)
    private static let whole: Set<Substring> = ["utf8mb4", "utf16", "utf16le", "utf32", "uca1400"]
}

/// What is special about the types of MySQL and MariaDB; nothing where the neutral words say it.
struct MySQLWidening {
    let from: ColumnType
    let to: ColumnType

    var isKnown: Bool? {
        if let room = Self.room(of: to, Self.texts, .text) { return holdsText(room) }
        if let room = Self.room(of: to, Self.bytes, .binary) { return holdsBytes(room) }
        switch (from, to) {
        // One digit that is shown, but any that fits a byte.
        case (.boolean, .integer(_, let isUnsigned)): return !isUnsigned
        // TIMESTAMP reaches from 1970 to 2038, and what it says depends on the time zone of the session.
        case (.timestamp(_, let hadZone), .timestamp(_, let hasZone)) where hadZone != hasZone: return false
        case (.date, .timestamp(_, hasZone: true)): return false
        default: return nil
        }
    }

    private static let texts = ["tinytext", "text", "mediumtext", "longtext"]
    private static let bytes = ["tinyblob", "blob", "mediumblob", "longblob"]

    private static func room(of type: ColumnType, _ words: [String], _ neutral: ColumnType) -> Int? {
        if type == neutral { return 1 }
        guard case .other(let spelling) = type else { return nil }
        return words.firstIndex(of: spelling)
    }

    private func holdsText(_ room: Int) -> Bool? {
        if let old = Self.room(of: from, Self.texts, .text) { return room >= old }
        return switch from {
        // Four bytes a character.
        case .varchar(let length), .char(let length): room >= (length <= 63 ? 0 : length <= 16_383 ? 1 : 2)
        case .json: room == 3
        default: room == 1 ? nil : false
        }
    }

    private func holdsBytes(_ room: Int) -> Bool {
        if let old = Self.room(of: from, Self.bytes, .binary) { return room >= old }
        return if case .varbinary(let length) = from { room >= (length <= 255 ? 0 : 1) } else { false }
    }
}
