import FlotillaDriver
import FlotillaMySQL
import FlotillaSchema
import Testing

@Suite("Reading a schema")
struct SchemaReadingTests {
    private func table(_ columnsAndKeys: String, ending: String = "") throws -> Table {
        try Server().withScratch { scratch in
            let schema = try scratch.schema(of: "CREATE TABLE t (\(columnsAndKeys)) \(ending)")
            return try #require(schema.tables.first)
        }
    }

    @Test("Types are neutral words where MariaDB has a spelling for them, and its own spelling elsewhere")
    func types() throws {
        let table = try table(
            """
            a INT, b INT UNSIGNED, c TINYINT(1), d TINYINT, e BIGINT(20), f INT(5), g INT ZEROFILL, h DECIMAL(10,2), \
            i DOUBLE, j FLOAT, k VARCHAR(10), l CHAR(3), m TEXT, n MEDIUMTEXT, o BLOB, p VARBINARY(5), q DATE, r TIME(3), \
            s DATETIME(6), t TIMESTAMP NULL, u JSON, v UUID, w ENUM('a','it''s','b\\\\c'), x SET('x','y'), y YEAR, z BIT(3)
            """)
        let types: [ColumnType] = [
            .integer(bits: 32), .integer(bits: 32, isUnsigned: true), .boolean, .integer(bits: 8), .integer(bits: 64),
            .other("int(5)"), .other("int(10) unsigned zerofill"), .decimal(precision: 10, scale: 2),
            .floatingPoint(bits: 64), .floatingPoint(bits: 32), .varchar(10), .char(3), .text, .other("mediumtext"),
            .binary, .varbinary(5), .date, .time(precision: 3), .timestamp(precision: 6), .timestamp(hasZone: true),
            .json(), .uuid, .choice(["a", "it's", "b\\c"]), .other("set('x','y')"), .other("year(4)"), .other("bit(3)"),
        ]
        #expect(table.columns.map(\.type) == types)
        #expect(table.checks.isEmpty)
        #expect(table.columns.allSatisfy { $0.collation == nil })
    }

    @Test("Defaults are expressions as the engine spells them, without parentheses around them")
    func defaults() throws {
        let table = try table(
            """
            a INT, b INT NOT NULL, c INT DEFAULT 7, d VARCHAR(9) DEFAULT 'it''s', e DECIMAL(5,2) DEFAULT 1.5, \
            f DATETIME(3) DEFAULT NOW(3) ON UPDATE NOW(3), g TIMESTAMP DEFAULT CURRENT_TIMESTAMP, h INT DEFAULT (1 + 2), \
            i VARCHAR(40) DEFAULT (UUID()), j BIT DEFAULT 1, k DATE DEFAULT '2020-1-2', l INT DEFAULT NULL
            """)
        let defaults = [
            nil, nil, "7", "'it''s'", "1.50", "CURRENT_TIMESTAMP(3)", "CURRENT_TIMESTAMP", "1 + 2", "uuid()", "b'1'",
            "'2020-01-02'", nil,
        ]
        #expect(table.columns.map(\.default) == defaults)
        #expect(table[column: "f"]?.onUpdate == "CURRENT_TIMESTAMP(3)")
        #expect(table.columns.map(\.isNullable) == defaults.indices.map { $0 != 1 })
    }

