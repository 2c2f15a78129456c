import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// What a migrator says to SQLite for itself. The lock is the file's own: one writer at a time.
public struct SQLiteDialect: MigrationDialect {
    public init() {}

    public var engine: Engine { .sqlite }
    public var hasTransactionalDDL: Bool { true }
    public var batchesBareStatements: Bool { true }
    public var locksBetweenTransactions: Bool { false }

    public func open(
        _ session: any Session, _ request: OpeningRequest, deadline: Deadline
    ) throws(DriverError) -> Opening {
        // SQLite lets a writer begin on a file that takes no writes, and fails at the first of them. Such a file can still
        // say that there is nothing to write.
        try isReadOnly(session)
            ? read(session, [], .notAsked, request, deadline)
            : read(session, ["BEGIN IMMEDIATE"], .held, request, deadline)
    }

    public func look(
        _ session: any Session, _ request: OpeningRequest, deadline: Deadline
    ) throws(DriverError) -> Opening {
        try read(session, [], .notAsked, request, deadline)
    }

    public func beginChanges(_ request: OpeningRequest, _ opening: Opening) -> [String] {
        opening.versions == nil ? versionTableCreation(request) : []
    }

    /// Column and constraint as Alembic makes them, so that it finds its own table.
    func versionTableCreation(_ request: OpeningRequest, ifMissing: Bool = false) -> [String] {
        historyCreation(request, ifMissing: ifMissing) ?? [
            "CREATE TABLE \(ifMissing ? "IF NOT EXISTS " : "")\(identifier(request.versionTable)) "
                + "(version_num VARCHAR(32) NOT NULL, "
                + "CONSTRAINT \(identifier(request.versionTable + "_pkc")) PRIMARY KEY (version_num))"
        ]
    }

    public func versionChange(_ change: VersionChange, in request: OpeningRequest) -> [String] {
        moves(change, in: request).flatMap { moving($0.statement, $0.rows) }
    }

    /// RAISE is for triggers only; the absolute value of the smallest integer is an overflow and so an error
    /// (sqlite.org/lang_corefunc.html#abs).
    private func moving(_ statement: String, _ rows: MovedRows) -> [String] {
        switch rows {
        case .any: [statement]
        case .one: [statement, "SELECT CASE WHEN changes() = 1 THEN 1 ELSE abs(-9223372036854775808) END"]
        case .some: [statement, "SELECT CASE WHEN changes() > 0 THEN 1 ELSE abs(-9223372036854775808) END"]
        }
    }

    public func commit(_ request: OpeningRequest, resetting: SessionReset) -> [String] { ["COMMIT"] }

    public func lockSession(
        _ session: any Session, _ request: OpeningRequest, _ opening: Opening, deadline: Deadline
    ) throws(DriverError) {
        // There is no lock beyond a transaction here; `JournalAction.expect` catches whoever comes between.
        _ = try session.run(Batch("ROLLBACK"), deadline: deadline)
    }

    public func begin(_ request: OpeningRequest) -> [String] { ["BEGIN IMMEDIATE"] }

    public func beginReading(_ request: OpeningRequest, server: ServerFacts) -> [String] {
        timeouts(lock: request.lockTimeout, statement: nil, forSession: true, server: server)
            + ["PRAGMA query_only = ON", "BEGIN"]
    }

    public func timeouts(
        lock: Duration?, statement: Duration?, forSession: Bool, server: ServerFacts
    ) -> [String] {
        lock.map { ["PRAGMA busy_timeout = \($0.wholeMilliseconds)"] } ?? []
    }

    public func requiresTransactionalTables(_ request: OpeningRequest) -> String? { nil }

    /// The lock of a file names nobody.
    public func lockHolders(
        _ session: any Session, _ request: OpeningRequest, _ wait: LockWait, deadline: Deadline
    ) -> [String] { [] }
}

// MARK: The statements

