import FlotillaDriver
import FlotillaSQL
import FlotillaSchema

/// Reads a database of MySQL or MariaDB from its `information_schema`: one round trip, and a second one where there are
/// sequences or partitions.
///
/// - Engine: `ENGINE` is an option of a table unless it is InnoDB, whatever the server's own default is.
/// - Character sets: a column has a collation only where it is not that of its table, and a table the option `COLLATE` only
///   where it is not that of the database. The database's own is one object among the ``Schema/others``. So two tenants with
///   equal defaults are equal, and with different ones differ in one place.
/// - The index that InnoDB makes for a foreign key is left out. It has exactly the key's columns, and the key's name, or that
///   of its first column where the engine has named the key too; no other index begins with these columns, for then the
///   engine throws its own away without a word; and no other key stands on them.
/// - Who defined a view, trigger, routine or event is left out, and the `sql_mode` of its maker too.
public struct MySQLSchemaReader: SchemaReader {
    public init() {}

    public func read(
        _ session: any Session, _ scope: SchemaScope, deadline: Deadline
    ) throws(DriverError) -> Schema {
        let queries = CatalogueQueries(
            database: try scope.own.map { name throws(DriverError) in try quoted(name) } ?? "DATABASE()",
            server: session.server)
        let answers = try ask(session, queries.all, deadline)
        var assembly = try SchemaAssembly(answers[0], isMariaDB: queries.isMariaDB, ignored: scope.ignored)
        try assembly.addFirstRound(answers)
        let more = try secondRound(assembly, queries)
        if !more.isEmpty { assembly.addSecondRound(try ask(session, more, deadline)) }
        return try assembly.finished()
    }

    private func secondRound(
        _ assembly: SchemaAssembly, _ queries: CatalogueQueries
    ) throws(DriverError) -> [String] {
        let sequences = try assembly.sequenceNames.map { name throws(DriverError) in
            let database = try identifier(assembly.database)
            return (literal: try quoted(name), identifier: database + "." + (try identifier(name)))
        }
        // Which of the two an answer belongs to is told by its columns.
        return (assembly.hasPartitions ? [queries.partitions] : [])
            + (sequences.isEmpty ? [] : [CatalogueQueries.sequences(sequences)])
    }

    private func ask(
        _ session: any Session, _ queries: [String], _ deadline: Deadline
    ) throws(DriverError) -> [[CatalogueRow]] {
        let batch = Batch(statements: [CatalogueQueries.begin] + queries + [CatalogueQueries.end])
        let results: [StatementResult]
        do {
            results = try session.run(batch, deadline: deadline)
        } catch {
            // The error that is told is the first one; a session that is gone has no sql_mode either.
            _ = try? session.run(Batch(CatalogueQueries.end), deadline: deadline)
            throw error
        }
        guard results.count == queries.count + 2, !results.contains(where: \.isTruncated) else {
            throw DriverError(.unsupported, message: "the catalogue has more rows than a session keeps")
        }
        return results[1...queries.count].map { $0.rows.map(CatalogueRow.init) }
    }

    private func quoted(_ text: String) throws(DriverError) -> String {
        do { return try SQLQuoting.literal(text, engine: .mysql) } catch { throw unusable(text) }
    }

    private func identifier(_ name: String) throws(DriverError) -> String {
        do { return try SQLQuoting.identifier(name, engine: .mysql) } catch { throw unusable(name) }
    }

    private func unusable(_ name: String) -> DriverError {
        DriverError(.configuration, message: "\(name) cannot be the name of a database or a sequence")
    }
}

/// One row of an answer, by the places of its columns.
struct CatalogueRow {
    let values: [String?]

    subscript(_ place: Int) -> String? { place < values.count ? values[place] : nil }

    /// Empty for NULL.
    func text(_ place: Int) -> String { self[place] ?? "" }

    func number(_ place: Int) -> Int { Int(text(place)) ?? 0 }
}
