extension LintRule {
    static let setNotNull = eachAction(
        "set-not-null", .error, [.postgresql], growsWithRows: true,
        prevents: """
            SET NOT NULL reads the whole table while nobody can read or write it, unless a validated CHECK already \
            proves that there is no NULL.
            """,
        recipe: """
            ALTER TABLE users ADD CONSTRAINT email_there CHECK (email IS NOT NULL) NOT VALID;
            -- in a section of its own, with transaction=none:
            ALTER TABLE users VALIDATE CONSTRAINT email_there;
            -- then:
            ALTER TABLE users ALTER COLUMN email SET NOT NULL;
            ALTER TABLE users DROP CONSTRAINT email_there;
            """
    ) { kind, at in
        guard case .setNotNull(let column) = kind else { return nil }
        guard !(at.known?.provesNotNull(column) ?? false) else { return nil }
        return "reads all of \(at.table) under a lock to see that \(column) has no NULL"
    }
}
