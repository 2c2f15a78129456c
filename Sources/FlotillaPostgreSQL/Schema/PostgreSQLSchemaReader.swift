import FlotillaDriver
import FlotillaSchema

/// Reads a schema from PostgreSQL's catalogue in two round trips, whatever the number of tables: what kinds of objects there
/// are, and one query for each kind.
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
        let isInTransaction = session.transactionState == .open
        let end = Batch(statements: isInTransaction ? [Self.toSavepoint, Self.release] : ["COMMIT"])
        do {
            let schema = try Self.read(session, scope, Self.opening(scope, isInTransaction: isInTransaction), deadline)
            _ = try session.run(end, deadline: deadline)
            return schema
        } catch {
            // The caller's transaction goes on as if nothing had been asked.
            if [.open, .failed].contains(session.transactionState) { _ = try? session.run(end, deadline: deadline) }
            throw error
        }
    }

    private static func read(
        _ session: any Session, _ scope: SchemaScope, _ opening: [String], _ deadline: Deadline
    ) throws(DriverError) -> Schema {
        var queries = CatalogueQueries(scope: scope, version: session.server.versionNumber)
        let first = try session.run(
            Batch(statements: opening + [queries.own, queries.contents]), deadline: deadline
        ).suffix(2)
        guard let own = first.first?.rows.first?.first ?? nil, let contents = first.last else {
            let name = scope.own.map { "schema \(PostgreSQLDialect().identifier($0))" } ?? "a schema for new tables"
            throw DriverError(.missingDatabase, message: "\(name) does not exist")
        }
        queries.has = CatalogueContents(contents.rows)
        let asked = queries.questions
        let results = try session.run(Batch(statements: asked.map(\.sql)), deadline: deadline)
        guard results.count == asked.count else {
            throw DriverError(.other, message: "the server's answer is not as expected")
        }
        guard !results.contains(where: { $0.isTruncated }) else {
            throw DriverError(.unsupported, message: "the schema has more parts than the session keeps rows")
        }
        let answers = Dictionary(uniqueKeysWithValues: zip(asked.map(\.part), results))
        return SchemaAssembly(answers, own: own, scope: scope).schema()
    }

    private static let toSavepoint = "ROLLBACK TO SAVEPOINT flotilla_schema"
    private static let release = "RELEASE SAVEPOINT flotilla_schema"

    /// Settings are local to the transaction; in one of the caller's, rolling back to the savepoint takes them back.
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
            isInTransaction ? "SAVEPOINT flotilla_schema" : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY"
        ] + spelling.map { "SET LOCAL " + $0 } + [path]
    }
}

/// What is asked for, each kind with a query of its own.
enum CataloguePart: Sendable, Hashable {
    case namespaces, extensions, enums, sequences, tables, columns, constraints, indexes, triggers, views, viewSources
    case routines, texts, unread
}

extension CatalogueQueries {
    /// Without what there is none of.
    var questions: [(part: CataloguePart, sql: String)] {
        var questions: [(part: CataloguePart, sql: String)] = [
            (.tables, tables), (.columns, columns), (.constraints, constraints), (.indexes, indexes),
        ]
        if scope.others != .none { questions.append((.namespaces, otherNamespaces)) }
        if has.hasExtensions { questions.append((.extensions, extensions)) }
        if has.hasEnums { questions.append((.enums, enums)) }
        if has.hasSequences { questions.append((.sequences, sequences)) }
        if has.hasTriggers { questions.append((.triggers, triggers)) }
        if has.hasViews { questions += [(.views, views), (.viewSources, viewSources)] }
        if has.hasRoutines { questions.append((.routines, routines)) }
        if let texts { questions.append((.texts, texts)) }
        // The neighbours of a target that is a schema are other targets.
        if scope.own == nil { questions.append((.unread, unread)) }
        return questions
    }
}
