import FlotillaSchema
import FlotillaSQLite
import Testing

/// The statements are read by us; what SQLite itself says of them in its pragmas must agree.
@Suite("What is read of a table and what SQLite's pragmas say")
struct SchemaAgainstPragmasTests {
    let bench: SchemaBench

    init() throws { bench = try SchemaBench() }

    static let material =
        [SchemaRebuildTests.rich] + SchemaRebuildTests.edits.flatMap { [$0.before, $0.after] }
        + SchemaSpellingTests.same.flatMap { [$0.one, $0.other] }

    @Test("agree about columns, keys and indexes", arguments: material)
    func agree(sql: String) throws {
        let session = try bench.session(sql)
        for table in try session.schema().tables {
            #expect(try session.rows(Self.columns(table)) == table.columns.map { described($0, of: table) })
            #expect(try session.rows(Self.foreignKeys(table)).sorted() == foreignKeys(of: table).sorted())
            #expect(try session.rows(Self.indexes(table)).sorted() == indexes(of: table).sorted())
            #expect(try session.rows(Self.keys(table)).sorted() == keys(of: table).sorted())
        }
    }

    private static func literal(_ table: Table) -> String { "'\(table.name.name.replacing("'", with: "''"))'" }

    // MARK: Columns

    /// Types without blanks, as the pragma keeps those that were typed. Of the number of a row the pragma repeats what was
    /// typed, though it is never NULL.
    private static func columns(_ table: Table) -> String {
        let number = table.columns.first { table.primaryKey?.columns == [$0.name] && !$0.isNullable }?.name ?? ""
        return """
            SELECT name, upper(replace(type, ' ', '')), "notnull" OR name = '\(number)', hidden, pk
            FROM pragma_table_xinfo(\(literal(table)))
            """
    }

    private func described(_ column: Column, of table: Table) -> String {
        let type = SQLiteRenderer().spelling(of: column.type).replacing(" ", with: "")
        let position = (table.primaryKey?.columns.firstIndex(of: column.name) ?? -1) + 1
        let hidden = column.generated.map { $0.isStored ? 3 : 2 } ?? 0
        return "\(column.name),\(type),\(column.isNullable ? 0 : 1),\(hidden),\(position)"
    }

    // MARK: Keys

    private static func foreignKeys(_ table: Table) -> String {
        """
        SELECT lower("table"), group_concat("from"), on_delete, on_update
        FROM pragma_foreign_key_list(\(literal(table))) GROUP BY id
        """
    }

    private func foreignKeys(of table: Table) -> [String] {
        table.foreignKeys.map { key in
            let columns = key.columns.joined(separator: ",")
            return "\(key.table.name.lowercased()),\(columns),\(key.onDelete.rawValue),\(key.onUpdate.rawValue)"
        }
    }

    private static func keys(_ table: Table) -> String {
        """
        SELECT DISTINCT (SELECT group_concat(name) FROM pragma_index_info(l.name))
        FROM pragma_index_list(\(literal(table))) l WHERE origin = 'u'
        """
    }

    private func keys(of table: Table) -> [String] { table.uniques.map { $0.columns.joined(separator: ",") } }

    // MARK: Indexes

    private static func indexes(_ table: Table) -> String {
        """
        SELECT name, "unique", partial,
          (SELECT group_concat(coalesce(name, '') || '.' || "desc", '+') FROM pragma_index_xinfo(l.name) WHERE key)
        FROM pragma_index_list(\(literal(table))) l WHERE origin = 'c'
        """
    }

    private func indexes(of table: Table) -> [String] {
        table.indexes.map { index in
            let parts = index.parts.map { part in
                let name = if case .column(let name) = part.key { name } else { "" }
                return "\(name).\(part.isDescending ? 1 : 0)"
            }
            return "\(index.name),\(index.isUnique ? 1 : 0),\(index.predicate == nil ? 0 : 1),"
                + parts.joined(separator: "+")
        }
    }
}
