import FlotillaSQL

/// The type of a column: a word that every engine has a spelling for, or one engine's own spelling.
///
/// A type that was read is a neutral word only if the engine spells that word exactly as it spelled the type; nothing is
/// lost between reading and writing.
public indirect enum ColumnType: Sendable, Hashable {
    case boolean
    /// 8, 16, 24, 32 or 64 bits.
    case integer(bits: Int, isUnsigned: Bool = false)
    /// Without a precision, as many digits as it takes.
    case decimal(precision: Int? = nil, scale: Int? = nil)
    /// 32 or 64 bits.
    case floatingPoint(bits: Int)
    case text
    /// At most so many characters.
    case varchar(Int)
    /// Padded to so many characters.
    case char(Int)
    case binary
    /// At most so many bytes.
    case varbinary(Int)
    case date
    /// Digits of a second.
    case time(precision: Int? = nil, hasZone: Bool = false)
    case timestamp(precision: Int? = nil, hasZone: Bool = false)
    case interval
    /// Stored as text, or parsed.
    case json(isBinary: Bool = false)
    case uuid
    /// A type of the schema.
    case named(ObjectName)
    /// MySQL's `ENUM`: the values stand in the column.
    case choice([String])
    case array(of: ColumnType)
    /// As the engine spells it.
    case other(String)
}
