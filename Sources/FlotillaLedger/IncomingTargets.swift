import FlotillaDriver
import FlotillaRollout

/// The targets of a run that is about to begin. They are collected beside the ledger's own tables: an inventory may
/// take its time to be read, and meanwhile no other writer is kept waiting and nothing is held in memory.
extension LedgerStore {
    // A name that comes twice is written once: to refuse it is the inventory's business.
    private static func table(_ dialect: LedgerDialect) -> String {
        """
        \(dialect.temporaryTable) incoming (
            id \(dialect.identity), name \(dialect.text) NOT NULL UNIQUE, engine TEXT, server TEXT, url TEXT, labels TEXT,
            place BIGINT, wave BIGINT, window_rule BIGINT, expected TEXT, goal TEXT);
        DELETE FROM incoming
        """
    }

    private static let insert = incoming([])
    private static let insertPlace = incoming(["place"])
    private static let insertJob = incoming(["wave", "window_rule", "expected", "goal"])

    private static func incoming(_ further: [String]) -> RowInsertion {
        RowInsertion(
            into: "incoming", ["name", "engine", "server", "url", "labels"] + further, "ON CONFLICT DO NOTHING")
    }

    private static let adopt = """
        INSERT INTO targets (name, engine, server, url, labels)
        SELECT name, engine, server, url, labels FROM incoming WHERE true ORDER BY id
        ON CONFLICT (name) DO UPDATE
            SET engine = excluded.engine, server = excluded.server, url = excluded.url, labels = excluded.labels
            WHERE targets.url <> excluded.url OR targets.labels <> excluded.labels
                OR targets.server <> excluded.server OR targets.engine <> excluded.engine
        """

    // In what follows CROSS JOIN has SQLite look the incoming targets up among all, and never the other way round. The
    // signs keep its planner on the index of open jobs, which is as good as empty.
    private static let takeUp = """
        UPDATE jobs SET superseded_by = ?1
        WHERE outcome IS NULL AND superseded_by IS NULL AND +run IN (SELECT id FROM runs WHERE state NOT IN ('running', 'staged'))
            AND +target IN (SELECT targets.id FROM incoming CROSS JOIN targets WHERE targets.name = incoming.name)
        """

    private static let plan = """
        INSERT INTO jobs (run, target, version_known)
        SELECT ?1, targets.id, targets.version FROM incoming CROSS JOIN targets WHERE targets.name = incoming.name
        """

    private static let overlap = """
        SELECT targets.name FROM incoming CROSS JOIN targets CROSS JOIN jobs
        WHERE targets.name = incoming.name AND jobs.run = ?1 AND jobs.target = targets.id
        ORDER BY incoming.id LIMIT 3
        """

    func clearIncoming() throws(DriverError) {
        try connection.execute(Self.table(dialect))
        sessionOfIncoming = connection.session
    }

    /// Throws when the targets collected so far went with the connection.
    func checkIncoming() throws(DriverError) {
        guard connection.session == sessionOfIncoming else {
            throw DriverError(.connectionLost, message: "the connection was lost while targets were being collected")
        }
    }

    func collect(_ entries: [TargetEntry]) throws(DriverError) {
        try collect(Self.insert.statements(entries.map(Self.values)))
    }

    private func collect(_ statements: [LedgerStatement]) throws(DriverError) {
        try checkIncoming()
        try connection.transaction(.scratch) { () throws(DriverError) in _ = try connection.run(statements) }
    }

    private static func values(_ entry: TargetEntry) -> [LedgerValue] {
        [.text(entry.id.text), .text(entry.engine), .text(entry.server), .text(entry.url), .text(entry.labels)]
    }

    private static let reach = """
        INSERT INTO reach (worker, target, place)
        SELECT ?1, targets.id, incoming.place FROM incoming CROSS JOIN targets WHERE targets.name = incoming.name
        ON CONFLICT DO NOTHING
        """

    /// - Parameter place: the caller's own number for the target.
    func collect(_ entries: [(entry: TargetEntry, place: Int)]) throws(DriverError) {
        try collect(
            Self.insertPlace.statements(entries.map { Self.values($0.entry) + [.integer(Int64($0.place))] }))
    }

    /// Says that the worker can reach the collected targets.
    func reachIncoming(by worker: WriterID) throws(DriverError) {
        try connection.run(Self.reach, .integer(worker.number))
        reachedServers[worker] = nil
    }

    func servers(reachedBy worker: WriterID) throws(DriverError) -> Set<String> {
        if let known = reachedServers[worker] { return known }
        let sql = "SELECT DISTINCT server FROM targets WHERE id IN (SELECT target FROM reach WHERE worker = ?1)"
        let found = Set(try connection.rows(sql, .integer(worker.number)) { $0.text(0) ?? "" })
        reachedServers[worker] = found
        return found
    }

    func collect(_ jobs: [PlannedJob]) throws(DriverError) {
        let rows = jobs.map { job in
            Self.values(job.entry) + [
                .integer(Int64(job.wave)), LedgerValue(job.window.map { Int64($0) }),
                LedgerValue(job.expected.map(VersionText.encode)), LedgerValue(job.goal.map(VersionText.encode)),
            ]
        }
        try collect(Self.insertJob.statements(rows))
    }

    /// Up to three targets that `run` holds as well.
    func overlap(with run: RunID) throws(DriverError) -> [TargetID] {
        try connection.rows(Self.overlap, .integer(run.number)) { $0.target(0) }
    }

    /// Makes the collected targets known.
    func adoptIncoming() throws(DriverError) { try connection.run(Self.adopt) }

    /// Marks what dead runs left open on the collected targets: from now on `run` answers for them.
    func takeUpIncoming(by run: RunID) throws(DriverError) {
        try connection.run(Self.takeUp, .integer(run.number))
    }

    /// Plans a job of `run` for each collected target. Returns how many there are.
    func planIncoming(by run: RunID) throws(DriverError) -> Int {
        try connection.run(Self.plan, .integer(run.number))
    }
}