    @Test("Collations are told where they differ from what is above: column, table, database")
    func collations() throws {
        try Server().withScratch { scratch in
            let schema = try scratch.schema(
                of: """
                    CREATE TABLE a (x VARCHAR(9), y VARCHAR(9) COLLATE utf8mb4_bin, z JSON);
                    CREATE TABLE b (x VARCHAR(9), y VARCHAR(9) CHARACTER SET utf8mb4, z JSON) CHARSET latin1
                    """)
            #expect(schema.tables[0].columns.map(\.collation) == [nil, "utf8mb4_bin", nil])
            #expect(schema.tables[1].columns.map(\.collation) == [nil, "utf8mb4_general_ci", nil])
            #expect(schema.tables.map(\.options) == [[], [TableOption("COLLATE", "latin1_swedish_ci")]])
            #expect(
                schema.others == [
                    TextObject(
                        kind: "DATABASE", name: "COLLATE",
                        definition: "ALTER DATABASE COLLATE = utf8mb4_general_ci")
                ])
        }
    }

    @Test("Generated, counted, invisible and commented columns")
    func columnProperties() throws {
        let table = try table(
            """
            id INT AUTO_INCREMENT PRIMARY KEY, b INT, v INT AS (b + 1), s INT AS (b * 2) STORED, i INT INVISIBLE, \
            c INT COMMENT 'it''s'
            """, ending: "COMMENT 'all of it'")
        #expect(table[column: "id"]?.identity == .autoIncrement)
        #expect(table[column: "v"]?.generated == Generated("`b` + 1", isStored: false))
        #expect(table[column: "s"]?.generated == Generated("`b` * 2", isStored: true))
        #expect(table[column: "i"]?.others == ["INVISIBLE"])
        #expect(table[column: "c"]?.comment == "it's")
        #expect(table.comment == "all of it")
        #expect(table.primaryKey == PrimaryKey(columns: ["id"]))
    }

    @Test("A plain unique index is a constraint; one that says more is an index")
    func indexes() throws {
        let table = try table(
            """
            a INT, b VARCHAR(20), c TEXT, g POINT NOT NULL, UNIQUE KEY u (a, b), UNIQUE KEY p (b(5)), KEY d (a DESC, b), \
            KEY i (a) COMMENT 'why' IGNORED, FULLTEXT KEY f (c), SPATIAL KEY s (g), UNIQUE KEY h (c)
            """)
        #expect(table.uniques == [UniqueConstraint(name: "u", columns: ["a", "b"])])
        #expect(
            table.indexes == [
                Index(name: "d", parts: [.init(.column("a"), isDescending: true), .init(.column("b"))]),
                Index(name: "f", parts: [.init(.column("c"))], method: "fulltext"),
                Index(name: "h", parts: [.init(.column("c"))], isUnique: true, method: "hash"),
                Index(name: "i", parts: [.init(.column("a"))], isVisible: false, comment: "why"),
                Index(name: "p", parts: [.init(.column("b"), length: 5)], isUnique: true),
                Index(name: "s", parts: [.init(.column("g"))], method: "spatial"),
            ])
    }

    @Test("The index that InnoDB makes for a foreign key is not told; one that a person made is")
    func foreignKeys() throws {
        try Server().withScratch { scratch in
            let schema = try scratch.schema(
                of: """
                    CREATE TABLE p (id INT PRIMARY KEY);
                    CREATE TABLE a (x INT, CONSTRAINT k FOREIGN KEY (x) REFERENCES p (id) ON DELETE CASCADE);
                    CREATE TABLE b (x INT, KEY i (x), CONSTRAINT kb FOREIGN KEY (x) REFERENCES p (id) ON DELETE RESTRICT);
                    CREATE TABLE c (x INT, y INT, KEY kc (x, y), CONSTRAINT kc FOREIGN KEY (x) REFERENCES p (id));
                    CREATE TABLE d (x INT, FOREIGN KEY (x) REFERENCES p (id) ON UPDATE SET NULL)
                    """)
            #expect(schema.tables.map { $0.indexes.map(\.name) } == [[], ["i"], ["kc"], [], []])
            #expect(
                schema.tables.flatMap(\.foreignKeys) == [
                    ForeignKey(name: "k", columns: ["x"], table: "p", referenced: ["id"], onDelete: .cascade),
                    ForeignKey(name: "kb", columns: ["x"], table: "p", referenced: ["id"]),
                    ForeignKey(name: "kc", columns: ["x"], table: "p", referenced: ["id"]),
                    ForeignKey(name: "d_ibfk_1", columns: ["x"], table: "p", referenced: ["id"], onUpdate: .setNull),
                ])
        }
    }

    @Test("Checks of a column have no name, those of a table have the engine's or their own")
    func checks() throws {
        let table = try table("a INT CHECK (a > 0), j JSON, CHECK (a < 9), CONSTRAINT c CHECK (a <> 5)")
        #expect(
            table.checks == [
                CheckConstraint(expression: "`a` > 0", column: "a"),
                CheckConstraint(name: "CONSTRAINT_1", expression: "`a` < 9"),
                CheckConstraint(name: "c", expression: "`a` <> 5"),
            ])
    }

    @Test("Options of a table are those that somebody set")
    func options() throws {
        let options = try table(
            "id INT NOT NULL", ending: "ENGINE=Aria ROW_FORMAT=DYNAMIC MAX_ROWS=10 PARTITION BY KEY (id) PARTITIONS 3"
        ).options
        #expect(
            options == [
                TableOption("ENGINE", "Aria"), TableOption("MAX_ROWS", "10"),
                TableOption("PARTITION BY", "KEY (`id`) PARTITIONS 3"), TableOption("ROW_FORMAT", "DYNAMIC"),
            ])
    }

    @Test("The database's own name occurs nowhere, and two databases made alike are equal")
    func namelessness() throws {
        let server = try Server()
        let schemas = try (0..<2).map { _ in
            try server.withScratch { scratch in
                try scratch.apply(SchemaSample.everything.replacing("$DATABASE", with: scratch.name))
                let schema = try scratch.read()
                #expect(!String(describing: schema).contains(scratch.name))
                return schema
            }
        }
        expectEqual(schemas[0], schemas[1])
        #expect(schemas[0] == schemas[1])
    }

    @Test("A table or an alias that is called like the database keeps its name")
    func ambiguity() throws {
        try Server().withScratch { scratch in
            let name = scratch.name
            let schema = try scratch.schema(
                of: """
                    CREATE TABLE \(name) (id INT);
                    CREATE VIEW v AS SELECT id FROM \(name) WHERE id > 1;
                    CREATE VIEW w AS SELECT \(name).id FROM v AS \(name)
                    """)
            #expect(schema.views[0].query == "select `\(name)`.`id` AS `id` from `\(name)` where `\(name)`.`id` > 1")
            #expect(schema.views[1].query == "select `\(name)`.`id` AS `id` from `v` `\(name)`")
            #expect(schema.views.map(\.sources) == [[ObjectName(name)], ["v"]])
        }
    }

    @Test("A version table and a journal are left out when they are ignored, with their triggers")
    func ignored() throws {
        try Server().withScratch { scratch in
            try scratch.apply(
                """
                CREATE TABLE a (x INT); CREATE TABLE alembic_version (v INT);
                CREATE TRIGGER g BEFORE INSERT ON alembic_version FOR EACH ROW SET NEW.v = 1
                """)
            #expect(try scratch.read(ignoring: ["alembic_version"]).tables.map(\.name) == ["a"])
        }
    }

    @Test("The session's sql_mode is as before, after success and after failure")
    func sqlMode() throws {
        try Server().withScratch { scratch in
            let session = try scratch.connect()
            try session.run(
                "CREATE TABLE t (a INT DEFAULT (1 + 1)); SET SESSION sql_mode = 'ANSI_QUOTES,STRICT_ALL_TABLES'")
            let schema = try MySQLSchemaReader().read(session, SchemaScope(), deadline: .after(.seconds(10)))
            #expect(schema.tables[0].columns[0].default == "1 + 1")
            #expect(try session.value("SELECT @@sql_mode") == "ANSI_QUOTES,STRICT_ALL_TABLES")
            #expect(throws: DriverError.self) {
                try MySQLSchemaReader().read(session, SchemaScope(own: "no such"), deadline: .after(.seconds(10)))
            }
            #expect(try session.value("SELECT @@sql_mode") == "ANSI_QUOTES,STRICT_ALL_TABLES")
        }
    }

    @Test("A definition that this user may not see is an error, not an absence")
    func hidden() throws {
        try Server().withScratch { scratch in
            try scratch.apply("CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t")
            let session = try scratch.connect(try scratch.addUser("SELECT"))
            let error = try #require(throws: DriverError.self) {
                try MySQLSchemaReader().read(session, SchemaScope(), deadline: .after(.seconds(10)))
            }
            #expect(error.cause == .permission)
            #expect(error.message.contains("view v") && error.message.contains("SHOW VIEW"))
        }
    }
}
