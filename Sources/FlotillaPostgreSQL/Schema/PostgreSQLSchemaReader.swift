import FlotillaDriver
import FlotillaSchema

/// Reads a schema from PostgreSQL's catalogue: fifteen queries in one round trip, whatever the number of tables.
///
/// Texts are what the server's own functions make of its parsed trees, so it does not matter how something was typed.
/// Function bodies are text to the server too; see ``RoutineRows`` for what happens to the own schema's name in them.
/// Left out: owners and privileges, tablespaces, servers of foreign tables, and what stands outside of schemas.
public struct PostgreSQLSchemaReader: SchemaReader {
    public init() {}

    /// Throws `missingDatabase` when the own schema does not exist or may not be used.
    public func read(
        _ session: any Session, _ scope: SchemaScope, deadline: Deadline
    ) throws(DriverError) -> Schema {
        let queries = CatalogueQueries(scope: scope, version: session.server.versionNumber)
        let isInTransaction = session.transactionState == .open
        let opening = Self.opening(scope, isInTransaction: isInTransaction)
        let closing = isInTransaction ? [Self.toSavepoint, "RELEASE SAVEPOINT flotilla_schema"] : []
        let results: [StatementResult]
        do {
            results = try session.run(Batch(statements: opening + queries.all + closing), deadline: deadline)
        } catch {
            // The caller's transaction goes on as if nothing had been asked.
            if isInTransaction, session.transactionState == .failed {
                _ = try? session.run(Batch(Self.toSavepoint), deadline: deadline)
            }
            throw error
        }
        let answers = Array(results.dropFirst(opening.count).prefix(queries.all.count))
        guard !answers.contains(where: { $0.isTruncated }) else {
            throw DriverError(.unsupported, message: "the schema has more parts than the session keeps rows")
        }
        guard let own = answers.first?.rows.first?.first ?? nil else {
            let name = scope.own.map { "schema \(PostgreSQLDialect().identifier($0))" } ?? "a schema for new tables"
            throw DriverError(.missingDatabase, message: "\(name) does not exist")
        }
        return try SchemaAssembly(answers, own: own, scope: scope, queries: queries).schema()
    }

    private static let toSavepoint = "ROLLBACK TO SAVEPOINT flotilla_schema"

    /// The statements of one batch are one transaction, or part of one. Settings are local to it; in a transaction of the
    /// caller's, rolling back to the savepoint takes them back.
    private static func opening(_ scope: SchemaScope, isInTransaction: Bool) -> [String] {
        let dialect = PostgreSQLDialect()
        // What decides how constants look in the texts; as pg_dump has it. Compiling the queries would take far longer than
        // they do.
        let spelling = [
            "DateStyle = ISO, YMD", "IntervalStyle = postgres", "TimeZone = 'UTC'", "extra_float_digits = 1",
            "bytea_output = hex", "quote_all_identifiers = off", "jit = off", "max_parallel_workers_per_gather = 0",
        ]
        let path =
            scope.own.map { "SET LOCAL search_path = \(dialect.identifier($0)), pg_temp" }
                ?? """
                SELECT pg_catalog.set_config('search_path',
                coalesce(pg_catalog.quote_ident(pg_catalog.current_schema()::pg_catalog.text) || ', pg_temp', ''), true)
                """
        return [
            isInTransaction
                ? "SAVEPOINT flotilla_schema" : "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        ] + spelling.map { "SET LOCAL " + $0 } + [path]
    }
}

extension CatalogueQueries {
    /// In the order in which ``SchemaAssembly`` takes their answers.
    var all: [String] {
        [
            own, otherNamespaces, extensions, enums, sequences, tables, columns, constraints, indexes, triggers, views,
            viewSources, routines, texts,
        ]
    }
}
