extension LintCase {
    private static let rebuild = """
        CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT);
        INSERT INTO users_new (id, email) SELECT id, email FROM users;
        DROP TABLE users;
        ALTER TABLE users_new RENAME TO users;
        """

    static let sqlite: [LintCase] = [
        LintCase(
            "unsupported-alter", .sqlite, bad: "ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0);",
            "ALTER TABLE users ADD a TEXT UNIQUE;", "ALTER TABLE users ADD a TEXT DEFAULT CURRENT_TIMESTAMP;",
            good: "ALTER TABLE users ADD a TEXT DEFAULT 'x';", "ALTER TABLE users RENAME name TO title;"),
        LintCase(
            "rowid-alias-missed", .sqlite, bad: "CREATE TABLE t (id INT PRIMARY KEY);",
            good: "CREATE TABLE t (id INTEGER PRIMARY KEY);", "CREATE TABLE t (id INT PRIMARY KEY) WITHOUT ROWID;",
            "CREATE TABLE t (id TEXT PRIMARY KEY);"),
        LintCase(
            "rebuild-loses-indexes", .sqlite, bad: Form(rebuild),
            good: Form(rebuild + "\nCREATE UNIQUE INDEX ix_users_email ON users (email);")),
        LintCase(
            "rename-table", .sqlite, bad: "ALTER TABLE users RENAME TO accounts;", good: Form(rebuild)),
    ]
}
