import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// What a migrator says to PostgreSQL for itself. Every setting is local to a transaction, every name is qualified, and
/// the lock is taken without waiting, so that it works behind a transaction pooler and cannot be trapped by objects
/// that a tenant put into its search path (CVE-2018-1058).
public struct PostgreSQLDialect: MigrationDialect {
    public init() {}

    public var engine: Engine { .postgresql }
    public var hasTransactionalDDL: Bool { true }
    public var batchesBareStatements: Bool { false }
    public var locksBetweenTransactions: Bool { true }

    public func open(
        _ session: any Session, _ request: OpeningRequest, deadline: Deadline
    ) throws(DriverError) -> Opening {
        // The savepoint keeps transaction and lock alive when there is no version table.
        let begin = begin(request) + settings(request, session.server, isLocal: true)
        let batch = Batch(
            statements: begin + [
                facts(request, lock: "pg_try_advisory_xact_lock"), "SAVEPOINT flotilla", versionQuery(request),
            ])
        return try read(session, batch, factsAt: begin.count, versionsAt: begin.count + 2, request, deadline)
    }

    public func look(
        _ session: any Session, _ request: OpeningRequest, deadline: Deadline
    ) throws(DriverError) -> Opening {
        // The path is the database's own, so nothing in it may be found by way of that: no operator, no bare name.
        let batch = Batch(statements: [facts(request, lock: nil), versionQuery(request)])
        return try read(session, batch, factsAt: 0, versionsAt: 1, request, deadline)
    }

    public func beginChanges(_ request: OpeningRequest, _ opening: Opening) -> [String] {
        guard opening.versions == nil else { return ["RELEASE SAVEPOINT flotilla"] }
        return [toSavepoint, "RELEASE SAVEPOINT flotilla"] + versionTableCreation(request)
    }

    public func versionChange(_ change: VersionChange, in request: OpeningRequest) -> [String] {
        // The search path is set again because the step before may have changed it (every pg_dump script does).
        let path = set("search_path", searchPath(request), isLocal: true)
        guard request.history == nil else {
            return moves(change, in: request).map { moving($0.statement, $0.rows) } + [path]
        }
        let moved = builtInMovement(change, in: versionTableName(request))
        return change == .clear ? [moved] : [moving(moved, .one), path]
    }

    /// Division by zero, and with it a rollback of everything, unless as many rows moved.
    private func moving(_ statement: String, _ rows: MovedRows) -> String {
        let count: String
        switch rows {
        case .any: return statement
        case .one: count = "\(equals) 1"
        case .some: count = "OPERATOR(pg_catalog.>) 0"
        }
        return """
            WITH moved AS (\(statement) RETURNING 1) SELECT 1 OPERATOR(pg_catalog./) \
            (CASE WHEN pg_catalog.count(*) \(count) THEN 1 ELSE 0 END) FROM moved
            """
    }

    public func commit(_ request: OpeningRequest, resetting: SessionReset) -> [String] {
        // What DISCARD ALL does, as far as a transaction allows it. Prepared statements are left alone: newer poolers keep
        // their own and count on them.
        let settings = ["RESET SESSION AUTHORIZATION", "RESET ALL", "CLOSE ALL", "DISCARD TEMP"]
        let shared = ["UNLISTEN *", "SELECT pg_catalog.pg_advisory_unlock_all()"]
        return switch resetting {
        case .unneeded: ["COMMIT"]
        case .settings: settings + ["COMMIT"]
        case .everything: settings + shared + ["COMMIT"]
        }
    }

    public func lockSession(
        _ session: any Session, _ request: OpeningRequest, _ opening: Opening, deadline: Deadline
    ) throws(DriverError) {
        guard !opening.isPooled else { throw Self.needsSession("runs without a transaction") }
        // The session lock is taken while the transaction still holds the same one, so that no gap opens between them.
        // (Advisory locks of one session do not exclude each other.)
        let results = try session.run(
            Batch(statements: [toSavepoint, "SELECT pg_catalog.pg_try_advisory_lock(\(lockKey(request)))", "ROLLBACK"]),
            deadline: deadline)
        guard results.dropFirst().first?.rows.first?.first == "t" else {
            throw DriverError(.locked, message: "lock lost")
        }
        _ = try session.run(
            Batch(statements: settings(request, session.server, isLocal: false)), deadline: deadline)
    }

    static func needsSession(_ reason: String) -> DriverError {
        DriverError(
            .unsupported,
            message: "this step \(reason) and needs a session of its own, "
                + "but a pooler stands before the server and shares sessions; give a URL that goes past it")
    }

    public func begin(_ request: OpeningRequest) -> [String] { ["BEGIN ISOLATION LEVEL READ COMMITTED"] }

    public func beginReading(_ request: OpeningRequest, server: ServerFacts) -> [String] {
        ["BEGIN ISOLATION LEVEL READ COMMITTED READ ONLY", set("search_path", searchPath(request), isLocal: true)]
            + timeouts(
                lock: request.lockTimeout, statement: request.statementTimeout, forSession: false, server: server)
    }

