import FlotillaDriver
import FlotillaSchema

/// Reads what a SQLite file is made of, with one statement.
public struct SQLiteSchemaReader: SchemaReader {
    private let known = KnownSchemas()

    public init() {}

    /// The scope's `own` and `others` mean nothing here: attached databases are other files.
    public func read(
        _ session: any Session, _ scope: SchemaScope, deadline: Deadline
    ) throws(DriverError) -> Schema {
        guard let result = try session.run(Batch(Self.query), deadline: deadline).last else {
            throw DriverError(.other, message: "the schema table gave no result")
        }
        guard !result.isTruncated else {
            throw DriverError(.unsupported, message: "the schema has more parts than the session keeps rows")
        }
        var rows: [SQLiteSchemaRow] = []
        for row in result.rows { rows.append(try Self.schemaRow(row)) }
        let parts = rows
        return known.schema(of: parts, ignoring: scope.ignored) {
            SQLiteSchemaReading.schema(of: parts, ignoring: scope.ignored)
        }
    }

    private static func schemaRow(_ row: [String?]) throws(DriverError) -> SQLiteSchemaRow {
        guard row.count == 4, let kind = row[0].flatMap(SQLiteSchemaRow.Kind.init), let name = row[1],
            let owner = row[2], let sql = row[3]
        else { throw DriverError(.corrupt, message: "the schema table has a row that SQLite does not write") }
        return SQLiteSchemaRow(kind: kind, name: name, owner: owner, sql: sql)
    }

    /// Indexes that a constraint made have no text. `pragma_table_list` knows which tables belong to a virtual one; names
    /// that begin with `sqlite_` are SQLite's own (https://www.sqlite.org/fileformat2.html#intschema).
    private static let query = #"""
        SELECT type, name, tbl_name, sql FROM main.sqlite_master
        WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite\_%' ESCAPE '\'
        UNION ALL
        SELECT 'shadow', name, name, '' FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'
        """#
}
