/// The tables of rollouts. A rollout is a run in stages: its number is the run's, and its jobs stand in `jobs` like any
/// other's. What belongs to the stages stands beside them.
extension Schema {
    static func rollouts(_ dialect: LedgerDialect) -> String {
        [
            workers(dialect), rolloutRows(dialect), assignments(dialect), revisions(dialect), revisionFiles(dialect),
            events(dialect),
        ]
        .joined(separator: ";\n")
    }

    /// Processes that coordinate rollouts or work on their jobs. A worker's lease counts from its last sign of life.
    private static func workers(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE workers (
                id \(dialect.identity),
                selection \(text) NOT NULL,
                host \(text) NOT NULL,
                scope \(text) NOT NULL,
                pid BIGINT NOT NULL,
                start_ticks BIGINT NOT NULL,
                login \(text) NOT NULL,
                started_at BIGINT NOT NULL,
                beat_at BIGINT NOT NULL,
                ended_at BIGINT
            );
            -- Which targets a worker can reach, and by which number it knows them. It may be many, and they are found by
            -- their keys when they are written: references would only be looked up once more.
            CREATE TABLE reach (
                worker BIGINT NOT NULL,
                target BIGINT NOT NULL,
                place BIGINT NOT NULL,
                PRIMARY KEY (worker, target)
            ) \(dialect.clustered)
            """
    }

    private static func rolloutRows(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE rollouts (
                run BIGINT PRIMARY KEY REFERENCES runs (id),
                generation BIGINT NOT NULL,
                -- The first word of `state`.
                phase \(text) NOT NULL,
                state \(text) NOT NULL,
                shape \(text) NOT NULL,
                since BIGINT NOT NULL,
                last_start BIGINT,
                author \(text) NOT NULL,
                policy \(text) NOT NULL,
                digest \(text) NOT NULL,
                -- Which part of the fleet was planned for; and the targets that the plan knew and has no job for, one a line.
                selection \(text) NOT NULL,
                beside \(text) NOT NULL,
                -- The rollout whose changes this one takes back.
                takes_back BIGINT REFERENCES rollouts (run),
                take_back_asked BIGINT NOT NULL DEFAULT 0,
                -- Measurements of the open gate, and since when it is open.
                gate \(text),
                gate_opened_at BIGINT,
                coordinator BIGINT REFERENCES workers (id)
            );
            CREATE INDEX rollouts_open ON rollouts (run) WHERE phase NOT IN ('completed', 'aborted');
            CREATE TABLE rollout_waves (
                run BIGINT NOT NULL REFERENCES rollouts (run),
                wave BIGINT NOT NULL,
                name \(text) NOT NULL,
                planned BIGINT NOT NULL,
                under_way BIGINT NOT NULL,
                unsettled BIGINT NOT NULL,
                reopened BIGINT NOT NULL,
                succeeded BIGINT NOT NULL,
                skipped BIGINT NOT NULL,
                failed BIGINT NOT NULL,
                unreachable BIGINT NOT NULL,
                unknown BIGINT NOT NULL,
                cancelled BIGINT NOT NULL,
                PRIMARY KEY (run, wave)
            ) \(dialect.clustered)
            """
    }

    /// The place of each job in its rollout, and who holds it.
    private static func assignments(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE assignments (
                run BIGINT NOT NULL REFERENCES rollouts (run),
                target BIGINT NOT NULL REFERENCES targets (id),
                wave BIGINT NOT NULL,
                position BIGINT NOT NULL,
                state \(text) NOT NULL,
                attempt BIGINT NOT NULL,
                -- Attempts that do not count against the limit of retries.
                forgiven BIGINT NOT NULL DEFAULT 0,
                reopened BIGINT NOT NULL DEFAULT 0,
                -- A worker that gave a sign of life in the same transaction.
                holder BIGINT,
                due BIGINT,
                window_rule BIGINT,
                -- Version rows that the plan found, and for taking back those to return to.
                expected \(text),
                goal \(text),
                PRIMARY KEY (run, target)
            ) \(dialect.clustered);
            CREATE INDEX assignments_open ON assignments (run, wave, position) WHERE state IN ('planned', 'unsettled');
            CREATE INDEX assignments_held ON assignments (run, holder) WHERE state = 'under way'
            """
    }

    private static func revisions(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            -- The revision files that a rollout was planned with: of their bytes, and of their text without what editors and
            -- version control change.
            CREATE TABLE rollout_revisions (
                run BIGINT NOT NULL REFERENCES rollouts (run),
                revision \(text) NOT NULL,
                digest \(text) NOT NULL,
                text_digest \(text) NOT NULL,
                PRIMARY KEY (run, revision)
            ) \(dialect.clustered)
            """
    }

    /// What was done, by whom and why; each entry sealed with the one before it.
    private static func events(_ dialect: LedgerDialect) -> String {
        let text = dialect.text
        return """
            CREATE TABLE events (
                id \(dialect.identity),
                at BIGINT NOT NULL,
                run BIGINT,
                kind \(text) NOT NULL,
                target \(text) NOT NULL,
                actor \(text) NOT NULL,
                host \(text) NOT NULL,
                reason \(text) NOT NULL,
                body \(text) NOT NULL,
                seal \(text) NOT NULL
            );
            CREATE INDEX events_of_run ON events (run, id);
            -- The last entry, so that entries missing at the end are missed.
            CREATE TABLE chain (last BIGINT NOT NULL, seal \(text) NOT NULL);
            INSERT INTO chain (last, seal) VALUES (0, '')
            """
    }
}