    public func timeouts(
        lock: Duration?, statement: Duration?, forSession: Bool, server: ServerFacts
    ) -> [String] {
        [("lock_timeout", lock), ("statement_timeout", statement)].compactMap { name, value in
            value.map { set(name, String($0.wholeMilliseconds), isLocal: !forSession) }
        }
    }

    public func requiresTransactionalTables(_ request: OpeningRequest) -> String? { nil }

    /// Where a transaction opened by `open` goes on after the version table turned out to be missing.
    private var toSavepoint: String { "ROLLBACK TO SAVEPOINT flotilla" }
}

// MARK: The statements

extension PostgreSQLDialect {
    /// Utility statements are not planned and look nothing up, which in a fresh session is most of the price: five of these
    /// cost the server a quarter of one query that calls `set_config` five times.
    func settings(_ request: OpeningRequest, _ server: ServerFacts, isLocal: Bool) -> [String] {
        var values = [
            ("search_path", searchPath(request)),
            ("lock_timeout", String(request.lockTimeout.wholeMilliseconds)),
            ("statement_timeout", String((request.statementTimeout ?? .zero).wholeMilliseconds)),
            ("idle_in_transaction_session_timeout", "0"),
        ]
        // From version 14 on the server can notice that we are gone and stop, instead of finishing a long statement for
        // nobody.
        if server.versionNumber >= 140_000 { values.append(("client_connection_check_interval", "1000")) }
        return values.map { set($0.0, $0.1, isLocal: isLocal) }
    }

    func set(_ name: String, _ value: String, isLocal: Bool) -> String {
        "SET \(isLocal ? "LOCAL" : "SESSION") \(name) = \(value)"
    }

    /// Every function, operator and table in it costs a fresh session a search in its catalogue, so it holds no more than
    /// is needed: a replica always says that its transactions are read-only, and `public` is not asked for.
    private func facts(_ request: OpeningRequest, lock: String?) -> String {
        let journal = quoted(qualified(OpeningRequest.journalTable, request))
        let schema = versionSchema(request)
        let hasSchema =
            schema == "public"
            ? "true" : "pg_catalog.to_regnamespace(\(quoted(identifier(schema)))) IS NOT NULL"
        return """
            SELECT pg_catalog.pg_backend_pid(), pg_catalog.current_setting('transaction_read_only'), \
            pg_catalog.current_setting('standard_conforming_strings'), \
            \(Self.serverIdentity), pg_catalog.current_database(), \
            pg_catalog.to_regclass(\(journal)) IS NOT NULL, \(hasSchema), \
            \(lock.map { "pg_catalog.\($0)(\(lockKey(request)))" } ?? "NULL")
            """
    }

    /// Servers restored from one backup or snapshot have one system identifier, and the same names and numbers for their
    /// databases. What tells them apart, and is the same by whatever way one comes, is the microsecond in which each was
    /// started; in binary form, as no setting of a role changes that.
    private static let serverIdentity = """
        (pg_catalog.pg_control_system()).system_identifier, \
        pg_catalog.encode(pg_catalog.timestamptz_send(pg_catalog.pg_postmaster_start_time()), 'hex')
        """

    /// 63 bits of a digest of the version table's name. Advisory locks belong to one database.
    func lockKey(_ request: OpeningRequest) -> Int64 {
        let digest = Digest.sha256("flotilla \(qualified(request.versionTable, request))".utf8)
        return digest.bytes.prefix(8).reduce(0) { $0 << 8 | Int64($1) } & .max
    }

    func versionTableCreation(_ request: OpeningRequest, ifMissing: Bool = false) -> [String] {
        if let creation = historyCreation(request, ifMissing: ifMissing) { return creation }
        // Column and constraint as Alembic makes them, so that it finds its own table.
        let table = qualified(request.versionTable, request)
        let constraint = identifier(request.versionTable + "_pkc")
        return [
            "CREATE TABLE \(ifMissing ? "IF NOT EXISTS " : "")\(table) (version_num VARCHAR(32) NOT NULL, "
                + "CONSTRAINT \(constraint) PRIMARY KEY (version_num))"
        ]
    }

    private func read(
        _ session: any Session, _ batch: Batch, factsAt: Int, versionsAt: Int, _ request: OpeningRequest,
        _ deadline: Deadline
    ) throws(DriverError) -> Opening {
        var results: [StatementResult] = []
        var hasVersionTable = true
        do {
            results = try session.run(batch, deadline: deadline)
        } catch {
            // 42703 is undefined_column, 42P01 undefined_table.
            if error.code == "42703", error.completedStatements == versionsAt { throw foreignTable(request, error) }
            guard error.code == "42P01", error.completedStatements == versionsAt else { throw error }
            results = error.completedResults
            hasVersionTable = false
        }
        let row = results.indices.contains(factsAt) ? results[factsAt].rows.first ?? [] : []
        guard row.count == 9 else { throw DriverError(.other, message: "the server's answer is not as expected") }
        guard row[7] == "t" else {
            throw DriverError(.missingDatabase, message: "schema \(identifier(versionSchema(request))) does not exist")
        }
        let place = row[3...5].compactMap { $0 } + [versionSchema(request)]
        var opening = Opening(
            lock: lock(row[8]), versions: nil, hasJournal: row[6] == "t",
            identity: "postgresql \(place.joined(separator: " "))",
            isReadOnly: row[1] == "on", isPooled: row[0] != String(session.server.sessionID),
            scanning: SQLOptions(standardConformingStrings: row[2] != "off"))
        if opening.lock == .heldElsewhere(nil) { opening.lock = .heldElsewhere(holder(session, request, deadline)) }
        // Whoever holds the lock may be about to drop the journal.
        if opening.hasJournal {
            switch opening.lock {
            case .held: opening.journal = try journal(session, request, [toSavepoint], deadline)
            case .notAsked: opening.journal = try glance(session, request, deadline)
            case .heldElsewhere: break
            }
        }
        opening.read(hasVersionTable ? results[versionsAt].rows : nil, request)
        return opening
    }

