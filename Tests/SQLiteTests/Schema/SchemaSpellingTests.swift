import FlotillaSchema
import Testing

/// The same thing, typed by two people.
struct Spelling: CustomTestStringConvertible {
    var name: String
    var one: String
    var other: String

    var testDescription: String { name }
}

@Suite("Statements of SQLite that say the same")
struct SchemaSpellingTests {
    let bench: SchemaBench

    init() throws { bench = try SchemaBench() }

    @Test("are read as equal schemas", arguments: same)
    func equal(_ spelling: Spelling) throws {
        #expect(try bench.schema(spelling.one) == bench.schema(spelling.other))
    }

    @Test("are told from those that say something else", arguments: different)
    func unequal(_ spelling: Spelling) throws {
        #expect(try bench.schema(spelling.one) != bench.schema(spelling.other))
    }

    static let table = "CREATE TABLE t (id INTEGER PRIMARY KEY, email TEXT, n INT);"

    static let same = [
        Spelling(
            name: "quotes, case and blanks",
            one: "CREATE TABLE users (id INTEGER NOT NULL, email VARCHAR(255), PRIMARY KEY (id))",
            other: "create table \"users\"([id] integer primary key, `email`  varchar( 255 ))"),
        Spelling(
            name: "order of constraints", one: "CREATE TABLE t (a INT, b INT, UNIQUE (a), CHECK (b > 0))",
            other: "CREATE TABLE t (a INT UNIQUE, b INT CHECK((b>0)))"),
        Spelling(
            name: "constraints said twice", one: "CREATE TABLE t (a INT UNIQUE)",
            other: "CREATE TABLE t (a INT UNIQUE, UNIQUE (a))"),
        Spelling(
            name: "a double-quoted string in a check", one: "CREATE TABLE t (a TEXT CHECK (a IN ('x', 'y')))",
            other: "CREATE TABLE t (\"a\" TEXT CHECK (\"A\" in (\"x\",\"y\")))"),
        Spelling(
            name: "comments", one: "CREATE TABLE t (a INT -- first\n, b INT /* second */)",
            other: "CREATE TABLE t (a INT, b INT)"),
        Spelling(
            name: "operators", one: "CREATE TABLE t (a INT CHECK (a != 1 AND a == +2 OR a <= - 3))",
            other: "CREATE TABLE t (a INT CHECK (a<>1 and a=+2 or a<=-3))"),
        Spelling(
            name: "functions and casts", one: "CREATE TABLE t (a INT CHECK (LENGTH(CAST(a AS text)) > 1.5e-3))",
            other: "CREATE TABLE t (a INT CHECK (length ( cast ( a as TEXT ) ) > 1.5e-3))"),
        Spelling(
            name: "indexes", one: table + "CREATE INDEX i ON t (email, n ASC) WHERE n > 0",
            other: table + "CREATE INDEX IF NOT EXISTS main.\"i\" ON \"t\"(\"email\" COLLATE binary,[n]) where (N>0)"),
        Spelling(
            name: "views", one: table + "CREATE VIEW v AS SELECT t.id AS x, count(*) FROM t GROUP BY t.id",
            other: table
                + "create view if not exists \"v\" as select \"t\".\"id\" as \"x\", COUNT( * )\n"
                + "from \"t\" group by T.ID;"
        ),
        Spelling(
            name: "joins", one: table + "CREATE VIEW v AS SELECT a.id FROM t a LEFT JOIN t b ON a.id = b.n LIMIT 3",
            other: table + "CREATE VIEW v AS SELECT a.id FROM t a left join t b on a.id = b.n limit 3"),
        Spelling(
            name: "triggers",
            one: table + "CREATE TRIGGER tr BEFORE UPDATE OF email ON t BEGIN DELETE FROM t WHERE id = old.id; END",
            other: table
                + "create trigger \"tr\" update of \"email\" on \"t\" for each row "
                + "begin delete from t where id=old.id ; end;"
        ),
        Spelling(
            name: "no default", one: "CREATE TABLE t (a TEXT DEFAULT NULL)", other: "CREATE TABLE t (a TEXT NULL)"),
        Spelling(
            name: "defaults", one: "CREATE TABLE t (a INT DEFAULT 1, b TEXT DEFAULT 'x')",
            other: "CREATE TABLE t (a INT DEFAULT (1), b TEXT DEFAULT (('x')))"),
        Spelling(
            name: "the column that a foreign key refers to",
            one: "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INT REFERENCES p)",
            other: "CREATE TABLE c (p INT, FOREIGN KEY(p) REFERENCES P(Id)); CREATE TABLE p (id INTEGER PRIMARY KEY)"),
        Spelling(
            name: "names that are keywords", one: "CREATE TABLE t (key INT, CHECK (key > 0))",
            other: "CREATE TABLE t (\"key\" INT, CHECK (\"key\" > 0))"),
        Spelling(
            name: "a table renamed by SQLite", one: "CREATE TABLE a (x INT); ALTER TABLE a RENAME TO b",
            other: "CREATE TABLE b (x INT)"),
        Spelling(
            name: "a column added by SQLite", one: "CREATE TABLE a (x INT); ALTER TABLE a ADD y INT CHECK (y > 0)",
            other: "CREATE TABLE a (x INT, y INT, CHECK (y > 0))"),
        Spelling(
            name: "a table made by a query", one: "CREATE TABLE a AS SELECT 1 AS x", other: "CREATE TABLE a (x)"),
    ]

    static let different = [
        Spelling(name: "types", one: "CREATE TABLE t (a INT)", other: "CREATE TABLE t (a INTEGER)"),
        Spelling(
            name: "strings", one: "CREATE TABLE t (a TEXT CHECK (a = 'x'))",
            other: "CREATE TABLE t (a TEXT CHECK (a = 'X'))"),
        Spelling(
            name: "a string and a name", one: "CREATE TABLE t (a TEXT, x TEXT, CHECK (a = 'x'))",
            other: "CREATE TABLE t (a TEXT, x TEXT, CHECK (a = \"x\"))"),
        Spelling(
            name: "a number of a row and none", one: "CREATE TABLE t (a INTEGER PRIMARY KEY)",
            other: "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)"),
        Spelling(
            name: "names of constraints", one: "CREATE TABLE t (a INT CONSTRAINT x UNIQUE)",
            other: "CREATE TABLE t (a INT UNIQUE)"),
        Spelling(name: "strictness", one: "CREATE TABLE t (a INT)", other: "CREATE TABLE t (a INT) STRICT"),
        Spelling(
            name: "deferral", one: "CREATE TABLE t (a INT REFERENCES t DEFERRABLE INITIALLY DEFERRED)",
            other: "CREATE TABLE t (a INT REFERENCES t)"),
        Spelling(
            name: "order of operations", one: "CREATE TABLE t (a INT CHECK ((a + 1) * 2 > 0))",
            other: "CREATE TABLE t (a INT CHECK (a + 1 * 2 > 0))"),
        Spelling(
            name: "a text in double quotes that is no name of a view's tables",
            one: table + "CREATE VIEW v AS SELECT id FROM t WHERE email = \"open\"",
            other: table + "CREATE VIEW v AS SELECT id FROM t WHERE email = open"),
    ]
}
