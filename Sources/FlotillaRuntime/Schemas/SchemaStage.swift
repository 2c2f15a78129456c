import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema

/// A scratch database to try things out on. Blocks its thread.
public final class SchemaStage {
    let target: Target
    private let workshop: SchemaWorkshop
    private let database: ScratchDatabase
    /// Stays open, because a server answers on it faster than on a new one.
    private var session: (any Session)?

    init(_ workshop: SchemaWorkshop, _ database: ScratchDatabase) {
        self.workshop = workshop
        self.database = database
        target = database.target
    }

    func close() {
        session?.close()
        session = nil
    }

    private func opened() throws(SchemaFailure) -> any Session {
        if let session { return session }
        let session = try workshop.connect(to: target)
        self.session = session
        return session
    }

    public func read() throws(SchemaFailure) -> Schema {
        try workshop.read(opened(), own: target.schema, workshop.othersOnStage)
    }

    /// Runs the steps that lead to these revisions, as on any target.
    public func advance(to revisions: [RevisionID], _ planner: Planner) throws(SchemaFailure) {
        guard !revisions.isEmpty else { return }
        try perform(.advance(to: revisions), planner)
    }

    public func takeBack(to rows: [RevisionID], _ planner: Planner) throws(SchemaFailure) {
        try perform(.takeBack(to: rows), planner)
    }

    /// Makes the schema in which the version table is to stand: it is there before the first revision on every target.
    func makeVersionSchema() throws(SchemaFailure) {
        guard workshop.engine == .postgresql, let schema = workshop.settings.versionSchema,
            let name = try? SQLQuoting.identifier(schema, engine: .postgresql)
        else { return }
        let session = try opened()
        do throws(DriverError) {
            _ = try session.run(Batch("CREATE SCHEMA IF NOT EXISTS \(name)"), deadline: .after(workshop.timeout))
        } catch {
            throw SchemaFailure(workshop.engine, .reading(error))
        }
    }

    private func perform(_ operation: Operation, _ planner: Planner) throws(SchemaFailure) {
        try workshop.requireOneDatabase(planner)
        try makeVersionSchema()
        do { _ = try workshop.attempt(operation, on: target, planner) } catch {
            throw SchemaFailure(workshop.engine, .revision(error))
        }
    }

    /// Those of its tables that have rows.
    func filledTables(of schema: Schema) throws(SchemaFailure) -> [FilledTable] {
        let session = try opened()
        let deadline = Deadline.after(workshop.timeout)
        var filled: [FilledTable] = []
        for table in schema.tables.map(\.name).sorted() {
            guard let name = Self.quoted(table, workshop.engine) else { continue }
            do throws(DriverError) {
                let answer = try session.run(Batch("SELECT count(*) FROM \(name)"), deadline: deadline)
                let count = answer.last?.rows.first.flatMap { $0.first ?? nil }.flatMap { Int($0) } ?? 0
                if count > 0 { filled.append(FilledTable(name: table, rows: count)) }
            } catch {
                throw SchemaFailure(workshop.engine, .reading(error))
            }
        }
        return filled
    }

    private static func quoted(_ table: ObjectName, _ engine: Engine) -> String? {
        let parts = [table.namespace, table.name].compactMap { $0 }
        let quoted = parts.compactMap { try? SQLQuoting.identifier($0, engine: engine) }
        return quoted.count == parts.count ? quoted.joined(separator: ".") : nil
    }

    /// Carries statements of ours out: in transactions, where the engine has them and the statements allow it, as the steps of
    /// a revision.
    public func carryOut(_ statements: [RenderedStatement]) throws(SchemaFailure) {
        let deadline = Deadline.after(workshop.timeout)
        let session = try opened()
        var isOpen = false
        for statement in statements {
            do throws(DriverError) {
                if workshop.adapter.dialect.hasTransactionalDDL, isOpen == statement.runsAlone {
                    _ = try session.run(Batch(isOpen ? "COMMIT" : "BEGIN"), deadline: deadline)
                    isOpen.toggle()
                }
                _ = try session.run(Batch(statement.sql), deadline: deadline)
            } catch {
                throw SchemaFailure(workshop.engine, .rendered(statement, error))
            }
        }
        guard isOpen else { return }
        do throws(DriverError) {
            _ = try session.run(Batch("COMMIT"), deadline: deadline)
        } catch {
            throw SchemaFailure(workshop.engine, .reading(error))
        }
    }

    /// Runs scripts that somebody else wrote, on a session that ends with them: they may have settings of their own.
    public func run(_ scripts: [SchemaScript]) throws(SchemaFailure) {
        let session = try workshop.connect(to: target)
        defer { session.close() }
        for script in scripts { try run(script, session) }
        guard session.transactionState == .open, let open = scripts.lazy.reversed().compactMap(beginning).first else {
            return
        }
        throw SchemaFailure(workshop.engine, open)
    }

    /// The last statement that begins a transaction.
    private func beginning(of script: SchemaScript) -> SchemaFailure.Reason? {
        let statements = SQLScript(script.text, engine: workshop.engine).statements
        return statements.last { $0.traits.transactionControl == .begin }.map {
            .unclosed(source: script.source, line: $0.line, excerpt: $0.excerpt)
        }
    }

    /// Statement by statement, so that the one that fails can be named.
    private func run(_ script: SchemaScript, _ session: any Session) throws(SchemaFailure) {
        let engine = workshop.engine
        let parsed = SQLScript(script.text, engine: engine)
        if let problem = parsed.problems.first {
            throw SchemaFailure(
                engine,
                .script(source: script.source, line: problem.position.line, words: problem.explanation))
        }
        for statement in parsed.statements {
            guard let database = statement.otherDatabase else { continue }
            throw SchemaFailure(
                engine,
                .leaving(
                    source: script.source, line: statement.line, excerpt: statement.excerpt, database: database))
        }
        let deadline = Deadline.after(workshop.timeout)
        for statement in parsed.statements where !statement.makesTableOfSQLite {
            let part: Batch.Part =
                if let data = statement.copyData {
                    .copy(statement: statement.bytes, data: Array(parsed.bytes[data]))
                } else {
                    .statements(statement.bytes)
                }
            do {
                _ = try session.run(Batch([part]), deadline: deadline)
            } catch {
                throw SchemaFailure(
                    engine,
                    .statement(
                        source: script.source, line: statement.line, excerpt: statement.excerpt, error))
            }
        }
    }
}

extension SQLStatement {
    /// As `.schema` of the sqlite3 client prints them. SQLite makes them itself, and lets nobody else.
    fileprivate var makesTableOfSQLite: Bool {
        guard engine == .sqlite else { return false }
        return catalogueEffect.facts.contains { fact in
            guard case .appears(.table(let name)) = fact else { return false }
            return name.name.text.lowercased().hasPrefix("sqlite_")
        }
    }
}
