import FlotillaDriver
import FlotillaSchema
import FlotillaSQLite
import Testing

/// Flotilla's sessions do not enforce foreign keys. A person may run the statements where they are enforced.
@Suite("Making a table of SQLite anew while foreign keys are enforced")
struct EnforcedForeignKeyTests {
    let bench: SchemaBench

    init() throws { bench = try SchemaBench() }

    private static let parent =
        "CREATE TABLE p (id INTEGER PRIMARY KEY, up INT REFERENCES p ON DELETE CASCADE, a TEXT);"

    private static let children = """
        CREATE TABLE cascading (id INTEGER PRIMARY KEY, p INT REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE);
        CREATE TABLE grandchild (c INT REFERENCES cascading ON DELETE CASCADE);
        CREATE TABLE forgetting (p INT REFERENCES p ON DELETE SET NULL);
        CREATE TABLE defaulting (p INT DEFAULT 2 REFERENCES p ON DELETE SET DEFAULT);
        CREATE TABLE restricting (p INT REFERENCES p ON DELETE RESTRICT);
        CREATE TABLE plain (p INT NOT NULL REFERENCES p);
        CREATE TABLE log (n INT);
        CREATE TRIGGER g AFTER DELETE ON cascading BEGIN INSERT INTO log SELECT count(*) FROM p; END;
        CREATE TRIGGER h AFTER UPDATE ON p BEGIN INSERT INTO log VALUES (new.id); END;
        CREATE VIEW v AS SELECT a FROM p;
        """

    private static let rows = """
        INSERT INTO p VALUES (1, NULL, 'x'), (2, 1, 'y'), (3, 2, 'z');
        INSERT INTO cascading VALUES (1, 1), (2, 3); INSERT INTO grandchild VALUES (1), (2);
        INSERT INTO forgetting VALUES (1), (NULL); INSERT INTO defaulting VALUES (3);
        INSERT INTO restricting VALUES (1);
        INSERT INTO plain VALUES (2);
        """

    private static let everything = """
        SELECT 'p', id, up, a FROM p UNION ALL SELECT 'c', id, p, 0 FROM cascading UNION ALL
        SELECT 'g', c, 0, 0 FROM grandchild UNION ALL SELECT 'f', p, 0, 0 FROM forgetting UNION ALL
        SELECT 'd', p, 0, 0 FROM defaulting UNION ALL SELECT 'r', p, 0, 0 FROM restricting UNION ALL
        SELECT 'n', p, 0, 0 FROM plain UNION ALL SELECT 'l', n, 0, 0 FROM log
        """

    private static let changed =
        "CREATE TABLE p (id INTEGER PRIMARY KEY, up INT REFERENCES p ON DELETE CASCADE, a VARCHAR(5) NOT NULL);"

    @Test("no row of any table is lost or changed, and no foreign key is broken", arguments: [true, false])
    func nothingIsLost(isEnforced: Bool) throws {
        let session = try bench.session(Self.parent + Self.children + Self.rows, enforcing: isEnforced)
        let rows = try session.rows(Self.everything)
        let after = try bench.schema(Self.changed + Self.children)
        try session.apply(PlainDifference(from: session.schema(), to: after).value)
        #expect(try session.rows(Self.everything) == rows)
        #expect(try session.rows("PRAGMA foreign_key_check") == [])
        #expect(try session.schema() == after)
    }

    @Test("foreign keys are enforced again afterwards, with their actions")
    func actionsReturn() throws {
        let session = try bench.session(Self.parent + Self.children + Self.rows, enforcing: true)
        let after = try bench.schema(Self.changed + Self.children)
        try session.apply(PlainDifference(from: session.schema(), to: after).value)
        let error = try session.failure("INSERT INTO plain VALUES (77)")
        #expect(error.code == "SQLITE_CONSTRAINT_FOREIGNKEY")
        try session.run(
            "DELETE FROM restricting; DELETE FROM plain; DELETE FROM defaulting; DELETE FROM p WHERE id = 1")
        #expect(try session.rows("SELECT count(*) FROM p") == ["0"])
        #expect(try session.rows("SELECT count(*) FROM grandchild") == ["0"])
        #expect(try session.rows("SELECT count(*) FROM sqlite_temp_master") == ["0"])
    }

    @Test("tables that refer to each other are both made anew")
    func circles() throws {
        let before = """
            CREATE TABLE a (id INTEGER PRIMARY KEY, b INT REFERENCES b ON DELETE CASCADE, x INT);
            CREATE TABLE b (id INTEGER PRIMARY KEY, a INT REFERENCES a ON DELETE CASCADE, x INT);
            """
        let session = try bench.session(before, enforcing: true)
        try session.run("INSERT INTO a VALUES (1, NULL, 1); INSERT INTO b VALUES (1, 1, 1); UPDATE a SET b = 1")
        let after = try bench.schema(before.replacing("x INT", with: "x TEXT"))
        try session.apply(PlainDifference(from: session.schema(), to: after).value)
        #expect(try session.rows("SELECT a.id, b.id FROM a JOIN b ON a.b = b.id AND b.a = a.id") == ["1,1"])
        #expect(try session.schema() == after)
    }

    @Test("a foreign key that goes with the table it leads to takes no row along")
    func parentGoes() throws {
        let session = try bench.session(
            "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE c (p INT REFERENCES p ON DELETE CASCADE);"
                + "INSERT INTO p VALUES (1); INSERT INTO c VALUES (1)", enforcing: true)
        let after = try bench.schema("CREATE TABLE c (p INT)")
        try session.apply(PlainDifference(from: session.schema(), to: after).value)
        #expect(try session.rows("SELECT p FROM c") == ["1"])
    }

    @Test("tables that refer to each other go together")
    func familiesGo() throws {
        let session = try bench.session(Self.parent + Self.children + Self.rows, enforcing: true)
        let schema = try session.schema()
        try session.apply(PlainDifference(from: schema, to: Schema(engine: .sqlite)).value)
        #expect(try session.schema() == Schema(engine: .sqlite))
    }

    @Test("a foreign key that waits for the commit is as good then as before")
    func deferredKeys() throws {
        let child = "CREATE TABLE c (p INT REFERENCES p DEFERRABLE INITIALLY DEFERRED);"
        let session = try bench.session(
            "CREATE TABLE p (id INTEGER PRIMARY KEY, a INT);" + child
                + "INSERT INTO p VALUES (1, 2); INSERT INTO c VALUES (1)", enforcing: true)
        let after = try bench.schema("CREATE TABLE p (id INTEGER PRIMARY KEY, a TEXT);" + child)
        try session.apply(PlainDifference(from: session.schema(), to: after).value)
        #expect(try session.rows("SELECT * FROM p JOIN c ON p = id") == ["1,2,1"])
        #expect(try session.failure("INSERT INTO c VALUES (5)").code == "SQLITE_CONSTRAINT_FOREIGNKEY")
    }
}
