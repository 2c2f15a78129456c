extension LintCase {
    static let transactions: [LintCase] = [
        LintCase(
            "cannot-run-in-transaction", .postgresql, bad: "CREATE INDEX CONCURRENTLY i ON users (name);",
            "VACUUM users;",
            Form("BEGIN; CREATE INDEX CONCURRENTLY i ON users (name); COMMIT;", "transaction=script"),
            good: Form("CREATE INDEX CONCURRENTLY i ON users (name);", "transaction=none"),
            Form("CREATE INDEX CONCURRENTLY i ON users (name); BEGIN; COMMIT;", "transaction=script")),
        LintCase(
            "cannot-run-in-transaction", .sqlite, bad: "PRAGMA foreign_keys = OFF;", "VACUUM;",
            good: Form("VACUUM;", "transaction=none"), "PRAGMA user_version = 3;"),
        LintCase(
            "transaction-control-in-section", .postgresql, bad: "BEGIN; SELECT 1; COMMIT;",
            good: Form("BEGIN; SELECT 1; COMMIT;", "transaction=script"), "SAVEPOINT a; RELEASE a;"),
        LintCase(
            "unclosed-transaction", .postgresql, bad: Form("BEGIN; SELECT 1;", "transaction=script"),
            Form("SELECT 1; COMMIT;", "transaction=script"), Form("BEGIN; BEGIN; COMMIT;", "transaction=script"),
            good: Form("BEGIN; SELECT 1; COMMIT; BEGIN; ROLLBACK;", "transaction=script")),
        LintCase(
            "enum-value-used-at-once", .postgresql,
            bad: "ALTER TYPE s ADD VALUE 'new' AFTER 'old'; UPDATE users SET status = 'new' WHERE id = 1;",
            good: Form(
                "ALTER TYPE s ADD VALUE 'new' AFTER 'old'; UPDATE users SET status = 'new' WHERE id = 1;",
                "transaction=none"), "ALTER TYPE s ADD VALUE 'new' AFTER 'old'; SELECT 'other';"),
        LintCase(
            "session-state", .postgresql, bad: "SET search_path = app;", "CREATE TEMP TABLE t (a int);",
            "SELECT pg_advisory_lock(1);", good: "SET LOCAL search_path = app;", "SELECT pg_advisory_xact_lock(1);"),
        LintCase(
            "refused-statement", .mysql, bad: "USE other;", "LOCK TABLES users WRITE;", "SELECT release_all_locks();",
            good: "SELECT release_lock('mine');"),
        LintCase("refused-statement", .postgresql, bad: "COPY users TO stdout;", good: "SELECT 1;"),
        LintCase(
            "unreadable-sql", .postgresql, bad: "SELECT 'open", #"\copy users from 'x.csv'"#, good: "SELECT 'closed';"),
        LintCase(
            "not-analysed", .postgresql, bad: "DO $$ BEGIN DELETE FROM users; END $$;", "CALL tidy();",
            good: "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;"),
    ]
}
