import FlotillaSQL
import Testing

/// Facts as text, so that a table of them fits on a screen: `+` appears, `-` disappears.
private func facts(_ text: String, _ engine: Engine) throws -> [String] {
    try effect(text, engine).facts.map { fact in
        switch fact {
        case .appears(let object): "+" + describe(object)
        case .disappears(let object): "-" + describe(object)
        }
    }
}

private func describe(_ object: CatalogueObject) -> String {
    switch object {
    case .table(let name): "table \(describe(name))"
    case .view(let name): "view \(describe(name))"
    case .materializedView(let name): "materialized view \(describe(name))"
    case .column(let name, let table): "column \(describe(table)).\(name.text)"
    case .index(let name, let table): "index \(describe(name))" + (table.map { " on \(describe($0))" } ?? "")
    case .primaryKey(let table): "primary key of \(describe(table))"
    case .constraint(let name, let table): "constraint \(name.text) of \(describe(table))"
    case .trigger(let name, let table): "trigger \(describe(name))" + (table.map { " on \(describe($0))" } ?? "")
    case .function(let name): "function \(describe(name))"
    case .procedure(let name): "procedure \(describe(name))"
    case .package(let name): "package \(describe(name))"
    case .packageBody(let name): "package body \(describe(name))"
    case .event(let name): "event \(describe(name))"
    case .sequence(let name): "sequence \(describe(name))"
    case .type(let name): "type \(describe(name))"
    case .enumValue(let value, let type): "value \(value) of \(describe(type))"
    case .schema(let name): "schema \(name.text)"
    case .database(let name): "database \(name.text)"
    case .extension(let name): "extension \(name.text)"
    }
}

private func describe(_ name: QualifiedName) -> String {
    (name.schema.map { $0.text + "/" } ?? "") + name.name.text
}

@Suite("What the catalogue shows after a statement")
struct CatalogueEffectTests {
    @Test("Definitions of MySQL and MariaDB", arguments: mysqlCases)
    func mysql(_ text: String, _ expected: [String]) throws {
        #expect(try facts(text, .mysql) == expected)
        #expect(try effect(text, .mysql).isComplete)
    }

