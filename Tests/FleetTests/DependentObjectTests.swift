import Foundation
import Testing

/// Objects of PostgreSQL that hang on each other, on databases that have rows.
@Suite("Changes of models among objects that depend on each other")
struct DependentObjectTests {
    /// Upgrades a database from the first schema to the second and back, and compares it each time.
    ///
    /// - Returns: the commands that failed, and what rows have become.
    private func failures(
        _ first: String, _ second: String, rows: String = "SELECT 1", rowsOf query: String? = nil
    ) throws -> [String] {
        let project = try Project(
            settings: """
                models: {sql: schema.sql}
                engines: [postgresql]
                scratch: {postgresql: "\(try Environment.postgresql())"}

                """)
        try project.scratch.write("migrations/versions/.keep", "")
        let database = try project.addPostgreSQL("pg", withEffects: false)
        var failures: [String] = []
        func run(_ commands: [String]...) throws {
            for words in commands {
                let run = try project.flotilla(words)
                if run.status != 0 { failures.append("\(words): \(run.output)\(run.errors)") }
            }
        }
        try project.scratch.write("schema.sql", first)
        try run(["migrate", "-m", "first", "--rev-id", "aaa1"], ["upgrade", "--all", "--yes"])
        _ = try database.run(rows)
        let before = try query.map(database.column)
        try project.scratch.write("schema.sql", second)
        try run(
            ["migrate", "-m", "second", "--rev-id", "aaa2"], ["upgrade", "--all", "--yes", "--lose-data"], ["check"],
            ["drift"], ["downgrade", "--all", "--yes", "--lose-data"], ["drift"])
        let after = try query.map(database.column)
        if after != before { failures.append("rows: \(before ?? []) have become \(after ?? [])") }
        try project.dropDatabases()
        return failures
    }

    @Test("Attributes of a composite type keep their values when they change places or types beside new ones")
    func attributes() throws {
        let table = "CREATE TABLE t (id int PRIMARY KEY, one place, many place[]);"
        let query = "SELECT format('%s %s %s %s', (one).street, (one).city, (many[2]).city, many) FROM t ORDER BY id"
        let rows = """
            INSERT INTO t VALUES (1, ROW('a', 'b'), ARRAY[NULL, ROW('c', 'd')::place]), (2, NULL, '{}'),
                (3, ROW(NULL, NULL), NULL)
            """
        #expect(
            try failures(
                "CREATE TYPE place AS (street text, city text); \(table)",
                "CREATE TYPE place AS (city text, street text); \(table)", rows: rows, rowsOf: query) == [])
        #expect(
            try failures(
                "CREATE TYPE place AS (street text, city text); \(table)",
                "CREATE TYPE place AS (number int, street varchar(9), city text); \(table)", rows: rows, rowsOf: query)
                == [])
    }

    @Test("Tables with a foreign key to a partitioned one can go with it, and stay when a partition goes")
    func partitions() throws {
        let partition = "PARTITION OF p FOR VALUES WITH (MODULUS 2, REMAINDER"
        let partitioned = """
            CREATE TABLE p (id int PRIMARY KEY) PARTITION BY HASH (id); CREATE TABLE p0 \(partition) 0);
            CREATE TABLE c (p int REFERENCES p);
            """
        let whole = "\(partitioned) CREATE TABLE p1 \(partition) 1);"
        #expect(try failures("CREATE TABLE x (id int);", "CREATE TABLE x (id int); \(whole)") == [])
        #expect(try failures(partitioned, whole) == [])
    }

    @Test("An index of one partition goes and comes with the column that it has from the table")
    func indexOfPartition() throws {
        let partition = "CREATE TABLE p0 PARTITION OF p DEFAULT;"
        #expect(
            try failures(
                "CREATE TABLE p (id int) PARTITION BY LIST (id); \(partition)",
                "CREATE TABLE p (id int, n int) PARTITION BY LIST (id); \(partition) CREATE INDEX own ON p0 (n);",
                rows: "INSERT INTO p VALUES (1)", rowsOf: "SELECT id FROM p") == [])
    }

    @Test("Functions whose body is no text go and come in the order in which they call each other")
    func calls() throws {
        func schema(_ type: String) -> String {
            """
            CREATE TABLE t (id int PRIMARY KEY, n \(type));
            CREATE FUNCTION a(i int) RETURNS \(type) BEGIN ATOMIC SELECT n FROM t WHERE id = i; END;
            CREATE FUNCTION b(i int) RETURNS \(type) RETURN a(i) + 1;
            CREATE VIEW v AS SELECT b(id) FROM t;
            """
        }
        #expect(try failures(schema("int"), schema("bigint")) == [])
    }

    @Test("Aggregates come after the functions of which they are made")
    func aggregates() throws {
        func schema(_ start: Int) -> String {
            """
            CREATE FUNCTION z(int, int) RETURNS int LANGUAGE sql IMMUTABLE AS 'SELECT $1 + $2';
            CREATE AGGREGATE a(int) (SFUNC = z, STYPE = int, INITCOND = '\(start)');
            """
        }
        #expect(try failures(schema(0), schema(1)) == [])
    }
}
