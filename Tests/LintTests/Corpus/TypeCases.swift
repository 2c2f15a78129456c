extension LintCase {
    static let types: [LintCase] = [
        LintCase(
            "new-enum-type", .postgresql, bad: "CREATE TYPE s AS ENUM ('a');", good: "CREATE TYPE s AS (a int);"),
        LintCase(
            "enum-value-without-place", .postgresql, bad: "ALTER TYPE s ADD VALUE 'a';",
            good: "ALTER TYPE s ADD VALUE 'a' BEFORE 'b';"),
        LintCase(
            "foreign-key-without-index", .postgresql,
            bad: "CREATE TABLE t (id bigint PRIMARY KEY, u bigint REFERENCES users);",
            "ALTER TABLE users ADD boss bigint REFERENCES users;",
            "CREATE TABLE t (id bigint PRIMARY KEY, u bigint, FOREIGN KEY (u) REFERENCES users (id));",
            good: "CREATE TABLE t (id bigint PRIMARY KEY, u bigint REFERENCES users); CREATE INDEX i ON t (u, id);",
            "CREATE TABLE t (u bigint PRIMARY KEY REFERENCES users);",
            "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID;",
            "ALTER TABLE unknown ADD FOREIGN KEY (user_id) REFERENCES users NOT VALID;"),
        LintCase(
            "wide-index", .postgresql, bad: "CREATE INDEX i ON users (a, lower(b), c, d);",
            good: "CREATE INDEX i ON users (a, b, c);", "CREATE UNIQUE INDEX i ON users (a, b, c, d);"),
        LintCase(
            "redundant-index", .postgresql, bad: "CREATE INDEX i ON orders (user_id);", "CREATE INDEX i ON users (id);",
            good: "CREATE INDEX i ON orders (code);", "CREATE INDEX i ON orders (user_id) WHERE code IS NULL;",
            "CREATE INDEX i ON orders (user_id); DROP INDEX ix_orders_user_id_code;"),
        LintCase(
            "json-column", .postgresql, bad: "ALTER TABLE users ADD a json;", "ALTER TABLE users ALTER name TYPE json;",
            good: "ALTER TABLE users ADD a jsonb;", "ALTER TABLE users ADD json text;"),
        LintCase(
            "small-integer-key", .postgresql, bad: "CREATE TABLE t (id serial PRIMARY KEY);",
            "CREATE TABLE t (id int, PRIMARY KEY (id));", good: "CREATE TABLE t (id bigint PRIMARY KEY, n int);",
            "CREATE TABLE t (a int, b int, PRIMARY KEY (a, b));"),
        LintCase(
            "small-integer-key", .mysql, bad: "CREATE TABLE t (id int unsigned AUTO_INCREMENT PRIMARY KEY);",
            good: "CREATE TABLE t (id bigint AUTO_INCREMENT PRIMARY KEY);"),
        LintCase(
            "serial-column", .postgresql, bad: "CREATE TABLE t (id bigserial PRIMARY KEY);",
            good: "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY);"),
        LintCase(
            "varchar-limit", .postgresql, bad: "ALTER TABLE users ADD a varchar(10);",
            "ALTER TABLE users ADD a character varying(10);", good: "ALTER TABLE users ADD a text;"),
        LintCase(
            "char-column", .postgresql, bad: "ALTER TABLE users ADD a char(2);",
            good: "ALTER TABLE users ADD a \"char\"[];"),
        LintCase(
            "timestamp-without-zone", .postgresql, bad: "ALTER TABLE users ADD a timestamp;",
            "ALTER TABLE users ADD a timestamp(3) without time zone NOT NULL DEFAULT now();",
            good: "ALTER TABLE users ADD a timestamptz;", "ALTER TABLE users ADD a timestamp with time zone;"),
        LintCase(
            "money-column", .postgresql, bad: "ALTER TABLE users ADD a money;",
            good: "ALTER TABLE users ADD money text;"),
        LintCase(
            "float-column", .postgresql, bad: "ALTER TABLE users ADD a double precision;",
            good: "ALTER TABLE users ADD a numeric;"),
        LintCase(
            "identifier-too-long", .postgresql,
            bad: Form("ALTER TABLE users ADD \(String(repeating: "a", count: 64)) text;"),
            Form("ALTER TABLE users ADD \"\(String(repeating: "é", count: 32))\" text;"),
            good: Form("ALTER TABLE users ADD \(String(repeating: "a", count: 63)) text;")),
        LintCase(
            "reserved-word", .mysql, bad: "CREATE TABLE t (id bigint PRIMARY KEY, `key` text);",
            "CREATE TABLE t (id bigint PRIMARY KEY, rank int);",
            good: "CREATE TABLE t (id bigint PRIMARY KEY, place int);"),
        LintCase(
            "reserved-word", .postgresql, bad: "CREATE TABLE \"order\" (id bigint PRIMARY KEY);",
            good: "CREATE TABLE orders2 (id bigint PRIMARY KEY);"),
        LintCase(
            "name-case", .postgresql, bad: "CREATE TABLE \"Users2\" (id bigint PRIMARY KEY);",
            good: "CREATE TABLE Users2 (id bigint PRIMARY KEY);"),
        LintCase(
            "name-case", .mysql, bad: "CREATE TABLE Users2 (id bigint PRIMARY KEY);",
            good: "CREATE TABLE users2 (ID bigint PRIMARY KEY);"),
        LintCase(
            "duplicate-assignment", .postgresql, bad: "UPDATE users SET name = 'a', name = 'b' WHERE id = 1;",
            "INSERT INTO users (id, id) VALUES (1, 2);", "CREATE TABLE t (id bigint PRIMARY KEY, a int, A text);",
            good: "UPDATE users SET name = 'a', email = f(1, 2) WHERE name = 'x' AND name <> 'y';"),
        LintCase(
            "table-without-primary-key", .postgresql, bad: "CREATE TABLE t (a int);",
            good: "CREATE TABLE t (a int); ALTER TABLE t ADD PRIMARY KEY (a);", "CREATE TABLE t AS SELECT 1;",
            "CREATE TABLE t PARTITION OF events FOR VALUES IN (1);", "CREATE TABLE t (LIKE users INCLUDING ALL);"),
        LintCase(
            "domain-with-constraint", .postgresql, bad: "CREATE DOMAIN d AS text CHECK (value <> '');",
            good: "CREATE DOMAIN d AS text;"),
    ]
}