    static let mysqlCases: [(String, [String])] = [
        ("CREATE TABLE `a``b` (x INT DEFAULT 1, KEY k (x)) ENGINE=InnoDB", ["+table a`b"]),
        ("CREATE TABLE d.`T` LIKE u", ["+table d/T"]), ("ALTER IGNORE TABLE t ADD a INT", ["+column t.a"]),
        (
            "CREATE TABLE t (a INT AS (1), b INT) PARTITION BY LIST (a) (PARTITION p VALUES IN (1)) WITH SYSTEM VERSIONING",
            ["+table t"]
        ), ("DROP TABLE a, d.b CASCADE", ["-table a", "-table d/b"]),
        ("CREATE ALGORITHM=MERGE DEFINER=`r`@`%` SQL SECURITY INVOKER VIEW v AS SELECT 1", ["+view v"]),
        ("DROP VIEW v, w", ["-view v", "-view w"]),
        ("CREATE UNIQUE INDEX i USING BTREE ON t (a)", ["+index i on t"]), ("DROP INDEX i ON d.t", ["-index i on d/t"]),
        ("DROP INDEX `PRIMARY` ON t", ["-primary key of t"]),
        ("CREATE DATABASE d CHARACTER SET utf8mb4", ["+schema d"]), ("DROP SCHEMA d", ["-schema d"]),
        ("CREATE DEFINER=CURRENT_USER() TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET @a = 1", ["+trigger g on t"]),
        ("DROP TRIGGER d.g", ["-trigger d/g"]),
        ("CREATE PROCEDURE p(a INT) BEGIN DROP TABLE x; END", ["+procedure p"]), ("DROP FUNCTION f", ["-function f"]),
        ("CREATE AGGREGATE FUNCTION f(x INT) RETURNS INT RETURN 1", ["+function f"]),
        ("CREATE EVENT e ON SCHEDULE EVERY 1 DAY DO DELETE FROM t", ["+event e"]),
        ("ALTER EVENT e RENAME TO f", ["-event e", "+event f"]), ("CREATE SEQUENCE s", ["+sequence s"]),
        ("CREATE PACKAGE BODY k AS v INT; END", ["+package body k"]),
        ("RENAME TABLE a TO b, d.c WAIT 5 TO e.f", ["-table a", "+table b", "-table d/c", "+table e/f"]),
        ("ALTER TABLE t ADD COLUMN a INT", ["+column t.a"]),
        ("ALTER TABLE t ADD a ENUM('x,y', 'z') AFTER b, ADD `c,d` DECIMAL(10,2)", ["+column t.a", "+column t.c,d"]),
        ("ALTER ONLINE TABLE t WAIT 3 ADD a INT, ALGORITHM=INPLACE, LOCK=NONE", ["+column t.a"]),
        ("ALTER TABLE t ADD (a INT, b INT, INDEX k (a))", ["+column t.a", "+column t.b", "+index k on t"]),
        ("ALTER TABLE t DROP a, DROP COLUMN b", ["-column t.a", "-column t.b"]),
        (
            "ALTER TABLE t ADD INDEX i (a), ADD UNIQUE KEY u (b), ADD FULLTEXT f (c)",
            ["+index i on t", "+index u on t", "+index f on t"]
        ),
        (
            "ALTER TABLE t ADD CONSTRAINT c UNIQUE (a), ADD CONSTRAINT x UNIQUE u (a)",
            ["+index c on t", "+index u on t"]
        ), ("ALTER TABLE t DROP INDEX i, DROP KEY j", ["-index i on t", "-index j on t"]),
        ("ALTER TABLE t ADD PRIMARY KEY (a)", ["+primary key of t"]),
        ("ALTER TABLE t DROP PRIMARY KEY", ["-primary key of t"]),
        ("ALTER TABLE t ADD CONSTRAINT c PRIMARY KEY (a)", ["+primary key of t"]),
        ("ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (b) ON DELETE CASCADE", ["+constraint f of t"]),
        ("ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)", ["+constraint c of t"]),
        (
            "ALTER TABLE t DROP FOREIGN KEY f, DROP CONSTRAINT c, DROP CHECK d",
            ["-constraint f of t", "-constraint c of t", "-constraint d of t"]
        ),
        ("ALTER TABLE t RENAME TO u", ["-table t", "+table u"]),
        ("ALTER TABLE d.t RENAME AS d.u", ["-table d/t", "+table d/u"]),
        ("ALTER TABLE t RENAME u, ADD a INT", ["-table t", "+table u"]),
        (
            "ALTER TABLE t RENAME COLUMN a TO b, RENAME INDEX i TO j",
            ["-column t.a", "+column t.b", "-index i on t", "+index j on t"]
        ),
        ("ALTER TABLE t CHANGE a b BIGINT NOT NULL", ["-column t.a", "+column t.b"]),
        ("ALTER TABLE t ADD period INT, ADD system INT", ["+column t.period", "+column t.system"]),
    ]

    @Test("Definitions of PostgreSQL", arguments: postgresqlCases)
    func postgresql(_ text: String, _ expected: [String]) throws {
        #expect(try facts(text, .postgresql) == expected)
        #expect(try effect(text, .postgresql).isComplete)
    }

