/// What changing a column does to the values in it.
struct MySQLColumnEffect {
    /// Values are rounded, cut or replaced without an error, by every server or by one without a strict `sql_mode`.
    let losesData: Bool
    private(set) var remarks: [String] = []

    init(_ from: Column, _ to: Column) {
        losesData = TableEdit.alterColumn(from: from, to: to).losesData(on: .mysql)
        if from.isNullable && !to.isNullable && to.generated == nil {
            remarks.append("fails where a value is NULL; without a strict sql_mode that becomes the type's own zero")
        }
        if from.generated == nil && to.generated != nil {
            remarks.append("replaces the values by computed ones")
        }
        guard from.type != to.type || from.collation != to.collation else { return }
        if to.type.holdsAll(of: from.type, engine: .mysql) && from.collation == to.collation {
            guard !Self.isInPlace(from.type, to.type) else { return }
        } else if Self.isSilentlyRounded(from.type, to.type) {
            remarks.append("values are rounded or cut without an error")
        } else {
            remarks.append("fails where a value does not fit; without a strict sql_mode it is cut")
        }
        remarks.append("rewrites the table and blocks writes meanwhile")
    }

    /// Where only the description of the table changes: the length of a text keeps its one or two bytes in utf8mb4, and an
    /// enum gets values at its end.
    private static func isInPlace(_ from: ColumnType, _ to: ColumnType) -> Bool {
        switch (from, to) {
        case (.varchar(let old), .varchar(let new)): (old > 63) == (new > 63)
        case (.varbinary(let old), .varbinary(let new)): (old > 255) == (new > 255)
        case (.choice(let old), .choice(let new)): new.starts(with: old) && (old.count > 255) == (new.count > 255)
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
