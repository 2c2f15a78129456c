import FlotillaDriver

/// Tells how large the tables of a SQLite file are from the last number of their rows: two short batches.
///
/// The last number lies at the end of the table's tree, so no table is read. It may be far above the number of rows, where
/// many were deleted or numbers are the application's own, and is never believed beyond what fits into the file. A table
/// without such numbers (`WITHOUT ROWID`) has what ANALYZE has left, if somebody ran it.
public struct SQLiteRowEstimator: RowEstimator {
    /// A cell has at least its pointer, its length, its number, and a record of one byte
    /// (https://www.sqlite.org/fileformat2.html#b_tree_pages).
    private static let smallestRow = 5
    /// SQLite joins 500 (https://www.sqlite.org/limits.html).
    private static let tablesAtOnce = 400

    public init() {}

    public func estimates(
        _ session: any Session, _ scope: SchemaScope, atLeast least: Int, deadline: Deadline
    ) throws(DriverError) -> [RowEstimate] {
        let found = try session.run(Batch(statements: [Self.tables, Self.fileSize]), deadline: deadline)
        let fileSize = found.last?.rows.first?.first.flatMap { $0 }.flatMap { Int($0) } ?? 0
        let rows = (found.first?.rows ?? []).filter { $0.count == 3 }
        let tables = rows.compactMap { row in
            row[0].map { Table(name: $0, hasNumbers: row[1] == "0", taken: row[2] ?? "") }
        }
        let own = tables.filter { !scope.ignored.contains($0.name) }
        let hasStatistics = tables.contains { $0.name == "sqlite_stat1" }
        let questions = Self.lastNumbers(of: own) + (hasStatistics ? [Self.statistics] : [])
        guard !questions.isEmpty else { return [] }
        let unnumbered = Set(own.filter { !$0.hasNumbers }.map(\.name))
        return try session.run(Batch(statements: questions), deadline: deadline).flatMap(\.rows).compactMap { row in
            guard row.count == 3, let name = row[0], let number = row[1].flatMap({ Int($0) }),
                row[2] == "numbers" || unnumbered.contains(name)
            else { return nil }
            let rows = min(number, fileSize / Self.smallestRow)
            return rows < least ? nil : RowEstimate(table: name, rows: rows)
        }
    }

    private struct Table {
        var name: String
        var hasNumbers: Bool
        /// Which of the three names that a row's number has are those of columns.
        var taken: String

        var numberName: String? {
            guard hasNumbers else { return nil }
            let taken = self.taken.split(separator: " ")
            return ["rowid", "_rowid_", "oid"].first { !taken.contains($0[...]) }
        }
    }

    private static func lastNumbers(of tables: [Table]) -> [String] {
        let dialect = SQLiteDialect()
        let parts = tables.filter { !$0.name.hasPrefix("sqlite_") }.compactMap { table in
            table.numberName.map {
                "SELECT \(dialect.quoted(table.name)), max(\($0)), 'numbers' FROM main.\(dialect.identifier(table.name))"
            }
        }
        return stride(from: 0, to: parts.count, by: tablesAtOnce).map { start in
            parts[start..<min(start + tablesAtOnce, parts.count)].joined(separator: " UNION ALL ")
        }
    }

    private static let tables = """
        SELECT t.name, t.wr, (SELECT group_concat(lower(c.name), ' ') FROM pragma_table_xinfo(t.name, 'main') c
            WHERE lower(c.name) IN ('rowid', '_rowid_', 'oid'))
        FROM pragma_table_list t WHERE t.schema = 'main' AND t.type = 'table'
        """

    private static let fileSize = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"

    /// The first number of `stat` is that of the rows (https://www.sqlite.org/fileformat2.html#the_sqlite_stat1_table).
    private static let statistics = """
        SELECT tbl, max(CAST(stat AS INTEGER)), 'statistics' FROM main.sqlite_stat1 GROUP BY tbl
        """
}
