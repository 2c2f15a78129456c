extension LintCase {
    static let mysql: [LintCase] = [
        LintCase(
            "several-definitions", .mysql, bad: "CREATE TABLE a (id bigint PRIMARY KEY); ALTER TABLE users ADD b int;",
            good: "ALTER TABLE users ADD a int, ADD b int;",
            "ALTER TABLE users ADD a int; UPDATE users SET a = 1 WHERE id = 1;"),
        LintCase(
            "table-copy", .mysql, bad: "ALTER TABLE users MODIFY seats bigint;", "ALTER TABLE users DROP PRIMARY KEY;",
            "ALTER TABLE users CONVERT TO CHARACTER SET utf8mb4;", "ALTER TABLE users ADD a int, ALGORITHM=COPY;",
            "ALTER TABLE users MODIFY email varchar(300);",
            good: "ALTER TABLE users MODIFY email varchar(60) NOT NULL;",
            "ALTER TABLE users ADD a int, ALGORITHM=INSTANT;",
            "ALTER TABLE users DROP PRIMARY KEY, ADD PRIMARY KEY (id, seats);"),
        LintCase(
            "lock-clause", .mysql, bad: "ALTER TABLE users ADD a int, LOCK=SHARED;",
            "ALTER TABLE users ADD a int, LOCK EXCLUSIVE;",
            good: "ALTER TABLE users ADD a int, LOCK=NONE;"),
        LintCase(
            "online-clause-missing", .mysql, bad: "ALTER TABLE users ADD a int;", "CREATE INDEX i ON users (seats);",
            good: "ALTER TABLE users ADD a int, ALGORITHM=INPLACE, LOCK=NONE;",
            "CREATE INDEX i ON users (seats) ALGORITHM=INPLACE LOCK=NONE;"),
        LintCase(
            "expression-default", .mysql, bad: "ALTER TABLE users ADD a char(36) DEFAULT (uuid());",
            good: "ALTER TABLE users ADD a datetime(6) DEFAULT CURRENT_TIMESTAMP(6);",
            "ALTER TABLE users ADD a int DEFAULT 3;"),
        LintCase(
            "foreign-key-copies", .mysql, bad: "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id);",
            good: "ALTER TABLE orders ADD INDEX (user_id);"),
        LintCase(
            "inline-reference-ignored", .mysql,
            bad: "CREATE TABLE t (id bigint PRIMARY KEY, u bigint REFERENCES users (id));",
            good: "CREATE TABLE t (id bigint PRIMARY KEY, u bigint, FOREIGN KEY (u) REFERENCES users (id));"),
        LintCase(
            "implicit-default", .mysql, bad: "ALTER TABLE users ADD a int NOT NULL;",
            "ALTER TABLE users ADD (a int NOT NULL, b int);", good: "ALTER TABLE users ADD a int NOT NULL DEFAULT 0;"),
        LintCase(
            "storage-engine", .mysql, bad: "CREATE TABLE t (id bigint PRIMARY KEY) ENGINE=MyISAM;",
            "ALTER TABLE users ENGINE = Memory;",
            good: "CREATE TABLE t (id bigint PRIMARY KEY, engine int) ENGINE=InnoDB;"),
        LintCase(
            "narrow-character-set", .mysql, bad: "CREATE TABLE t (id bigint PRIMARY KEY) DEFAULT CHARSET=latin1;",
            "ALTER TABLE users CONVERT TO CHARACTER SET utf8;",
            good: "CREATE TABLE t (id bigint PRIMARY KEY) CHARACTER SET utf8mb4;"),
        LintCase(
            "drop-visible-index", .mysql, bad: "DROP INDEX i ON users;", "ALTER TABLE users DROP KEY i;",
            good: "ALTER TABLE users ALTER INDEX i INVISIBLE;"),
        LintCase(
            "timestamp-column", .mysql, bad: "ALTER TABLE users ADD a timestamp(6) NULL;",
            good: "ALTER TABLE users ADD a datetime(6);"),
        LintCase(
            "zero-date", .mysql, bad: "ALTER TABLE users ADD a date DEFAULT '0000-00-00';",
            good: "ALTER TABLE users ADD a date DEFAULT '2000-01-01';"),
        LintCase(
            "add-counting-column", .mysql, bad: "ALTER TABLE users ADD n bigint AUTO_INCREMENT UNIQUE;",
            good: "ALTER TABLE users ADD n bigint;"),
        LintCase(
            "add-stored-generated-column", .mysql, bad: "ALTER TABLE users ADD n int AS (seats + 1) PERSISTENT;",
            good: "ALTER TABLE users ADD n int AS (seats + 1) VIRTUAL;"),
    ]
}
