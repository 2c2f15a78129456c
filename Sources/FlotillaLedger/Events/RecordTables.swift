/// The third form: what keeps the record of events whole, and which version each target was on at any time.
extension Schema {
    static func records(_ dialect: LedgerDialect) -> String {
        """
        -- Since when a target is on which version. Triggers write it, so that no change of a version can pass it by.
        CREATE TABLE versions (
            target BIGINT NOT NULL REFERENCES targets (id),
            at BIGINT NOT NULL,
            version \(dialect.text) NOT NULL,
            PRIMARY KEY (target, at)
        ) \(dialect.clustered);
        INSERT INTO versions (target, at, version)
        SELECT target, ended_at, max(coalesce(version_after, version_before)) FROM jobs
        WHERE ended_at IS NOT NULL AND coalesce(version_after, version_before) IS NOT NULL GROUP BY target, ended_at;
        INSERT INTO versions (target, at, version)
        SELECT id, seen_at, version FROM targets WHERE version IS NOT NULL AND seen_at IS NOT NULL ON CONFLICT DO NOTHING;
        \(dialect.recordTriggers)
        """
    }
}

/// Who owns the tables can drop these triggers; then the seals tell.
enum RecordTriggers {
    static let sqlite = """
        CREATE TRIGGER events_unchanged BEFORE UPDATE ON events
            BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
        CREATE TRIGGER events_undeleted BEFORE DELETE ON events
            BEGIN SELECT RAISE(ABORT, 'events are only ever added'); END;
        CREATE TRIGGER targets_first_version AFTER INSERT ON targets WHEN NEW.version IS NOT NULL
            BEGIN \(keep); END;
        CREATE TRIGGER targets_next_version AFTER UPDATE OF version ON targets
            WHEN NEW.version IS NOT NULL AND NEW.version IS NOT OLD.version
            BEGIN \(keep); END
        """

    static let postgresql = """
        CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
            $$BEGIN RAISE EXCEPTION 'events are only ever added'; END$$;
        CREATE TRIGGER events_unchanged BEFORE UPDATE OR DELETE OR TRUNCATE ON events
            FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
        CREATE FUNCTION keep_version() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN \(keep); RETURN NULL; END$$;
        CREATE TRIGGER targets_first_version AFTER INSERT ON targets FOR EACH ROW
            WHEN (NEW.version IS NOT NULL) EXECUTE FUNCTION keep_version();
        CREATE TRIGGER targets_next_version AFTER UPDATE OF version ON targets FOR EACH ROW
            WHEN (NEW.version IS NOT NULL AND NEW.version IS DISTINCT FROM OLD.version)
            EXECUTE FUNCTION keep_version()
        """

    private static let keep = """
        INSERT INTO versions (target, at, version) VALUES (NEW.id, coalesce(NEW.seen_at, 0), NEW.version)
        ON CONFLICT (target, at) DO UPDATE SET version = excluded.version
        """
}
