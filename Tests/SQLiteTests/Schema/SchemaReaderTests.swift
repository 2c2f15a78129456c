import FlotillaDriver
import FlotillaSchema
import FlotillaSQLite
import Testing

@Suite("Reading a schema of SQLite")
struct SchemaReaderTests {
    let bench: SchemaBench

    init() throws { bench = try SchemaBench() }

    @Test("Columns are read with type, nullability, default, collation and conflict clause")
    func columns() throws {
        let table = try bench.table(
            """
            CREATE TABLE t (a varchar ( 20 ) NOT NULL DEFAULT 'x' COLLATE nocase, b NUMERIC(6,2) DEFAULT -1,
              c DOUBLE PRECISION NOT NULL ON CONFLICT IGNORE DEFAULT (1 + 1), d, e BLOB DEFAULT x'ab',
              f DATETIME DEFAULT current_timestamp, g TEXT DEFAULT NULL, h TEXT COLLATE BINARY DEFAULT "yes")
            """)
        #expect(
            table.columns == [
                Column("a", .varchar(20), isNullable: false, default: "'x'", collation: "NOCASE"),
                Column("b", .decimal(precision: 6, scale: 2), default: "-1"),
                Column(
                    "c", .other("DOUBLE PRECISION"), isNullable: false, default: "1 + 1",
                    others: ["NOT NULL ON CONFLICT IGNORE"]),
                Column("d", .other("")), Column("e", .binary, default: "X'AB'"),
                Column("f", .timestamp(), default: "CURRENT_TIMESTAMP"), Column("g", .text),
                Column("h", .text, default: "'yes'"),
            ])
    }

    @Test(
        "One reader reads file after file as a new one would, also what differs by one letter, or by its normal form alone"
    )
    func oneReader() throws {
        let reader = SQLiteSchemaReader()
        let texts = ["TEXT DEFAULT 'a'", "TEXT DEFAULT 'b'", "TEXT DEFAULT '\u{e9}'", "TEXT DEFAULT 'e\u{301}'"]
        for text in texts + texts {
            let session = try bench.session("CREATE TABLE t (a \(text)); CREATE TABLE u (a)")
            for ignored: Set<String> in [[], ["u"]] {
                let read = try reader.read(session, SchemaScope(ignored: ignored), deadline: .after(.seconds(30)))
                #expect(read.fingerprint == (try session.schema(ignoring: ignored)).fingerprint)
                #expect(read.tables.count == 2 - ignored.count)
            }
        }
    }

    @Test("Generated columns are told from others, stored ones from those computed on reading")
    func generated() throws {
        let table = try bench.table(
            "CREATE TABLE t (a INT, b INT GENERATED ALWAYS AS (a*2) STORED, c TEXT AS (upper(a)) NOT NULL, d AS (A))")
        #expect(
            table.columns.map(\.generated) == [
                nil, Generated("a * 2", isStored: true), Generated("upper(a)", isStored: false),
                Generated("a", isStored: false),
            ])
        #expect(table.columns.map(\.type) == [.other("INT"), .other("INT"), .text, .other("")])
    }

    @Test(
        "The number of a row is never NULL, other primary keys may be",
        arguments: [
            ("CREATE TABLE t (id INTEGER PRIMARY KEY)", false, Identity?.none),
            ("CREATE TABLE t (id integer, PRIMARY KEY (id DESC))", false, nil),
            ("CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT)", false, .autoIncrement),
            ("CREATE TABLE t (id INTEGER, PRIMARY KEY (id AUTOINCREMENT))", false, .autoIncrement),
            ("CREATE TABLE t (id INTEGER PRIMARY KEY DESC)", true, nil),
            ("CREATE TABLE t (id INT PRIMARY KEY)", true, nil),
            ("CREATE TABLE t (id TEXT PRIMARY KEY) WITHOUT ROWID", false, nil),
            ("CREATE TABLE t (id TEXT PRIMARY KEY) STRICT", false, nil),
        ])
    func primaryKeys(sql: String, isNullable: Bool, identity: Identity?) throws {
        let table = try bench.table(sql)
        #expect(table.primaryKey == PrimaryKey(columns: ["id"]))
        #expect(table.columns[0].isNullable == isNullable)
        #expect(table.columns[0].identity == identity)
    }

    @Test("Constraints are read with their names, whether they stand with a column or behind all")
    func constraints() throws {
        let table = try bench.table(
            """
            CREATE TABLE t (a TEXT CONSTRAINT ua UNIQUE CONSTRAINT ca CHECK (length(a) > 1), b INT CHECK ((b>0)),
              c INT, CONSTRAINT pk PRIMARY KEY (b, c) CONSTRAINT ubc UNIQUE (b, c), CHECK (b <> c) UNIQUE (c))
            """)
        #expect(table.primaryKey == PrimaryKey(name: "pk", columns: ["b", "c"]))
        #expect(
            table.uniques == [
                UniqueConstraint(columns: ["c"]), UniqueConstraint(name: "ua", columns: ["a"]),
                UniqueConstraint(name: "ubc", columns: ["b", "c"]),
            ])
        #expect(
            table.checks == [
                CheckConstraint(expression: "b <> c"), CheckConstraint(expression: "b > 0"),
                CheckConstraint(name: "ca", expression: "length(a) > 1"),
            ])
    }

    @Test("Direction, collation and conflict clause of a key are kept as options")
    func keyDetails() throws {
        let table = try bench.table(
            """
            CREATE TABLE t (a TEXT, b TEXT, PRIMARY KEY (a DESC, b COLLATE NOCASE) ON CONFLICT REPLACE,
              UNIQUE (b COLLATE BINARY, a), UNIQUE (b) ON CONFLICT IGNORE) STRICT, WITHOUT ROWID
            """)
        #expect(
            table.options == [
                TableOption("PRIMARY KEY", "(a DESC, b COLLATE NOCASE) ON CONFLICT REPLACE"), TableOption("STRICT"),
                TableOption("UNIQUE (b)", "(b) ON CONFLICT IGNORE"), TableOption("WITHOUT ROWID"),
            ])
    }

    @Test("Foreign keys have all their options, and the columns of the primary key where only the table was named")
    func foreignKeys() throws {
        let schema = try bench.schema(
            """
            CREATE TABLE parent (Id INTEGER PRIMARY KEY, a INT, b INT, UNIQUE (a, b));
            CREATE TABLE t (x INT REFERENCES Parent, y INT CONSTRAINT fy REFERENCES parent(id) ON DELETE SET NULL
              ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED, z INT REFERENCES missing,
              FOREIGN KEY (y, Z) REFERENCES parent (A, b) MATCH FULL ON DELETE SET DEFAULT NOT DEFERRABLE);
            """)
        #expect(
            schema.tables[1].foreignKeys == [
                ForeignKey(columns: ["x"], table: "parent", referenced: ["Id"]),
                ForeignKey(
                    columns: ["y", "z"], table: "parent", referenced: ["a", "b"], onDelete: .setDefault,
                    matchesFull: true),
                ForeignKey(columns: ["z"], table: "missing", referenced: []),
                ForeignKey(
                    name: "fy", columns: ["y"], table: "parent", referenced: ["Id"], onDelete: .setNull,
                    onUpdate: .cascade, deferral: .initiallyDeferred),
            ])
    }

    @Test("Indexes are read with expressions, direction, collation and predicate; those of constraints are not")
    func indexes() throws {
        let table = try bench.table(
            """
            CREATE TABLE t (a TEXT COLLATE NOCASE, b INT UNIQUE);
            CREATE UNIQUE INDEX i1 ON t (a COLLATE NOCASE ASC, "b" DESC);
            CREATE INDEX i2 ON t (lower(A), (b), a COLLATE BINARY, (a||b) COLLATE RTRIM) WHERE (b IS NOT NULL);
            """)
        #expect(
            table.indexes == [
                Index(
                    name: "i1", parts: [.init(.column("a")), .init(.column("b"), isDescending: true)], isUnique: true),
                Index(
                    name: "i2",
                    parts: [
                        .init(.expression("lower(a)")), .init(.column("b")), .init(.column("a"), collation: "BINARY"),
                        .init(.expression("a || b"), collation: "RTRIM"),
                    ], predicate: "b IS NOT NULL"),
            ])
    }

    @Test("Views and triggers are read with what they name; a view that no longer works is read too")
    func viewsAndTriggers() throws {
        let schema = try bench.schema(
            """
            CREATE TABLE t (a INT, b INT);
            CREATE VIEW v (x) AS select a from T where b>1 -- why
              order by a;
            CREATE VIEW broken AS SELECT x FROM missing;
            CREATE TRIGGER tr AFTER UPDATE OF A ON t FOR EACH ROW WHEN new.a > 1 BEGIN
              UPDATE t SET b = 1 where a=new.a; SELECT CASE WHEN 1 THEN 2 END; END;
            CREATE TRIGGER iv INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.x); END;
            """)
        #expect(schema.views.map(\.name) == ["broken", "v"])
        let view = schema.views[1]
        #expect(view.query == "SELECT a\nFROM t\nWHERE b > 1\nORDER BY a")
        #expect(view.columns == ["x"])
        #expect(view.sources == ["t"])
        #expect(view.triggers.map(\.name) == ["iv"])
        #expect(
            schema.tables[0].triggers == [
                Trigger(
                    name: "tr",
                    definition: """
                        CREATE TRIGGER tr AFTER UPDATE OF a ON t
                        WHEN new.a > 1
                        BEGIN
                            UPDATE t
                            SET b = 1
                            WHERE a = new.a;
                            SELECT CASE WHEN 1 THEN 2 END;
                        END
                        """)
            ])
    }

    @Test("A virtual table is carried as text, and its own tables are left out")
    func virtualTables() throws {
        let schema = try bench.schema(
            """
            CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT);
            CREATE VIRTUAL TABLE words USING FTS5( body,  tokenize = 'porter' );
            """)
        #expect(schema.tables.map(\.name) == ["t"])
        #expect(
            schema.others == [
                TextObject(
                    kind: "VIRTUAL TABLE", name: "words",
                    definition: "CREATE VIRTUAL TABLE words USING fts5(body,  tokenize = 'porter')",
                    removal: "DROP TABLE words")
            ])
    }

    @Test("A virtual table whose module is not there is read too")
    func missingModule() throws {
        let session = try bench.session(
            """
            PRAGMA writable_schema = ON;
            INSERT INTO sqlite_master VALUES ('table', 'odd', 'odd', 0, 'CREATE VIRTUAL TABLE odd USING unheard_of(x)');
            """)
        #expect(try session.schema().others.map(\.name) == ["odd"])
    }

    @Test("What is to be ignored is left out with all that belongs to it")
    func ignored() throws {
        let session = try bench.session(
            """
            CREATE TABLE t (a INT); CREATE TABLE Alembic_Version (v TEXT); CREATE INDEX i ON alembic_version (v);
            CREATE TRIGGER tr AFTER DELETE ON alembic_version BEGIN SELECT 1; END;
            """)
        let schema = try session.schema(ignoring: ["alembic_version"])
        #expect(schema == (try bench.schema("CREATE TABLE t (a INT)")))
    }

    @Test("Rows that a session drops are an error, not a smaller schema")
    func truncated() throws {
        let scratch = try Scratch()
        let session = try connect(scratch.database("CREATE TABLE a (x); CREATE TABLE b (x)"), rowLimit: 1)
        let error = #expect(throws: DriverError.self) { try session.schema() }
        #expect(error?.cause == .unsupported)
    }
}