extension SQLiteDialect {
    private func read(
        _ session: any Session, _ begin: [String], _ lock: Opening.Lock, _ request: OpeningRequest, _ deadline: Deadline
    ) throws(DriverError) -> Opening {
        let file = try file(session)
        var opening = Opening(
            lock: lock, versions: nil, identity: "sqlite \(try file.identity())", isReadOnly: file.isReadOnly)
        var rows: [[String?]]?
        do {
            let results = try session.run(Batch(statements: begin + [versionQuery(request)]), deadline: deadline)
            rows = results.last?.rows ?? []
        } catch {
            guard error.code == "SQLITE_ERROR", error.completedStatements == begin.count else { throw error }
            // The table is there, so a column is not.
            if file.hasTable(request.versionTable) { throw foreignTable(request, error) }
        }
        opening.hasJournal = file.hasTable(OpeningRequest.journalTable)
        if opening.hasJournal { opening.journal = try journal(session, deadline) }
        opening.read(rows, request)
        return opening
    }

    private func journal(_ session: any Session, _ deadline: Deadline) throws(DriverError) -> JournalEntry? {
        let query = "SELECT \(JournalEntry.columns.joined(separator: ", ")) FROM \(OpeningRequest.journalTable)"
        guard let row = try session.run(Batch(query), deadline: deadline).first?.rows.first else { return nil }
        guard let entry = JournalEntry(row: row) else {
            throw DriverError(.diverged, message: "the journal in \(OpeningRequest.journalTable) cannot be read")
        }
        return entry
    }

    private func isReadOnly(_ session: any Session) throws(DriverError) -> Bool { try file(session).isReadOnly }

    private func file(_ session: any Session) throws(DriverError) -> SQLiteSession {
        guard let session = session as? SQLiteSession else {
            throw DriverError(.unsupported, message: "not a session of SQLite")
        }
        return session
    }
}

// MARK: Journal

extension SQLiteDialect {
    public func journal(_ action: JournalAction, in request: OpeningRequest) -> [String] {
        let table = identifier(OpeningRequest.journalTable)
        switch action {
        case .createTable:
            return [
                """
                CREATE TABLE IF NOT EXISTS \(table) (id INTEGER PRIMARY KEY, revision TEXT NOT NULL, \
                direction TEXT NOT NULL, unit INTEGER NOT NULL, units INTEGER NOT NULL, state TEXT NOT NULL, \
                effects_before INTEGER NOT NULL, prefix_digest TEXT NOT NULL, unit_digest TEXT NOT NULL, \
                written_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)
                """
            ]
        case .write(let entry, let effects):
            let values = [
                "1", quoted(entry.revision), quoted(entry.direction), String(entry.unit), String(entry.units),
                quoted(entry.state.rawValue),
                effects.isEmpty ? String(entry.effectsBefore) : countOfEffects(effects, in: request),
                quoted(entry.prefixDigest), quoted(entry.unitDigest),
            ]
            let columns = ["id"] + JournalEntry.columns
            return [
                "INSERT OR REPLACE INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
            ]
        case .expect(let standing):
            return ["SELECT CASE WHEN \(condition(standing, table, request)) THEN 1 ELSE abs(-9223372036854775808) END"]
        // Without the table the file is as it was.
        case .clear, .abandon: return ["DROP TABLE \(table)"]
        }
    }

    private func condition(_ standing: JournalStanding, _ table: String, _ request: OpeningRequest) -> String {
        guard let entry = standing.entry else {
            if request.history != nil {
                return "NOT EXISTS (SELECT 1 FROM \(table)) AND \(holdsVersions(standing.versions, in: request))"
            }
            let versions = identifier(request.versionTable)
            let known = standing.versions.map(quoted).joined(separator: ", ")
            return """
                NOT EXISTS (SELECT 1 FROM \(table)) AND (SELECT count(*) FROM \(versions)) = \(standing.versions.count) \
                AND NOT EXISTS (SELECT 1 FROM \(versions) WHERE version_num NOT IN (\(known)))
                """
        }
        return """
            EXISTS (SELECT 1 FROM \(table) WHERE revision = \(quoted(entry.revision)) \
            AND direction = \(quoted(entry.direction)) AND unit = \(entry.unit) \
            AND state = \(quoted(entry.state.rawValue)))
            """
    }
}