    private func lock(_ answer: String?) -> Opening.Lock {
        switch answer {
        case "t": .held
        case "f": .heldElsewhere(nil)
        default: .notAsked
        }
    }

    /// Who holds the advisory lock; a courtesy for the message, so failing to find out is no error.
    private func holder(_ session: any Session, _ request: OpeningRequest, _ deadline: Deadline) -> String? {
        let query = """
            SELECT a.pid, a.application_name, a.client_addr, a.query_start FROM pg_catalog.pg_locks l \
            JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted \
            AND a.datname = pg_catalog.current_database() AND (l.classid::bigint << 32) | l.objid::bigint = \(lockKey(request)) LIMIT 1
            """
        guard let row = try? session.run(Batch(statements: [toSavepoint, query]), deadline: deadline).last?.rows.first
        else { return nil }
        return "process \(row[0] ?? "?") (\(row[1] ?? "")) from \(row[2] ?? "a local socket") since \(row[3] ?? "?")"
    }

    /// Without the lock the journal may go at any moment, which says that the step is whole.
    private func glance(
        _ session: any Session, _ request: OpeningRequest, _ deadline: Deadline
    ) throws(DriverError) -> JournalEntry? {
        do {
            return try journal(session, request, [], deadline)
        } catch {
            guard error.code == "42P01" else { throw error }
            return nil
        }
    }

    private func journal(
        _ session: any Session, _ request: OpeningRequest, _ before: [String], _ deadline: Deadline
    ) throws(DriverError) -> JournalEntry? {
        let columns = JournalEntry.columns.joined(separator: ", ")
        let query = "SELECT \(columns) FROM \(qualified(OpeningRequest.journalTable, request))"
        guard let row = try session.run(Batch(statements: before + [query]), deadline: deadline).last?.rows.first
        else { return nil }
        guard let entry = JournalEntry(row: row) else {
            throw DriverError(.diverged, message: "the journal in \(OpeningRequest.journalTable) cannot be read")
        }
        return entry
    }
}

// MARK: Journal

extension PostgreSQLDialect {
    public func journal(_ action: JournalAction, in request: OpeningRequest) -> [String] {
        let table = qualified(OpeningRequest.journalTable, request)
        switch action {
        case .createTable:
            return [
                """
                CREATE TABLE IF NOT EXISTS \(table) (id int PRIMARY KEY, revision text NOT NULL, \
                direction text NOT NULL, unit int NOT NULL, units int NOT NULL, state text NOT NULL, \
                effects_before int NOT NULL, prefix_digest text NOT NULL, unit_digest text NOT NULL, \
                written_at timestamptz NOT NULL)
                """
            ]
        case .write(let entry, let effects):
            let values = [
                "1", quoted(entry.revision), quoted(entry.direction), String(entry.unit), String(entry.units),
                quoted(entry.state.rawValue),
                effects.isEmpty ? String(entry.effectsBefore) : countOfEffects(effects, in: request),
                quoted(entry.prefixDigest), quoted(entry.unitDigest), "pg_catalog.clock_timestamp()",
            ]
            let columns = JournalEntry.columns + ["written_at"]
            let updates = columns.map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
            return [
                "INSERT INTO \(table) (id, \(columns.joined(separator: ", "))) VALUES (\(values.joined(separator: ", "))) "
                    + "ON CONFLICT (id) DO UPDATE SET \(updates)"
            ]
        // The session holds the target's lock, so nobody comes between.
        case .expect: return []
        // Without the table the next opening costs no second round trip.
        case .clear, .abandon: return ["DROP TABLE \(table)"]
        }
    }
}

// MARK: Names

extension PostgreSQLDialect {
    private func versionSchema(_ request: OpeningRequest) -> String {
        request.versionSchema ?? request.schema ?? "public"
    }

    /// One schema: with a second one behind it, a table missing in a tenant's schema would be looked up, and dropped,
    /// in the shared one.
    func searchPath(_ request: OpeningRequest) -> String { identifier(request.schema ?? "public") }

    func qualified(_ table: String, _ request: OpeningRequest) -> String {
        identifier(versionSchema(request)) + "." + identifier(table)
    }
}
