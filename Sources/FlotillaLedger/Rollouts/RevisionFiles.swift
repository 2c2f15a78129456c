import FlotillaDriver
import FlotillaRevisions

/// Which file of each revision was in use, from which run on. Only changes are written, so the table stays as small as the
/// history of the folder.
public struct RevisionFileUse: Sendable, Hashable {
    public let revision: PlannedRevision
    /// The first run that had this file.
    public let since: RunID

    public init(revision: PlannedRevision, since: RunID) {
        self.revision = revision
        self.since = since
    }
}

/// A job that changed its target's version.
public struct VersionMove: Sendable, Hashable {
    public let run: RunID
    public let operation: RunKind
    public let target: TargetID
    public let before: [RevisionID]
    public let after: [RevisionID]

    public init(run: RunID, operation: RunKind, target: TargetID, before: [RevisionID], after: [RevisionID]) {
        self.run = run
        self.operation = operation
        self.target = target
        self.before = before
        self.after = after
    }
}

extension Schema {
    static func revisionFiles(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE revision_files (
                revision \(text) NOT NULL,
                since BIGINT NOT NULL REFERENCES runs (id),
                digest \(text) NOT NULL,
                text_digest \(text) NOT NULL,
                PRIMARY KEY (revision, since)
            ) \(dialect.clustered)
            """
    }
}

extension LedgerStore {
    private enum FileSQL {
        static let all = "SELECT revision, digest, text_digest, since FROM revision_files ORDER BY since, revision"
        static let add = """
            INSERT INTO revision_files (revision, since, digest, text_digest) VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT DO NOTHING
            """
        static let moves = """
            SELECT jobs.run, runs.operation, targets.name, jobs.version_before, jobs.version_after
            FROM jobs CROSS JOIN runs CROSS JOIN targets
            WHERE jobs.run >= ?1 AND jobs.version_after IS NOT NULL
                AND (jobs.version_before IS NULL OR jobs.version_before <> jobs.version_after)
                AND runs.id = jobs.run AND targets.id = jobs.target
            ORDER BY jobs.run
            """
    }

    /// In the order of the runs.
    func revisionFiles() throws(DriverError) -> [RevisionFileUse] {
        try connection.rows(FileSQL.all) { row in
            RevisionFileUse(
                revision: PlannedRevision(
                    id: RevisionID(row.text(0) ?? ""), digest: row.text(1) ?? "", textDigest: row.text(2) ?? ""),
                since: row.run(3))
        }
    }

    /// Inside a transaction: notes those of the files that are others than the last ones known.
    func note(_ revisions: [PlannedRevision], by run: RunID) throws(DriverError) {
        var latest: [RevisionID: String] = [:]
        for use in try revisionFiles() { latest[use.revision.id] = use.revision.digest }
        let changed = revisions.filter { latest[$0.id] != $0.digest }
        guard !changed.isEmpty else { return }
        _ = try connection.run(
            changed.map {
                LedgerStatement(
                    FileSQL.add, .text($0.id.text), .integer(run.number), .text($0.digest), .text($0.textDigest))
            })
    }

    func forEachMove(since run: RunID, _ body: (VersionMove) -> Void) throws(DriverError) {
        try connection.forEachRow(FileSQL.moves, .integer(run.number)) { (row) throws(DriverError) in
            body(
                VersionMove(
                    run: row.run(0), operation: try row.word(1), target: row.target(2), before: row.versions(3) ?? [],
                    after: row.versions(4) ?? []))
            return true
        }
    }
}

extension Ledger {
    /// In the order of the runs.
    public func revisionFiles() throws(LedgerError) -> [RevisionFileUse] {
        try ask { (store) throws(DriverError) in try store.revisionFiles() }
    }

    /// Every job from that run on that changed its target's version, in the order of the runs, one by one.
    public func forEachMove(since run: RunID, _ body: (VersionMove) -> Void) throws(LedgerError) {
        try ask { (store) throws(DriverError) in try store.forEachMove(since: run, body) }
    }
}