    static let postgresqlCases: [(String, [String])] = [
        ("CREATE UNLOGGED TABLE S.\"T\"\"x\" (a int)", ["+table s/T\"x"]),
        ("CREATE INDEX CONCURRENTLY I ON ONLY s.T (a)", ["+index s/i on s/t"]),
        ("DROP INDEX CONCURRENTLY s.i, j CASCADE", ["-index s/i", "-index j"]),
        ("ALTER TYPE s.mood ADD VALUE 'it''s' BEFORE 'x'", ["+value it's of s/mood"]),
        ("ALTER TYPE m RENAME VALUE 'a' TO 'b'", ["-value a of m", "+value b of m"]),
        ("ALTER TYPE m RENAME TO n", ["-type m", "+type n"]),
        ("CREATE TYPE m AS ENUM ('a')", ["+type m"]), ("CREATE DOMAIN d AS int", ["+type d"]),
        ("CREATE SCHEMA s", ["+schema s"]),
        ("CREATE EXTENSION IF NOT EXISTS citext WITH SCHEMA x", ["+extension citext"]),
        ("CREATE DATABASE d", ["+database d"]),
        ("CREATE TRIGGER g AFTER UPDATE OF a ON s.t EXECUTE FUNCTION f()", ["+trigger g on s/t"]),
        ("DROP TRIGGER g ON t", ["-trigger g on t"]),
        ("CREATE OR REPLACE RECURSIVE VIEW v AS SELECT 1", ["+view v"]),
        ("CREATE MATERIALIZED VIEW v AS SELECT 1", ["+materialized view v"]),
        ("DROP MATERIALIZED VIEW v", ["-materialized view v"]),
        ("ALTER TABLE ONLY t ADD COLUMN IF NOT EXISTS a int", ["+column t.a"]),
        ("ALTER TABLE t ADD CONSTRAINT c FOREIGN KEY (a) REFERENCES u NOT VALID", ["+constraint c of t"]),
        ("ALTER TABLE t DROP CONSTRAINT IF EXISTS c", ["-constraint c of t"]),
        ("ALTER TABLE t RENAME a TO b", ["-column t.a", "+column t.b"]),
        ("ALTER TABLE s.t RENAME TO u", ["-table s/t", "+table s/u"]),
        ("ALTER TABLE t RENAME CONSTRAINT a TO b", ["-constraint a of t", "+constraint b of t"]),
        ("ALTER TABLE s.t SET SCHEMA x", ["-table s/t", "+table x/t"]),
        ("ALTER INDEX s.i RENAME TO j", ["-index s/i", "+index s/j"]),
        ("ALTER TABLE t ADD PRIMARY KEY (a)", ["+primary key of t"]), ("CREATE TABLE t AS SELECT 1", ["+table t"]),
    ]

    @Test("Definitions of SQLite", arguments: sqliteCases)
    func sqlite(_ text: String, _ expected: [String]) throws {
        #expect(try facts(text, .sqlite) == expected)
        #expect(try effect(text, .sqlite).isComplete)
    }

    static let sqliteCases: [(String, [String])] = [
        ("CREATE TABLE [a b] (x)", ["+table a b"]), ("CREATE VIRTUAL TABLE v USING fts5(x)", ["+table v"]),
        ("CREATE INDEX main.i ON t (a)", ["+index main/i on main/t"]), ("DROP INDEX IF EXISTS i", ["-index i"]),
        ("ALTER TABLE t RENAME TO u", ["-table t", "+table u"]),
        ("ALTER TABLE t RENAME COLUMN a TO b", ["-column t.a", "+column t.b"]),
        ("ALTER TABLE t ADD a INT", ["+column t.a"]), ("ALTER TABLE t DROP COLUMN a", ["-column t.a"]),
        ("CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END", ["+trigger g on t"]),
        ("DROP TRIGGER g", ["-trigger g"]), ("CREATE VIEW `v` AS SELECT 1", ["+view v"]),
        ("DROP TABLE \"t\"", ["-table t"]),
    ]

