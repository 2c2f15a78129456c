import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite

/// The tables of the ledger, and how an older ledger becomes one of today.
///
/// Times are microseconds since 1970 by the ledger's clock, durations are microseconds, versions are ``VersionText``,
/// labels are ``LabelText``; outcome, cause, state and operation are the words of their types.
enum Schema {
    /// Changes in their order; a ledger of version `n` has seen the first `n`. Those that are released never change.
    static let changes: [String] = [first, knownVersions, remnants]

    /// Brings the ledger up to date, unless it is newer than this program, and returns the version that it has then.
    static func upgrade(_ store: SQLiteStore) throws(DriverError) -> Int {
        let found = try version(store)
        guard found < changes.count else { return found }
        return try store.connection.transaction { () throws(DriverError) in
            // Again, because another process may have been quicker.
            let found = try version(store)
            guard found < changes.count else { return found }
            for change in changes.dropFirst(found) { try store.connection.execute(change) }
            if found == 0 { try store.markAsLedger() }
            try store.connection.run("DELETE FROM schema_version")
            try store.connection.run("INSERT INTO schema_version (version) VALUES (?1)", .integer(Int64(changes.count)))
            return changes.count
        }
    }

    static func version(_ store: SQLiteStore) throws(DriverError) -> Int {
        guard try store.hasTable("schema_version") else { return 0 }
        return try store.connection.rows("SELECT version FROM schema_version") { Int($0.integer(0) ?? 0) }.first ?? 0
    }

    private static let first = """
        CREATE TABLE schema_version (version INTEGER NOT NULL);

        CREATE TABLE targets (
            id \(SQLiteStore.identity),
            name TEXT NOT NULL UNIQUE,
            engine TEXT NOT NULL,
            server TEXT NOT NULL,
            url TEXT NOT NULL,
            labels TEXT NOT NULL,
            version TEXT,
            seen_at BIGINT,
            -- Of the last job that says something about the target; a cancelled one does not.
            outcome TEXT,
            cause TEXT,
            code TEXT,
            message TEXT,
            pattern TEXT,
            failed_run BIGINT
        );
        CREATE INDEX targets_failing ON targets (cause, code, pattern, name) WHERE cause IS NOT NULL;

        CREATE TABLE runs (
            id \(SQLiteStore.identity),
            command TEXT NOT NULL,
            operation TEXT NOT NULL,
            revision TEXT NOT NULL,
            host TEXT NOT NULL,
            scope TEXT NOT NULL,
            pid BIGINT NOT NULL,
            start_ticks BIGINT NOT NULL,
            login TEXT NOT NULL,
            state TEXT NOT NULL,
            started_at BIGINT NOT NULL,
            heartbeat_at BIGINT NOT NULL,
            ended_at BIGINT,
            targets BIGINT NOT NULL,
            succeeded BIGINT,
            skipped BIGINT,
            failed BIGINT,
            unreachable BIGINT,
            unknown BIGINT,
            cancelled BIGINT
        );

        -- A job is written when it is planned, before anything is done. Without outcome it is planned or, once started,
        -- running; when its run is no longer alive, nobody knows how far it went.
        CREATE TABLE jobs (
            run BIGINT NOT NULL REFERENCES runs (id),
            target BIGINT NOT NULL REFERENCES targets (id),
            attempts BIGINT NOT NULL DEFAULT 0,
            started_at BIGINT,
            ended_at BIGINT,
            outcome TEXT,
            version_before TEXT,
            version_after TEXT,
            cause TEXT,
            code TEXT,
            message TEXT,
            failed_revision TEXT,
            failed_line BIGINT,
            connecting BIGINT,
            running BIGINT,
            -- The later run that took the target up, of a job that never got an outcome.
            superseded_by BIGINT REFERENCES runs (id),
            PRIMARY KEY (run, target)
        ) \(SQLiteStore.clustered);
        CREATE INDEX jobs_open ON jobs (run, target) WHERE outcome IS NULL AND superseded_by IS NULL;

        -- Tries that failed and were followed by another one. The last try is the job itself.
        CREATE TABLE attempts (
            run BIGINT NOT NULL,
            target BIGINT NOT NULL,
            number BIGINT NOT NULL,
            started_at BIGINT NOT NULL,
            ended_at BIGINT NOT NULL,
            cause TEXT NOT NULL,
            code TEXT NOT NULL,
            message TEXT NOT NULL,
            PRIMARY KEY (run, target, number),
            FOREIGN KEY (run, target) REFERENCES jobs (run, target)
        ) \(SQLiteStore.clustered);
        """

    /// What the ledger had for a target when the job was planned: a ledger restored from an old copy tells on itself.
    private static let knownVersions = "ALTER TABLE jobs ADD COLUMN version_known TEXT"

    /// Of the last job too. Few targets have one, so the index is as good as empty.
    private static let remnants = """
        ALTER TABLE targets ADD COLUMN remnant TEXT;
        CREATE INDEX targets_unfinished ON targets (remnant, id) WHERE remnant IS NOT NULL;
        """
}
