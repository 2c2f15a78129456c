/// What changing a column does to the values in it.
struct MySQLColumnEffect {
    /// Values are rounded, cut or replaced without an error, whatever `sql_mode` says.
    private(set) var losesData = false
    private(set) var remarks: [String] = []

    init(_ from: Column, _ to: Column) {
        if from.isNullable && !to.isNullable && to.generated == nil { remarks.append("fails where a value is NULL") }
        if from.generated == nil && to.generated != nil {
            losesData = true
            remarks.append("replaces the values by computed ones")
        }
        guard from.type != to.type || from.collation != to.collation else { return }
        if Self.isWidening(from.type, to.type) && from.collation == to.collation {
            guard !Self.isInPlace(from.type, to.type) else { return }
        } else if Self.isSilentlyRounded(from.type, to.type) {
            losesData = true
            remarks.append("values are rounded or cut without an error")
        } else {
            remarks.append("fails where a value does not fit; without a strict sql_mode it is cut")
        }
        remarks.append("rewrites the table and blocks writes meanwhile")
    }

    /// Whether every value fits as it is.
    private static func isWidening(_ from: ColumnType, _ to: ColumnType) -> Bool {
        switch (from, to) {
        case (.varchar(let old), .varchar(let new)), (.char(let old), .char(let new)),
            (.varbinary(let old), .varbinary(let new)), (.char(let old), .varchar(let new)):
            old <= new
        case (.varchar(let old), .text): old <= 16_383
        case (.varchar, .other("mediumtext")), (.varchar, .other("longtext")), (.text, .other("mediumtext")),
            (.text, .other("longtext")), (.char, .text), (.binary, .other("mediumblob")),
            (.binary, .other("longblob")), (.json, .other("longtext")):
            true
        case (.boolean, .integer(_, isUnsigned: false)): true
        case (.integer(let old, let wasUnsigned), .integer(let new, let isUnsigned)):
            wasUnsigned == isUnsigned ? old <= new : wasUnsigned && old < new
        case (.decimal(let old?, let oldScale), .decimal(let new?, let newScale)):
            (oldScale ?? 0) <= (newScale ?? 0) && old - (oldScale ?? 0) <= new - (newScale ?? 0)
        case (.floatingPoint(let old), .floatingPoint(let new)): old <= new
        case (.choice(let old), .choice(let new)): new.starts(with: old)
        case (.date, .timestamp(_, hasZone: false)): true
        case (.time(let old, _), .time(let new, _)): (old ?? 0) <= (new ?? 0)
        case (.timestamp(let old, let hadZone), .timestamp(let new, let hasZone)):
            hadZone == hasZone && (old ?? 0) <= (new ?? 0)
        default: false
        }
    }

    /// Where only the description of the table changes: the length of a text keeps its one or two bytes in utf8mb4, and an
    /// enum gets values at its end.
    private static func isInPlace(_ from: ColumnType, _ to: ColumnType) -> Bool {
        switch (from, to) {
        case (.varchar(let old), .varchar(let new)): (old > 63) == (new > 63)
        case (.varbinary(let old), .varbinary(let new)): (old > 255) == (new > 255)
        case (.choice(let old), .choice(let new)): (old.count > 255) == (new.count > 255)
        default: false
        }
    }

    /// Fractions and parts of a point in time go with a note at most.
    private static func isSilentlyRounded(_ from: ColumnType, _ to: ColumnType) -> Bool {
        switch (from, to) {
        case (.decimal, .decimal), (.decimal, .integer), (.floatingPoint, .integer), (.floatingPoint, .decimal),
            (.decimal, .floatingPoint), (.floatingPoint, .floatingPoint), (.timestamp, .timestamp), (.timestamp, .date),
            (.timestamp, .time), (.time, .time), (.time, .date):
            true
        default: false
        }
    }
}
