import FlotillaSQL
import FlotillaSchema

/// A column's type in words that mean the same on every engine, with an engine's own spelling where somebody gives one.
public struct ModelType: Sendable, Hashable {
    enum Word: Sendable, Hashable {
        case boolean, text, binary, date, time, timestamp, localTimestamp, json, uuid
        case integer(bits: Int)
        case floatingPoint(bits: Int)
        case decimal(precision: Int?, scale: Int?)
        case varchar(Int)
        case char(Int)
        case varbinary(Int)
        case choice([String])
    }

    var word: Word
    var spellings: [Engine: String] = [:]

    static func of(_ word: Word) -> ModelType { ModelType(word: word) }

    public static let boolean = of(.boolean)
    public static let int16 = of(.integer(bits: 16))
    public static let int32 = of(.integer(bits: 32))
    public static let int64 = of(.integer(bits: 64))
    public static let float = of(.floatingPoint(bits: 32))
    public static let double = of(.floatingPoint(bits: 64))
    /// As many digits as it takes; on MySQL 65, 30 of them behind the point.
    public static let decimal = of(.decimal(precision: nil, scale: nil))
    public static func decimal(_ precision: Int, _ scale: Int = 0) -> ModelType {
        of(.decimal(precision: precision, scale: scale))
    }
    /// Of any length, which MySQL can neither index nor hold unique.
    public static let text = of(.text)
    /// At most so many characters.
    public static func varchar(_ length: Int) -> ModelType { of(.varchar(length)) }
    /// Exactly so many characters.
    public static func char(_ length: Int) -> ModelType { of(.char(length)) }
    /// Bytes, as many as there are.
    public static let binary = of(.binary)
    /// At most so many bytes, where the engine knows a limit.
    public static func varbinary(_ length: Int) -> ModelType { of(.varbinary(length)) }
    public static let date = of(.date)
    public static let time = of(.time)
    /// A moment, in UTC where the engine knows no zones, to the microsecond.
    public static let timestamp = of(.timestamp)
    /// What a clock on a wall shows, without a zone.
    public static let localTimestamp = of(.localTimestamp)
    public static let json = of(.json)
    public static let uuid = of(.uuid)

    /// The same with other words on some engines, taken as they are: `.text.spelled(postgresql: "citext")`.
    public func spelled(postgresql: String? = nil, mysql: String? = nil, sqlite: String? = nil) -> ModelType {
        var copy = self
        for (engine, spelling) in [(Engine.postgresql, postgresql), (.mysql, mysql), (.sqlite, sqlite)] {
            if let spelling { copy.spellings[engine] = spelling }
        }
        return copy
    }

    /// Text and bytes with a limit; nothing else has a length.
    func limited(to length: Int?) -> ModelType {
        guard let length else { return self }
        var copy = self
        switch word {
        case .text: copy.word = .varchar(length)
        case .binary: copy.word = .varbinary(length)
        default: break
        }
        return copy
    }
}

extension ModelType {
    /// What the engine stores it in.
    func columnType(on engine: Engine) -> ColumnType {
        if let spelling = spellings[engine] { return .other(spelling) }
        return engine == .mysql ? mysql : common
    }

    private var common: ColumnType {
        switch word {
        case .boolean: .boolean
        case .text: .text
        case .binary: .binary
        case .date: .date
        case .time: .time()
        case .timestamp: .timestamp(hasZone: true)
        case .localTimestamp: .timestamp()
        case .json: .json(isBinary: true)
        case .uuid: .uuid
        case .integer(let bits): .integer(bits: bits)
        case .floatingPoint(let bits): .floatingPoint(bits: bits)
        case .decimal(let precision, let scale): .decimal(precision: precision, scale: scale)
        case .varchar(let length): .varchar(length)
        case .char(let length): .char(length)
        case .varbinary(let length): .varbinary(length)
        case .choice: .text
        }
    }

    /// MySQL's `text` ends at 64 KiB and its `timestamp` in the year 2038, and it drops fractions of seconds unless told
    /// otherwise. Of its family only MariaDB has a type for UUIDs.
    private var mysql: ColumnType {
        switch word {
        case .text: .other("longtext")
        case .binary: .other("longblob")
        case .time: .time(precision: 6)
        case .timestamp, .localTimestamp: .timestamp(precision: 6)
        case .uuid: .char(36)
        case .choice(let values): .choice(values)
        default: common
        }
    }

    var isInteger: Bool { if case .integer = word { true } else { false } }

    /// Whether MySQL stores it apart from its row, and wants a length for it in every key.
    var isStoredApartOnMySQL: Bool {
        if let spelling = spellings[.mysql]?.lowercased() {
            return ["text", "blob", "json"].contains { spelling.hasSuffix($0) }
        }
        return switch word {
        case .text, .binary, .json: true
        default: false
        }
    }
}
