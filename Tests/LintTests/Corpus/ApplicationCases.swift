extension LintCase {
    static let applications: [LintCase] = [
        LintCase(
            "drop-column", .postgresql, bad: "ALTER TABLE users DROP COLUMN name;", "ALTER TABLE users DROP name;",
            good: "ALTER TABLE users DROP CONSTRAINT c;",
            "CREATE TABLE t (id bigint PRIMARY KEY, a int); ALTER TABLE t DROP a;"),
        LintCase("drop-column", .mysql, bad: "ALTER TABLE users DROP name;", good: "ALTER TABLE users DROP INDEX i;"),
        LintCase(
            "drop-table", .postgresql, bad: "DROP TABLE users;", "DROP TABLE IF EXISTS a, b CASCADE;",
            "DROP TABLE IF EXISTS scratch;",
            good: "CREATE TABLE t (id bigint PRIMARY KEY); DROP TABLE t;", "DROP VIEW v;"),
        LintCase(
            "drop-table", .sqlite, bad: "DROP TABLE users;",
            good: """
                CREATE TABLE users_new (id INTEGER PRIMARY KEY);
                INSERT INTO users_new (id) SELECT id FROM users;
                DROP TABLE users;
                ALTER TABLE users_new RENAME TO users;
                """),
        LintCase("drop-database", .postgresql, bad: "DROP SCHEMA app CASCADE;", good: "DROP TYPE app;"),
        LintCase("drop-database", .mysql, bad: "DROP DATABASE app;", good: "DROP VIEW app;"),
        LintCase(
            "drop-not-null", .postgresql, bad: "ALTER TABLE users ALTER id DROP NOT NULL;",
            good: "ALTER TABLE users ALTER id DROP DEFAULT;"),
        LintCase(
            "drop-constraint", .postgresql, bad: "ALTER TABLE orders DROP CONSTRAINT positive;",
            good: """
                ALTER TABLE orders ADD CONSTRAINT c CHECK (amount > 1) NOT VALID;
                ALTER TABLE orders DROP CONSTRAINT positive;
                """),
        LintCase("drop-constraint", .mysql, bad: "ALTER TABLE orders DROP FOREIGN KEY k;", good: "SELECT 1;"),
        LintCase(
            "rename-column", .postgresql, bad: "ALTER TABLE users RENAME name TO title;",
            good: "ALTER TABLE users RENAME CONSTRAINT a TO b;"),
        LintCase(
            "rename-column", .mysql, bad: "ALTER TABLE users CHANGE name title text;",
            good: "ALTER TABLE users CHANGE name Name text;"),
        LintCase(
            "rename-table", .postgresql, bad: "ALTER TABLE users RENAME TO accounts;",
            good: "ALTER TABLE users RENAME TO accounts; CREATE VIEW users AS SELECT * FROM accounts;"),
        LintCase(
            "rename-table", .mysql, bad: "RENAME TABLE users TO accounts;",
            good: "CREATE TABLE n (id int PRIMARY KEY); RENAME TABLE users TO old, n TO users;"),
        LintCase(
            "rename-schema", .postgresql, bad: "ALTER SCHEMA a RENAME TO b;", good: "ALTER SCHEMA a OWNER TO joe;"),
        LintCase(
            "rename-enum-value", .postgresql, bad: "ALTER TYPE s RENAME VALUE 'a' TO 'b';",
            good: "ALTER TYPE s ADD VALUE 'b' AFTER 'a';"),
        LintCase(
            "recreate-table", .postgresql, bad: "DROP TABLE users; CREATE TABLE users (id bigint PRIMARY KEY);",
            good: "DROP TABLE users; CREATE TABLE accounts (id bigint PRIMARY KEY);",
            "DROP TABLE IF EXISTS scratch; CREATE TABLE scratch (id bigint PRIMARY KEY);"),
        LintCase(
            "constraint-without-check", .postgresql, bad: "CREATE UNIQUE INDEX i ON users (email);",
            "ALTER TABLE users ALTER email SET NOT NULL;", "ALTER TABLE users ADD UNIQUE (email);",
            good: "CREATE INDEX i ON users (email);",
            """
            CREATE UNIQUE INDEX i ON users (email);

            -- flotilla:check "no duplicate"
            SELECT email FROM users GROUP BY email HAVING count(*) > 1;
            """),
        LintCase(
            "update-without-where", .postgresql, bad: "UPDATE users SET name = (SELECT 'x' WHERE true);",
            good: "UPDATE users SET name = 'x' WHERE id = 1;", Form("UPDATE users SET name = 'x';", "batch=500"),
            "CREATE TABLE t (id bigint PRIMARY KEY); UPDATE t SET id = 2;"),
        LintCase(
            "delete-without-where", .postgresql, bad: "DELETE FROM users;", good: "DELETE FROM users WHERE id = 1;"),
        LintCase(
            "truncate", .postgresql, bad: "TRUNCATE users CASCADE;", "TRUNCATE TABLE ONLY users;",
            good: "CREATE TABLE t (id bigint PRIMARY KEY); TRUNCATE t;"),
        LintCase(
            "insert-without-columns", .postgresql, bad: "INSERT INTO users VALUES (1);",
            "INSERT INTO users SELECT * FROM old;", good: "INSERT INTO users (id) SELECT id FROM old;",
            "INSERT INTO users DEFAULT VALUES;"),
        LintCase(
            "version-table-touched", .postgresql, bad: "UPDATE alembic_version SET version_num = 'x' WHERE true;",
            "DROP TABLE \"alembic_version\";", good: "SELECT 'alembic_version';"),
        LintCase(
            "hard-coded-database", .mysql, bad: "ALTER TABLE acme.users ADD a int;", "SELECT 1 FROM users JOIN x.y;",
            "CREATE INDEX i ON acme.users (name);",
            good: "UPDATE users JOIN orders AS o ON o.user_id = users.id SET seats = 1 WHERE users.id = 2;",
            "INSERT INTO users (id) SELECT id FROM orders ON DUPLICATE KEY UPDATE users.seats = 2;",
            "CREATE VIEW v AS SELECT u.id FROM users u JOIN orders o ON o.user_id = u.id;",
            "SELECT EXTRACT(YEAR FROM u.born), TRIM(BOTH ' ' FROM u.name) FROM users u;",
            "ALTER TABLE users ADD a int;", "SELECT u.id FROM users u;",
            "SELECT 1 FROM information_schema.tables;"),
        LintCase(
            "conditional-definition", .postgresql, bad: "CREATE TABLE IF NOT EXISTS users (id bigint PRIMARY KEY);",
            "ALTER TABLE users DROP CONSTRAINT IF EXISTS c;",
            good: "CREATE EXTENSION IF NOT EXISTS citext;", "CREATE TABLE t (id bigint PRIMARY KEY);"),
    ]
}
