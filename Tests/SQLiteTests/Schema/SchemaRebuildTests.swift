import FlotillaDriver
import FlotillaSchema
import FlotillaSQLite
import Testing

@Suite("Making schemas of SQLite and changing them")
struct SchemaRebuildTests {
    let bench: SchemaBench

    init() throws { bench = try SchemaBench() }

    @Test("What is read can be made again from nothing, and reads back as the same")
    func rebuilding() throws {
        let schema = try bench.schema(Self.rich)
        let rebuilt = try bench.session()
        try rebuilt.apply(PlainDifference.everything(in: schema))
        #expect(try rebuilt.schema() == schema)
    }

    @Test("What is read can be taken away again")
    func emptying() throws {
        let session = try bench.session(Self.rich)
        let schema = try session.schema()
        try session.apply(PlainDifference(from: schema, to: Schema(engine: .sqlite)).value)
        #expect(try session.schema() == Schema(engine: .sqlite))
    }

    @Test("A table that is changed becomes the one that was made so, and back", arguments: edits)
    func editing(_ edit: Edit) throws {
        let session = try bench.session(edit.before)
        let before = try session.schema()
        let after = try bench.schema(edit.after)
        let there = SQLiteRenderer().statements(
            for: PlainDifference(from: before, to: after, renames: edit.renames).value)
        try session.apply(there)
        #expect(try session.schema().regardlessOfOrder == after.regardlessOfOrder)
        #expect(there.contains { $0.sql.hasPrefix("DROP TABLE") } == edit.needsRebuild)
        let back = PlainDifference.inverse(of: edit.renames)
        try session.apply(PlainDifference(from: after, to: before, renames: back).value)
        #expect(try session.schema().regardlessOfOrder == before.regardlessOfOrder)
    }

