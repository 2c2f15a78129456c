import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// What a migrator says to MySQL and MariaDB for itself. Every change of the schema commits at once here, so the journal
/// goes with each statement and the lock belongs to the session.
public struct MySQLDialect: MigrationDialect {
    public init() {}

    public var engine: Engine { .mysql }
    public var hasTransactionalDDL: Bool { false }
    public var batchesBareStatements: Bool { true }
    public var locksBetweenTransactions: Bool { true }

    public func open(
        _ session: any Session, _ request: OpeningRequest, deadline: Deadline
    ) throws(DriverError) -> Opening {
        // Both tables are read last: when one is missing the server stops there, and what came before is known.
        let batch = Batch(
            statements: [
                settings(request, session.server), facts(session.server, lock: "GET_LOCK(\(lockName(request)), 0)"),
                versionQuery(request), journalQuery(request),
            ])
        return try read(session, batch, factsAt: 1, request, deadline)
    }

    public func look(
        _ session: any Session, _ request: OpeningRequest, deadline: Deadline
    ) throws(DriverError) -> Opening {
        try read(
            session,
            Batch(statements: [facts(session.server, lock: nil), versionQuery(request), journalQuery(request)]),
            factsAt: 0, request, deadline)
    }

    public func beginChanges(_ request: OpeningRequest, _ opening: Opening) -> [String] {
        opening.versions == nil ? versionTableCreation(request) : []
    }

    /// Column as Alembic makes it, so that it finds its own table; an engine with transactions, so that version and
    /// journal move together.
    func versionTableCreation(_ request: OpeningRequest) -> [String] {
        historyCreation(request, ifMissing: true) ?? [
            "CREATE TABLE IF NOT EXISTS \(identifier(request.versionTable)) "
                + "(version_num VARCHAR(32) NOT NULL, PRIMARY KEY (version_num)) ENGINE = InnoDB"
        ]
    }

    public func versionChange(_ change: VersionChange, in request: OpeningRequest) -> [String] {
        moves(change, in: request).flatMap { moving($0.statement, $0.rows) }
    }

    private func moving(_ statement: String, _ rows: MovedRows) -> [String] {
        switch rows {
        case .any: [statement]
        case .one: [statement, "SELECT IF(ROW_COUNT() = 1, 1, \(failure))"]
        case .some: [statement, "SELECT IF(ROW_COUNT() > 0, 1, \(failure))"]
        }
    }

    public func commit(_ request: OpeningRequest, resetting: SessionReset) -> [String] { ["COMMIT"] }

    public func lockSession(
        _ session: any Session, _ request: OpeningRequest, _ opening: Opening, deadline: Deadline
    ) throws(DriverError) {
        // GET_LOCK belongs to the session already.
    }

    public func begin(_ request: OpeningRequest) -> [String] { ["START TRANSACTION"] }

    public func beginReading(_ request: OpeningRequest, server: ServerFacts) -> [String] {
        [settings(request, server), "START TRANSACTION READ ONLY"]
    }

    public func timeouts(
        lock: Duration?, statement: Duration?, forSession: Bool, server: ServerFacts
    ) -> [String] {
        let limits = limits(lock, statement, server.product)
        return limits.isEmpty ? [] : ["SET SESSION " + limits]
    }

    public func requiresTransactionalTables(_ request: OpeningRequest) -> String? {
        let transactional = "SELECT engine FROM information_schema.engines WHERE transactions = 'YES'"
        return """
            SELECT IF(@@default_storage_engine IN (\(transactional)) AND NOT EXISTS (SELECT 1 FROM information_schema.tables \
            WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' AND engine NOT IN (\(transactional))), \
            1, \(failure))
            """
    }

    /// 1196 is ER_WARNING_NOT_COMPLETE_ROLLBACK. Older warnings may stand beside it.
    public func rollBack(_ session: any Session, deadline: Deadline) throws(DriverError) -> Bool {
        let results = try session.run(Batch(statements: ["ROLLBACK", "SHOW WARNINGS"]), deadline: deadline)
        return results.last?.rows.contains { $0.contains("1196") } == false
    }

    /// A subquery of two rows is an error (1242) wherever one value is wanted, and is only looked at when it is needed.
    var failure: String { "(SELECT 1 UNION SELECT 2)" }
}

// MARK: The statements

extension MySQLDialect {
    func settings(_ request: OpeningRequest, _ server: ServerFacts) -> String {
        "SET SESSION autocommit = 1, " + limits(request.lockTimeout, request.statementTimeout ?? .zero, server.product)
    }

    func limits(_ lock: Duration?, _ statement: Duration?, _ product: String) -> String {
        var limits: [String] = []
        if let lock {
            let seconds = max(1, lock.components.seconds)
            limits += ["lock_wait_timeout = \(seconds)", "innodb_lock_wait_timeout = \(seconds)"]
        }
        if let statement {
            // The two products have neither name nor unit in common here.
            let milliseconds = statement.wholeMilliseconds
            limits.append(
                product == "MariaDB"
                    ? "max_statement_time = \(Double(milliseconds) / 1000)" : "max_execution_time = \(milliseconds)")
        }
        return limits.joined(separator: ", ")
    }

