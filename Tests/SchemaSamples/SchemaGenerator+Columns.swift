import FlotillaSQL
import FlotillaSchema

extension SchemaGenerator {
    static let columnWords = ["amount", "title", "state", "email", "note", "score", "seen_at", "code"]

    /// A plain one: with any type, no part of a key.
    mutating func column(in schema: Schema, isNullable: Bool? = nil) -> Column {
        var column = Column(name(Self.columnWords), type(in: schema), isNullable: isNullable ?? chance(1, in: 2))
        if chance(1, in: 3) { column.default = defaultValue(of: column.type) }
        if engine != .sqlite, chance(1, in: 6) { column.comment = comment() }
        if chance(1, in: 6) { column.collation = collation(of: column.type) }
        return column
    }

    mutating func comment() -> String { "see §\(number(in: 1...99)), it's \"odd\"" }

    mutating func type(in schema: Schema) -> ColumnType {
        var types: [ColumnType] = [
            .integer(bits: engine == .sqlite ? 64 : 32), .varchar(number(in: 10...120)), .text,
            .decimal(precision: number(in: 6...12), scale: number(in: 0...4)), .date, .timestamp(), .boolean,
            .floatingPoint(bits: 64), .binary,
        ]
        switch engine {
        case .postgresql:
            types += [
                .integer(bits: 16), .integer(bits: 64), .decimal(), .floatingPoint(bits: 32), .char(8), .time(),
                .timestamp(hasZone: true), .timestamp(precision: 3), .interval, .json(), .json(isBinary: true), .uuid,
                .array(of: .integer(bits: 32)), .array(of: .text), .other("inet"),
            ]
            types += schema.enums.map { .named($0.name) }
        case .mysql:
            types += [
                .integer(bits: 8), .integer(bits: 24), .integer(bits: 64), .integer(bits: 32, isUnsigned: true),
                .floatingPoint(bits: 32), .char(8), .time(), .timestamp(precision: 3), .json(), .varbinary(32),
                .choice(["small", "it's", "large"]),
            ]
        case .sqlite: types.append(.json())
        }
        return pick(types) ?? .text
    }

    mutating func defaultValue(of type: ColumnType) -> String? {
        let number = String(number(in: 0...99))
        switch (engine, type) {
        case (_, .integer), (_, .floatingPoint): return number
        case (.postgresql, .boolean): return "true"
        case (.mysql, .boolean), (.sqlite, .boolean): return "1"
        case (.postgresql, .decimal): return number
        case (.postgresql, .text): return "'it''s \(number)'::text"
        case (.postgresql, .varchar): return "'v\(number)'::character varying"
        case (.postgresql, .timestamp): return "CURRENT_TIMESTAMP"
        case (.postgresql, .date): return "CURRENT_DATE"
        case (.postgresql, .json(isBinary: true)): return "'{}'::jsonb"
        case (.postgresql, .uuid): return "gen_random_uuid()"
        case (.mysql, .varchar), (.sqlite, .varchar), (.sqlite, .text): return "'it''s \(number)'"
        case (.mysql, .timestamp(nil, _)): return "CURRENT_TIMESTAMP"
        case (.sqlite, .timestamp): return "CURRENT_TIMESTAMP"
        case (.mysql, .choice): return "'small'"
        default: return nil
        }
    }

    mutating func collation(of type: ColumnType) -> String? {
        switch type {
        case .text, .varchar: break
        default: return nil
        }
        switch engine {
        case .postgresql: return "C"
        case .mysql: return "utf8mb4_bin"
        case .sqlite: return "NOCASE"
        }
    }

    /// Of which an ordinary index can be made, whole.
    func isIndexable(_ column: Column) -> Bool {
        switch column.type {
        case .integer, .varchar, .decimal, .date, .timestamp, .char: column.generated == nil
        case .text, .boolean, .uuid: engine != .mysql && column.generated == nil
        default: false
        }
    }

    /// Counts in a check, a generated column or a trigger.
    func isCountable(_ column: Column, in table: Table) -> Bool {
        guard case .integer(_, let isUnsigned) = column.type, !isUnsigned else { return false }
        return column.generated == nil && column.identity == nil && !isKey(column, in: table)
    }

    /// Of the primary key, or of a foreign one.
    func isKey(_ column: Column, in table: Table) -> Bool {
        table.primaryKey?.columns.contains(column.name) ?? false
            || table.foreignKeys.contains { $0.columns.contains(column.name) }
    }
}