    @Test(
        "What existence cannot show is incomplete",
        arguments: [
            (Engine.mysql, "ALTER TABLE t MODIFY a INT"), (.mysql, "ALTER TABLE t ADD a INT, MODIFY b INT"),
            (.mysql, "ALTER TABLE t CHANGE a A INT"), (.mysql, "ALTER TABLE t ENGINE=InnoDB"),
            (.mysql, "ALTER TABLE t ADD INDEX (a)"), (.mysql, "ALTER TABLE t ADD FOREIGN KEY (a) REFERENCES u (b)"),
            (.mysql, "ALTER TABLE t ADD FOREIGN KEY f (a) REFERENCES u (b)"),
            (.mysql, "ALTER TABLE t ADD CONSTRAINT CHECK (a)"),
            (.mysql, "CREATE TABLE t SELECT 1"), (.mysql, "CREATE TABLE t AS VALUES (1)"),
            (.mysql, "CREATE TABLE t (a INT) AS (SELECT 1)"),
            (.mysql, "CREATE TEMPORARY TABLE t (a INT)"), (.mysql, "RENAME TABLE a TO x, b TO a, x TO b"),
            (.mysql, "RENAME USER a TO b"),
            (.mysql, "ALTER TABLE t ADD a INT PARTITION BY HASH (a)"),
            (.mysql, "ALTER TABLE t ADD PARTITION (PARTITION p VALUES LESS THAN (1))"),
            (.mysql, "ALTER TABLE t DROP a, ADD a INT"), (.mysql, "/*!50001 CREATE VIEW v AS SELECT 1 */"),
            (.mysql, "TRUNCATE t"), (.mysql, "INSERT INTO t VALUES (1)"), (.mysql, "CREATE USER u"),
            (.mysql, "ALTER TABLE t ADD PERIOD FOR SYSTEM_TIME(a, b)"), (.mysql, "ALTER TABLE t ADD SYSTEM VERSIONING"),
            (.postgresql, "CREATE INDEX ON t (a)"), (.postgresql, "CREATE INDEX CONCURRENTLY ON t (a)"),
            (.postgresql, "CREATE FUNCTION f() RETURNS int RETURN 1"), (.postgresql, "DROP FUNCTION f(int)"),
            (.postgresql, "ALTER TABLE t ALTER a SET NOT NULL"),
            (.postgresql, "CREATE TABLE U&\"x\" (a int)"), (.postgresql, "REINDEX INDEX CONCURRENTLY i"),
            (.postgresql, "ALTER TYPE t ADD VALUE E'a\\n'"), (.postgresql, "CREATE SCHEMA AUTHORIZATION joe"),
            (.postgresql, "ALTER TABLE t ADD UNIQUE (a)"),
            (.postgresql, "ALTER TABLE t DETACH PARTITION p CONCURRENTLY"),
            (.postgresql, "CREATE TEMP TABLE t (a int)"), (.postgresql, "CREATE TABLE a.b.c (a int)"),
            (.postgresql, "ALTER TABLE ALL IN TABLESPACE a SET TABLESPACE b"),
            (.sqlite, "PRAGMA user_version = 1"), (.sqlite, "REINDEX i"),
            (.sqlite, "CREATE TEMP TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END"),
        ])
    func incomplete(_ engine: Engine, _ text: String) throws {
        #expect(try !effect(text, engine).isComplete)
    }

    @Test(
        "IF EXISTS and OR REPLACE are told",
        arguments: [
            (Engine.mysql, "CREATE TABLE IF NOT EXISTS t (a INT)", true),
            (.mysql, "CREATE OR REPLACE VIEW v AS SELECT 1", true),
            (.mysql, "ALTER TABLE t DROP COLUMN IF EXISTS a", true),
            (.mysql, "ALTER TABLE IF EXISTS t ADD a INT", true),
            (.mysql, "ALTER TABLE t ADD INDEX IF NOT EXISTS i (a)", true),
            (.postgresql, "DROP INDEX CONCURRENTLY IF EXISTS i", true),
            (.postgresql, "ALTER TYPE t ADD VALUE IF NOT EXISTS 'x'", true), (.sqlite, "DROP TABLE IF EXISTS t", true),
            (.mysql, "CREATE TABLE t (a INT)", false),
            (.mysql, "CREATE TABLE t (a INT COMMENT 'IF NOT EXISTS')", false),
        ])
    func tolerance(_ engine: Engine, _ text: String, _ expected: Bool) throws {
        #expect(try effect(text, engine).toleratesPresence == expected)
    }

    @Test(
        "How a name compares is told",
        arguments: [
            (Engine.postgresql, "CREATE TABLE Ab (x int)", "ab", SQLName.Comparison.exact),
            (.postgresql, "CREATE TABLE \"Ab\" (x int)", "Ab", .exact),
            (.mysql, "CREATE TABLE Ab (x INT)", "Ab", .asServerCompares),
            (.sqlite, "CREATE TABLE \"Ab\" (x)", "Ab", .ignoringCase),
        ])
    func comparison(_ engine: Engine, _ text: String, _ name: String, _ comparison: SQLName.Comparison) throws {
        #expect(try effect(text, engine).facts == [.appears(.table(QualifiedName(name: SQLName(name, comparison))))])
    }

    @Test("A concurrent index is marked, since it may be there and invalid")
    func concurrent() throws {
        #expect(try effect("CREATE INDEX CONCURRENTLY i ON t (a)", .postgresql).isConcurrent)
        #expect(try !effect("CREATE INDEX i ON t (a)", .postgresql).isConcurrent)
    }

    @Test("A name that PostgreSQL would cut is not looked for")
    func longName() throws {
        #expect(try effect("CREATE TABLE \(String(repeating: "a", count: 64)) (x int)", .postgresql).facts.isEmpty)
    }
}
