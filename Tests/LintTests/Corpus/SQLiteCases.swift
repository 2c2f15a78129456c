extension LintCase {
    private static let rebuild = """
        CREATE TABLE users_new (id INTEGER PRIMARY KEY, email TEXT);
        INSERT INTO users_new (id, email) SELECT id, email FROM users;
        DROP TABLE users;
        ALTER TABLE users_new RENAME TO users;
        """

    private static let otherRebuild = """
        DROP TABLE IF EXISTS users_old;
        ALTER TABLE users RENAME TO users_old;
        CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
        INSERT INTO users (id, email) SELECT id, email FROM users_old;
        DROP TABLE IF EXISTS users_old;
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
            "rename-table", .sqlite, bad: "ALTER TABLE users RENAME TO accounts;", good: Form(rebuild),
            Form(otherRebuild)),
        LintCase(
            "drop-table", .sqlite,
            bad: """
                ALTER TABLE users RENAME TO users_old;
                CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);
                DROP TABLE users_old;
                """,
            good: Form(otherRebuild)),
        LintCase(
            "recreate-table", .sqlite, bad: "DROP TABLE IF EXISTS users; CREATE TABLE users (id INTEGER PRIMARY KEY);",
            good: Form(otherRebuild)),
        LintCase(
            "reserved-word", .sqlite, bad: "CREATE TABLE t (id INTEGER PRIMARY KEY, \"key\" TEXT);",
            good: "CREATE TABLE t (id INTEGER PRIMARY KEY, key TEXT);"),
    ]
}
