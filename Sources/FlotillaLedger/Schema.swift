import FlotillaDriver
import FlotillaRollout

/// The tables of the ledger, and how an older ledger becomes one of today.
///
/// Times are microseconds since 1970 by the ledger's clock, durations are microseconds, versions are ``VersionText``,
/// labels are ``LabelText``; outcome, cause, state and operation are the words of their types.
enum Schema {
    /// The form that this program writes: a ledger of form `n` has seen the first `n` changes.
    static let form = changes(.sqlite).count

    /// In their order. Those that are released never change.
    static func changes(_ dialect: LedgerDialect) -> [String] {
        [first(dialect), rollouts(dialect), records(dialect), estimates(dialect)]
    }

    /// Brings the ledger up to date, unless it is newer than this program, and returns the form that it has then.
    static func upgrade(_ store: LedgerStore) throws(DriverError) -> Int {
        let found = try form(store)
        guard found < form else { return found }
        return try store.connection.transaction(.deciding) { () throws(DriverError) in
            // Again, because another process may have been quicker.
            let found = try form(store)
            guard found < form else { return found }
            if found == 0 { try store.connection.execute(store.dialect.founding) }
            for change in changes(store.dialect).dropFirst(found) { try store.connection.execute(change) }
            try store.connection.run("DELETE FROM schema_version")
            try store.connection.run("INSERT INTO schema_version (version) VALUES (?1)", .integer(Int64(form)))
            try store.append([upgraded(from: found)], now: try store.now())
            return form
        }
    }

    private static func upgraded(from found: Int) -> EventDraft {
        found == 0
            ? EventDraft(kind: "ledger made", author: .current, body: "form \(form)")
            : EventDraft(kind: "ledger upgraded", author: .current, body: "form \(found) -> \(form)")
    }

    /// 0 where there are no tables yet.
    static func form(_ store: LedgerStore) throws(DriverError) -> Int {
        guard try store.hasTable("schema_version") else { return 0 }
        return try store.connection.rows("SELECT version FROM schema_version") { $0.count(0) }.first ?? 0
    }

    static func check(_ found: Int) throws(LedgerError) {
        guard found == form else { throw .schemaTooNew(found: found, known: form) }
    }

    private static func first(_ dialect: LedgerDialect) -> String {
        let shared = [
            "CREATE TABLE schema_version (version INTEGER NOT NULL)", targets(dialect), runs(dialect), jobs(dialect),
            attempts(dialect),
        ]
        return (shared + dialect.ownTables).joined(separator: ";\n")
    }
}

// The tables of the first form.
extension Schema {
    private static func targets(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE targets (
                id \(dialect.identity),
                name \(text) NOT NULL UNIQUE,
                engine \(text) NOT NULL,
                server \(text) NOT NULL,
                url \(text) NOT NULL,
                labels \(text) NOT NULL,
                version \(text),
                seen_at BIGINT,
                -- Of the last job that says something about the target; a cancelled one does not.
                outcome \(text),
                cause \(text),
                code \(text),
                message \(text),
                pattern \(text),
                failed_run BIGINT,
                -- Of the last job too.
                remnant \(text)
            );
            CREATE INDEX targets_failing ON targets (cause, code, pattern, name) WHERE cause IS NOT NULL;
            -- Few targets have one, so the index is as good as empty.
            CREATE INDEX targets_unfinished ON targets (remnant, id) WHERE remnant IS NOT NULL
            """
    }

    private static func runs(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE runs (
                id \(dialect.identity),
                command \(text) NOT NULL,
                operation \(text) NOT NULL,
                revision \(text) NOT NULL,
                host \(text) NOT NULL,
                scope \(text) NOT NULL,
                pid BIGINT NOT NULL,
                start_ticks BIGINT NOT NULL,
                login \(text) NOT NULL,
                state \(text) NOT NULL,
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
            )
            """
    }

    /// A job is written when it is planned, before anything is done. Without outcome it is planned or, once started,
    /// running; when its run is no longer alive, nobody knows how far it went.
    private static func jobs(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE jobs (
                run BIGINT NOT NULL REFERENCES runs (id),
                target BIGINT NOT NULL REFERENCES targets (id),
                attempts BIGINT NOT NULL DEFAULT 0,
                started_at BIGINT,
                ended_at BIGINT,
                outcome \(text),
                version_before \(text),
                version_after \(text),
                cause \(text),
                code \(text),
                message \(text),
                failed_revision \(text),
                failed_line BIGINT,
                connecting BIGINT,
                running BIGINT,
                -- The later run that took the target up, of a job that never got an outcome.
                superseded_by BIGINT REFERENCES runs (id),
                -- What the ledger had for the target when the job was planned: a ledger restored from an old copy tells on
                -- itself.
                version_known \(text),
                PRIMARY KEY (run, target)
            ) \(dialect.clustered);
            CREATE INDEX jobs_open ON jobs (run, target) WHERE outcome IS NULL AND superseded_by IS NULL
            """
    }

    /// Tries that failed and were followed by another one. The last try is the job itself.
    private static func attempts(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE attempts (
                run BIGINT NOT NULL,
                target BIGINT NOT NULL,
                number BIGINT NOT NULL,
                started_at BIGINT NOT NULL,
                ended_at BIGINT NOT NULL,
                cause \(text) NOT NULL,
                code \(text) NOT NULL,
                message \(text) NOT NULL,
                PRIMARY KEY (run, target, number),
                FOREIGN KEY (run, target) REFERENCES jobs (run, target)
            ) \(dialect.clustered)
            """
    }
}
