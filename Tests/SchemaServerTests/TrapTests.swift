import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema
import Testing

/// Pairs of schemas that an engine makes hard to get from one to the other.
@Suite("What engines make hard is got over, there and back")
struct TrapTests {
    @Test(
        "on SQLite, names that differ in case only are the same",
        arguments: [
            (
                "CREATE TABLE Users (ID INTEGER PRIMARY KEY, Email TEXT)",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT)"
            ),
            (
                "CREATE TABLE Users (id INTEGER PRIMARY KEY, Email TEXT); CREATE INDEX IX_email ON Users (Email);"
                    + "CREATE TABLE a (u REFERENCES Users (id))",
                "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT); CREATE INDEX ix_Email ON users (email);"
                    + "CREATE TABLE a (u REFERENCES users (id))"
            ),
        ])
    func caseOfNames(from: String, to: String) throws {
        let workshop = try Workshops.workshop(.sqlite)
        let schemas = try [from, to].map { try workshop.schema(madeBy: [script($0)]) }
        #expect(SchemaComparison.difference(from: schemas[0], to: schemas[1]).changes == [])
        #expect(SchemaComparison.difference(from: schemas[1], to: schemas[0]).changes == [])
    }

    @Test(
        "a change of what is spelled otherwise, a value that an enum gets and a default has, a partition that is detached",
        arguments: [
            (
                Engine.sqlite,
                """
                CREATE TABLE Users (ID INTEGER PRIMARY KEY, Email TEXT, Note TEXT);
                CREATE VIEW V AS SELECT ID, Email FROM Users
                """,
                """
                CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL DEFAULT '', age INTEGER);
                CREATE VIEW v AS SELECT id, email FROM users
                """
            ),
            (
                .postgresql,
                "CREATE TYPE mood AS ENUM ('good'); CREATE TABLE t (id integer PRIMARY KEY, mood mood DEFAULT 'good')",
                """
                CREATE TYPE mood AS ENUM ('good', 'fine', 'bad');
                CREATE TABLE t (id integer PRIMARY KEY, mood mood DEFAULT 'bad', before mood CHECK (before <> 'fine'))
                """
            ),
            (.postgresql, partitioned, partitioned + "ALTER TABLE t DETACH PARTITION p"),
            (
                .postgresql, partitioned,
                partitioned + "ALTER TABLE t DETACH PARTITION p; ALTER TABLE p ALTER b TYPE bigint, ADD d text, DROP c"
            ),
        ])
    func changes(engine: Engine, from: String, to: String) throws {
        let workshop = try Workshops.workshop(engine)
        let schemas = try [from, to].map { try workshop.schema(madeBy: [script($0)]) }
        #expect(!SchemaComparison.difference(from: schemas[0], to: schemas[1]).isEmpty)
        let rest = try workshop.remainders(from: schemas[0], to: schemas[1], start: [script(from)])
        #expect(rest.there.isEmpty && rest.back.isEmpty, "\(rest)")
    }

    private static let partitioned = """
        CREATE TABLE u (id integer PRIMARY KEY);
        CREATE TABLE t (a integer PRIMARY KEY, b integer NOT NULL DEFAULT 3 REFERENCES u, c text, CHECK (b > 0))
            PARTITION BY RANGE (a);
        CREATE INDEX ON t (c);
        CREATE TABLE p PARTITION OF t FOR VALUES FROM (1) TO (5);
        CREATE TABLE q PARTITION OF t DEFAULT;

        """

    private func script(_ text: String) -> SchemaScript { SchemaScript(source: "trap", text: Array(text.utf8)) }
}