    private func facts(_ server: ServerFacts, lock: String?) -> String {
        "SELECT CONNECTION_ID(), @@read_only, @@sql_mode, CONCAT(@@hostname, ':', @@port, ':', @@datadir), DATABASE(), "
            + (lock ?? "NULL")
    }

    /// Lock names are shared by the whole server and hold 64 characters at most; a digest of 160 bits always fits.
    func lockName(_ request: OpeningRequest) -> String {
        "CONCAT('flotilla ', SHA1(CONCAT(DATABASE(), '.', \(quoted(request.versionTable)))))"
    }

    private func journalQuery(_ request: OpeningRequest) -> String {
        "SELECT \(JournalEntry.columns.joined(separator: ", ")) FROM \(identifier(OpeningRequest.journalTable))"
    }

    private func read(
        _ session: any Session, _ batch: Batch, factsAt: Int, _ request: OpeningRequest, _ deadline: Deadline
    ) throws(DriverError) -> Opening {
        var results: [StatementResult] = []
        do {
            results = try session.run(batch, deadline: deadline)
        } catch {
            // 1054 is ER_BAD_FIELD_ERROR, 1146 ER_NO_SUCH_TABLE.
            if error.code == "1054", error.completedStatements == factsAt + 1 { throw foreignTable(request, error) }
            guard error.code == "1146", let completed = error.completedStatements, completed > factsAt else {
                throw error
            }
            results = error.completedResults
        }
        let row = results.indices.contains(factsAt) ? results[factsAt].rows.first ?? [] : []
        guard row.count == 6 else { throw DriverError(.other, message: "the server's answer is not as expected") }
        let modes = Set((row[2] ?? "").split(separator: ",").map(String.init))
        var opening = Opening(
            lock: row[5] == "1" ? .held : row[5] == "0" ? .heldElsewhere(nil) : .notAsked, versions: nil,
            identity: "mysql \(row[3] ?? "") \(row[4] ?? "")", isReadOnly: row[1] != "0",
            isPooled: row[0] != String(session.server.sessionID),
            scanning: SQLOptions(
                noBackslashEscapes: modes.contains("NO_BACKSLASH_ESCAPES"),
                ansiQuotes: modes.contains("ANSI_QUOTES")))
        if results.count > factsAt + 2 {
            opening.hasJournal = true
            opening.journal = try entry(results[factsAt + 2])
        }
        opening.read(results.count > factsAt + 1 ? results[factsAt + 1].rows : nil, request)
        if opening.lock == .heldElsewhere(nil) { opening.lock = .heldElsewhere(holder(session, request, deadline)) }
        return opening
    }

    private func entry(_ result: StatementResult) throws(DriverError) -> JournalEntry? {
        guard let row = result.rows.first else { return nil }
        guard let entry = JournalEntry(row: row) else {
            throw DriverError(.diverged, message: "the journal in \(OpeningRequest.journalTable) cannot be read")
        }
        return entry
    }

    /// Who holds the lock; a courtesy for the message, so failing to find out is no error.
    private func holder(_ session: any Session, _ request: OpeningRequest, _ deadline: Deadline) -> String? {
        let query = """
            SELECT id, user, host, time FROM information_schema.processlist WHERE id = IS_USED_LOCK(\(lockName(request)))
            """
        guard let row = try? session.run(Batch(query), deadline: deadline).first?.rows.first else { return nil }
        return "connection \(row[0] ?? "?") of \(row[1] ?? "?") from \(row[2] ?? "?"), busy for \(row[3] ?? "?") s"
    }
}

// MARK: Journal

extension MySQLDialect {
    public func journal(_ action: JournalAction, in request: OpeningRequest) -> [String] {
        let table = identifier(OpeningRequest.journalTable)
        switch action {
        case .createTable:
            return [
                """
                CREATE TABLE IF NOT EXISTS \(table) (id INT PRIMARY KEY, revision VARCHAR(255) NOT NULL, \
                direction VARCHAR(8) NOT NULL, unit INT NOT NULL, units INT NOT NULL, state VARCHAR(16) NOT NULL, \
                effects_before INT NOT NULL, prefix_digest CHAR(64) NOT NULL, unit_digest CHAR(64) NOT NULL, \
                written_at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP) ENGINE = InnoDB
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
                "REPLACE INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(values.joined(separator: ", ")))"
            ]
        // The session holds the target's lock, so nobody comes between.
        case .expect: return []
        // The table stays: a DROP TABLE costs more than all the rest of a small step.
        case .clear, .abandon: return ["DELETE FROM \(table) WHERE id = 1"]
        }
    }
}