    @Test("Rows keep their values when a table is made anew")
    func rows() throws {
        let session = try bench.session(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, gone INT, twice INT AS (id * 2));
            INSERT INTO t (id, a, gone) VALUES (1, 'x', 7), (5, NULL, 8);
            """)
        let before = try session.schema()
        let after = try bench.schema(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT, n INT NOT NULL DEFAULT 3, twice INT, CHECK (n > 2))")
        let renames = ["t.a": "b"]
        try session.apply(PlainDifference(from: before, to: after, renames: renames).value)
        #expect(try session.rows("SELECT id, b, n, twice FROM t") == ["1,x,3,2", "5,NULL,3,10"])
    }

    @Test("A table with a column that nobody expects is not made anew: its values would be lost")
    func unexpectedColumn() throws {
        let session = try bench.session("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, twice INT AS (a * 2))")
        let after = try bench.schema("CREATE TABLE t (id INTEGER PRIMARY KEY, b INT, twice INT, CHECK (b > 0))")
        let difference = try PlainDifference(from: session.schema(), to: after, renames: ["t.a": "b"]).value
        _ = try session.rows("ALTER TABLE t ADD COLUMN own TEXT")
        _ = try session.rows("INSERT INTO t (id, a, own) VALUES (1, 2, 'precious')")
        #expect(throws: DriverError.self) { try session.apply(difference) }
        _ = try session.rows("ROLLBACK")
        #expect(try session.rows("SELECT id, a, own FROM t") == ["1,2,precious"])
        _ = try session.rows("ALTER TABLE t DROP COLUMN own")
        try session.apply(difference)
        #expect(try session.rows("SELECT id, b, twice FROM t") == ["1,2,4"])
    }

    @Test(
        "A constraint that leaves rows out, or pushes others out, does not do so to rows that are there",
        arguments: [
            "UNIQUE (a) ON CONFLICT IGNORE", "UNIQUE (a) ON CONFLICT REPLACE", "PRIMARY KEY (a) ON CONFLICT REPLACE",
            "b2 TEXT NOT NULL DEFAULT 'x', PRIMARY KEY (a) ON CONFLICT IGNORE",
        ])
    func conflicts(constraint: String) throws {
        let session = try bench.session(
            "CREATE TABLE t (a TEXT NOT NULL, b TEXT); INSERT INTO t VALUES ('x', 'q'), ('x', 'r'), ('y', NULL);")
        let before = try session.schema()
        let filled = "CREATE TABLE t (a TEXT NOT NULL, b TEXT NOT NULL ON CONFLICT IGNORE)"
        for after in ["CREATE TABLE t (a TEXT NOT NULL, b TEXT, \(constraint))", filled] {
            let difference = PlainDifference(from: before, to: try bench.schema(after)).value
            let error = #expect(throws: DriverError.self) { try session.apply(difference) }
            #expect(error?.cause == .constraintViolation)
            _ = try? session.run("ROLLBACK")
        }
        #expect(try session.rows("SELECT count(*) FROM t") == ["3"])
    }

    @Test(
        "A number that AUTOINCREMENT gave once is not given again when the table was made anew",
        arguments: [true, false])
    func numbering(hasRows: Bool) throws {
        let session = try bench.session(
            """
            CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT);
            INSERT INTO t VALUES (1, 1), (41, 1); DELETE FROM t WHERE id > \(hasRows ? 1 : 0);
            """)
        let after = try bench.schema("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT)")
        try session.apply(PlainDifference(from: session.schema(), to: after).value)
        #expect(try session.rows("INSERT INTO t (a) VALUES ('x') RETURNING id") == ["42"])
        #expect(try session.rows("SELECT name, seq FROM sqlite_sequence") == ["t,42"])
    }

    @Test("Names that change places are changed")
    func swapping() throws {
        let session = try bench.session(
            "CREATE TABLE a (x INT, y INT); CREATE TABLE b (z INT); INSERT INTO a VALUES (1, 2)")
        let after = try bench.schema("CREATE TABLE b (y INT, x INT); CREATE TABLE a (z INT)")
        let renames = ["a": "b", "b": "a", "b.x": "y", "b.y": "x"]
        try session.apply(PlainDifference(from: session.schema(), to: after, renames: renames).value)
        #expect(try session.rows("SELECT x, y FROM b") == ["2,1"])
        #expect(try session.schema() == after)
    }

    @Test("A column takes the name of one that goes")
    func takingOver() throws {
        let session = try bench.session("CREATE TABLE t (a INT, b INT); INSERT INTO t VALUES (1, 2)")
        let before = try session.schema()
        let after = try bench.schema("CREATE TABLE t (b INT)")
        var table = before.tables[0]
        table.columns = after.tables[0].columns
        let edits: [TableEdit] = [
            .renameColumn(from: "a", to: "b"), .dropColumn(Column("b", .other("INT"))),
        ]
        let change = TableChange(from: before.tables[0], to: table, edits: edits)
        try session.apply(SchemaDifference(from: before, to: after, changes: [.alterTable(change)]))
        #expect(try session.rows("SELECT * FROM t") == ["1"])
    }

    /// One of everything.
    static let rich = #"""
        CREATE TABLE "odd name" ("select" INTEGER PRIMARY KEY DESC, "a ""b""" TEXT CHECK ("a ""b""" <> ''), [key] INT);
        CREATE TABLE parent (id INTEGER CONSTRAINT pk_parent PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT,
          code VARCHAR(10) NOT NULL ON CONFLICT FAIL DEFAULT 'it''s' COLLATE NOCASE UNIQUE ON CONFLICT IGNORE,
          at DATETIME DEFAULT CURRENT_TIMESTAMP, n NUMERIC(6, 2) DEFAULT (abs(-2)) CHECK (n BETWEEN 1 AND 1e3),
          sum INT GENERATED ALWAYS AS (n + 1) STORED, low TEXT AS (lower(code)), r REAL DEFAULT -.5,
          CONSTRAINT both UNIQUE (code DESC, n));
        CREATE TABLE child (p INT REFERENCES parent ON DELETE CASCADE, q TEXT, other INT,
          CONSTRAINT fk FOREIGN KEY (other) REFERENCES child (p) DEFERRABLE INITIALLY DEFERRED,
          PRIMARY KEY (p, q COLLATE NOCASE)) WITHOUT ROWID, STRICT;
        CREATE TABLE loop_a (id INTEGER PRIMARY KEY, b INT REFERENCES loop_b (id));
        CREATE TABLE loop_b (id INTEGER PRIMARY KEY, a INT REFERENCES loop_a (id));
        CREATE UNIQUE INDEX ix ON parent (lower(code) DESC, n) WHERE n IS NOT NULL AND code LIKE 'a%';
        CREATE INDEX "odd ix" ON "odd name" ("a ""b""" COLLATE NOCASE, ("key" || 'x') COLLATE RTRIM);
        CREATE VIEW a_view (x, "y z") AS SELECT p, z_view.total FROM child NATURAL JOIN z_view WHERE q = "text";
        CREATE VIEW z_view AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3)
          SELECT sum(i) FILTER (WHERE i > 1) OVER (ORDER BY i ROWS 1 PRECEDING) AS total FROM n
          UNION SELECT CASE WHEN 1 THEN -1 ELSE - -1 END ORDER BY 1 LIMIT 5;
        CREATE TRIGGER on_view INSTEAD OF DELETE ON a_view BEGIN
          INSERT INTO parent (code, n) SELECT 'x', 1 WHERE NOT EXISTS (SELECT 1 FROM child)
            ON CONFLICT (code) DO UPDATE SET n = excluded.n; SELECT RAISE(ABORT, 'no; never'); END;
        CREATE TRIGGER on_table AFTER UPDATE OF n, code ON parent WHEN new.n IS NOT old.n BEGIN
          UPDATE OR IGNORE parent SET code = replace(new.code, 'a', "b") WHERE id = new.id;
          DELETE FROM child WHERE p IN (old.id, 2) AND q NOT LIKE 'x' ESCAPE '\'; END;
        CREATE VIRTUAL TABLE words USING fts5(body, tokenize = "porter ascii");
        CREATE VIRTUAL TABLE places USING rtree(id, x0, x1);
        """#
}
