import FlotillaDriver
import FlotillaMySQL
import FlotillaSchema
import Testing

@Suite("Changing a schema by its rendered statements")
struct SchemaChangeTests {
    /// Two bodies of a table `t` beside a table `p` that foreign keys may refer to.
    struct Pair: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let before: String
        let after: String
        var columns: [String: String] = [:]

        init(_ what: String, _ before: String, _ after: String, renaming columns: [String: String] = [:]) {
            testDescription = what
            self.before = before
            self.after = after
            self.columns = columns
        }
    }

    @Test("A table that is altered, there and back, is as if it had been made so", arguments: tables)
    func table(pair: Pair) throws {
        let parent = "CREATE TABLE p (id INT PRIMARY KEY, u VARCHAR(20), UNIQUE KEY uu (u));\n"
        try Server().withScratch { scratch in
            let scripts = [pair.before, pair.after].map { body in
                parent + (body.hasPrefix("CREATE") ? body : "CREATE TABLE t (\(body))")
            }
            try expectThereAndBack(scripts, scratch) { from, to, isBack in
                let renamed = isBack ? Dictionary(pair.columns.map { ($1, $0) }) { first, _ in first } : pair.columns
                return PlainDifference(from: from, to: to, renamedColumns: ["t": renamed])
            }
        }
    }

    @Test("A schema that is changed, there and back, is as if it had been made so", arguments: schemas)
    func schema(pair: Pair) throws {
        try Server().withScratch { scratch in
            try expectThereAndBack([pair.before, pair.after], scratch) { from, to, _ in
                PlainDifference(from: from, to: to)
            }
        }
    }

    @Test("A renamed table takes its keys, checks and triggers with it")
    func renamedTable() throws {
        try Server().withScratch { scratch in
            let before = """
                CREATE TABLE p (id INT PRIMARY KEY);
                CREATE TABLE old (id INT PRIMARY KEY, x INT CHECK (x > 0), KEY ix (x), FOREIGN KEY (x) REFERENCES p (id));
                CREATE TABLE child (x INT, CONSTRAINT c FOREIGN KEY (x) REFERENCES old (id));
                CREATE TRIGGER g BEFORE INSERT ON old FOR EACH ROW SET NEW.x = 1
                """
            let after = before.replacing(" old ", with: " new ").replacing("x INT CHECK (x > 0)", with: "x BIGINT")
                .replacing("id INT", with: "id BIGINT").replacing("child (x INT", with: "child (x BIGINT")
            try expectThereAndBack([before, after], scratch) { from, to, isBack in
                PlainDifference(from: from, to: to, renamedTables: isBack ? ["new": "old"] : ["old": "new"])
            }
        }
    }

    @Test("Another default of the database changes the tables that follow it")
    func databaseDefault() throws {
        try Server().withScratch { scratch in
            let script = """
                CREATE TABLE a (x VARCHAR(9) DEFAULT 'é' NOT NULL, y TEXT, z INT, e ENUM('ä'), UNIQUE KEY (x));
                CREATE TABLE b (x VARCHAR(9), y VARCHAR(9) COLLATE utf8mb4_unicode_ci) COLLATE utf8mb4_bin;
                CREATE TABLE c (x VARCHAR(9), CONSTRAINT f FOREIGN KEY (x) REFERENCES a (x))
                """
            let general = try scratch.schema(of: script)
            try scratch.apply("ALTER DATABASE COLLATE = utf8mb4_unicode_ci")
            let unicode = try scratch.schema(of: script)
            try scratch.apply(script)
            try expectChange(to: general, PlainDifference(from: unicode, to: general), scratch)
            try expectChange(to: unicode, PlainDifference(from: general, to: unicode), scratch)
        }
    }

    private func expectThereAndBack(
        _ scripts: [String], _ scratch: Scratch, _ difference: (Schema, Schema, _ isBack: Bool) -> PlainDifference
    ) throws {
        let after = try scratch.schema(of: scripts[1])
        try scratch.apply(scripts[0])
        let before = try scratch.read()
        #expect(before != after)
        try expectChange(to: after, difference(before, after, false), scratch)
        try expectChange(to: before, difference(after, before, true), scratch)
    }

    /// The order of columns is no difference, and an altered one stays where it is.
    private func expectChange(to wanted: Schema, _ difference: PlainDifference, _ scratch: Scratch) throws {
        let statements = MySQLRenderer().statements(for: difference.difference)
        try scratch.apply(statements)
        let text = statements.map(\.sql).joined(separator: ";\n")
        expectEqual(try scratch.read(), wanted, "\(text)")
    }
}

extension SchemaChangeTests {
    static let tables = columns + keys + relations + options

    private static let columns = [
        Pair("a column comes", "a INT, c INT", "a INT, b VARCHAR(9) NOT NULL DEFAULT 'x' COMMENT 'y', c INT"),
        Pair("the first and the last column come", "b INT", "a INT, b INT, c INT"),
        Pair("columns that are computed come", "a INT", "a INT, h INT AS (b + 1) STORED, g INT AS (h + 1), b INT"),
        Pair("a type changes", "a VARCHAR(9), b INT", "a TEXT, b BIGINT UNSIGNED"),
        Pair(
            "a column must not be NULL", "a INT, b TIMESTAMP NULL", "a INT NOT NULL, b TIMESTAMP NOT NULL DEFAULT NOW()"
        ),
        Pair(
            "defaults change", "a INT, b INT DEFAULT 1, c VARCHAR(9) DEFAULT 'a', d DATETIME",
            "a INT DEFAULT 5, b INT, c VARCHAR(9) DEFAULT (UUID()), d DATETIME DEFAULT NOW() ON UPDATE NOW()"),
        Pair("an enum gets values", "a ENUM('a','b')", "a ENUM('b','it''s','a','c')"),
        Pair("a comment, a collation", "a VARCHAR(9)", "a VARCHAR(9) COLLATE utf8mb4_bin COMMENT 'it''s'"),
        Pair("text becomes JSON", "a LONGTEXT, b JSON", "a JSON, b TEXT"),
        Pair("a column counts", "a INT NOT NULL, b INT, KEY (a)", "a INT NOT NULL AUTO_INCREMENT, b INT, KEY (a)"),
        Pair("a counting primary key comes", "b INT", "id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, b INT"),
        Pair(
            "a counting primary key takes the place of another", "b INT PRIMARY KEY",
            "id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, b INT NOT NULL"),
        Pair("a counting column with an index comes", "b INT", "id INT NOT NULL AUTO_INCREMENT, b INT, KEY k (id, b)"),
        Pair(
            "what is computed changes", "a INT, b INT AS (a + 1), c INT AS (a + 1) STORED, d INT AS (a) STORED",
            "a INT, b INT AS (a + 2), c INT AS (a * 3) STORED, d INT"),
        Pair(
            "what is virtual becomes stored, with its keys",
            "a INT, b INT AS (a + 1), c INT, UNIQUE KEY u (b), KEY k (a, b)",
            "a INT, b INT AS (a + 1) STORED, c INT, UNIQUE KEY u (b), KEY k (a, b)"),
        Pair("what is virtual becomes plain", "a INT, b INT AS (a + 1), c INT", "a INT, b INT, c INT"),
        Pair("a column hides", "a INT, b INT", "a INT, b INT INVISIBLE"),
        Pair(
            "a column is renamed", "a INT NOT NULL DEFAULT 3, b INT", "x INT NOT NULL DEFAULT 3, b INT",
            renaming: ["a": "x"]),
        Pair(
            "a column is renamed and changed, with all that names it",
            "a INT CHECK (a > 0), b INT AS (a + 1), c INT, KEY k (a), CONSTRAINT x CHECK (a < c)",
            "z BIGINT CHECK (z > 0), b INT AS (z + 1), c INT, KEY k (z), CONSTRAINT x CHECK (z < c)",
            renaming: ["a": "z"]),
        Pair(
            "a rename keeps comment and position", "a INT, b INT COMMENT 'c', c INT", "a INT, z INT COMMENT 'c', c INT",
            renaming: ["b": "z"]),
    ]

    private static let keys = [
        Pair("a primary key", "a INT NOT NULL, b INT", "a INT NOT NULL, b INT, PRIMARY KEY (a)"),
        Pair(
            "another primary key", "a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (a)",
            "a INT NOT NULL, b INT NOT NULL, PRIMARY KEY (b, a)"),
        Pair("a primary key and its NOT NULL", "a INT PRIMARY KEY", "a INT"),
        Pair(
            "the primary key of a counting column grows", "a INT AUTO_INCREMENT PRIMARY KEY, b INT NOT NULL",
            "a INT AUTO_INCREMENT, b INT NOT NULL, PRIMARY KEY (a, b)"),
        Pair(
            "a counting column changes its key", "a INT NOT NULL AUTO_INCREMENT PRIMARY KEY, b INT NOT NULL",
            "a INT NOT NULL AUTO_INCREMENT, b INT NOT NULL, PRIMARY KEY (b), KEY k (a)"),
        Pair(
            "a counting column keeps an index that changes", "a INT NOT NULL AUTO_INCREMENT, b INT, KEY k (a)",
            "a INT NOT NULL AUTO_INCREMENT, b INT, KEY k (a, b)"),
        Pair(
            "a counting column goes with its key", "a INT AUTO_INCREMENT PRIMARY KEY, b INT", "b INT"),
        Pair("uniques", "a INT, b INT, UNIQUE KEY u (a)", "a INT, b INT, UNIQUE KEY u (a, b), UNIQUE KEY v (b)"),
        Pair("a unique with a comment", "a INT, UNIQUE KEY u (a)", "a INT, UNIQUE KEY u (a) COMMENT 'c'"),
        Pair(
            "indexes of every kind", "a INT, b VARCHAR(20), c TEXT, d POINT NOT NULL",
            """
            a INT, b VARCHAR(20), c TEXT, d POINT NOT NULL, KEY i (a DESC, b(3)) COMMENT 'x', FULLTEXT KEY f (c), \
            SPATIAL KEY s (d), KEY g (a) IGNORED, UNIQUE KEY h (c)
            """),
        Pair("an index changes its order", "a INT, b INT, KEY i (a, b)", "a INT, b INT, KEY i (b DESC, a)"),
        Pair("a column of an index goes", "a INT, b INT, KEY i (a, b), UNIQUE KEY u (b)", "a INT, KEY i (a)"),
        Pair("a text needs a length", "a VARCHAR(20), KEY i (a)", "a TEXT, KEY i (a(10))"),
        Pair(
            "checks", "a INT, CONSTRAINT c CHECK (a > 0)",
            "a INT, CONSTRAINT c CHECK (a > 1), CONSTRAINT d CHECK (a < 9)"),
        Pair(
            "checks of columns", "a INT CHECK (a > 0), b INT NOT NULL",
            "a INT, b INT NOT NULL CHECK (b > 0), c INT CHECK (c > 0)"),
        Pair("a column with a check keeps it", "a INT CHECK (a > 0)", "a BIGINT NOT NULL CHECK (a > 0)"),
        Pair("a check is changed with its column", "a INT CHECK (a > 0)", "a BIGINT CHECK (a > 5)"),
    ]

    private static let relations = [
        Pair("a foreign key", "x INT", "x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)"),
        Pair("a foreign key without a name", "x INT", "x INT, FOREIGN KEY (x) REFERENCES p (id)"),
        Pair(
            "a foreign key with an index", "x INT, y INT, KEY i (x, y)",
            "x INT, y INT, KEY i (x, y), CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)"),
        Pair(
            "foreign keys without names change places",
            "x INT, y INT, FOREIGN KEY (x) REFERENCES p (id), FOREIGN KEY (y) REFERENCES p (id)",
            "x INT, y INT, FOREIGN KEY (y) REFERENCES p (id), FOREIGN KEY (x) REFERENCES p (id)"),
        Pair(
            "an index takes the place of the engine's", "x INT, y INT, FOREIGN KEY (x) REFERENCES p (id)",
            "x INT, y INT, KEY i (x, y), FOREIGN KEY (x) REFERENCES p (id)"),
        Pair(
            "a column of a foreign key without a name gets wider", "x VARCHAR(20), FOREIGN KEY (x) REFERENCES p (u)",
            "x VARCHAR(30), FOREIGN KEY (x) REFERENCES p (u)"),
        Pair(
            "actions", "x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)",
            "x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id) ON DELETE CASCADE ON UPDATE SET NULL"),
        Pair(
            "the index under a foreign key comes", "x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)",
            "x INT, KEY i (x), CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)"),
        Pair(
            "the index under a foreign key changes its name",
            "x INT, KEY i (x), CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)",
            "x INT, y INT, KEY j (x, y), CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)"),
        Pair(
            "the index under a foreign key changes",
            "x INT, y INT, KEY i (x), CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)",
            "x INT, y INT, KEY i (x, y), CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)"),
        Pair(
            "a column goes with its foreign key", "x INT, y INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)",
            "y INT"),
        Pair(
            "a column of a foreign key gets wider", "x VARCHAR(20), CONSTRAINT f FOREIGN KEY (x) REFERENCES p (u)",
            "x VARCHAR(30) NOT NULL, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (u)"),
        Pair(
            "a column of a foreign key is renamed", "x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)",
            "z INT, CONSTRAINT f FOREIGN KEY (z) REFERENCES p (id)", renaming: ["x": "z"]),
        Pair(
            "two foreign keys on one column", "x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id)",
            """
            CREATE TABLE q (id INT PRIMARY KEY); CREATE TABLE t (x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id), \
            CONSTRAINT g FOREIGN KEY (x) REFERENCES q (id))
            """),
        Pair(
            "a table refers to itself", "id INT PRIMARY KEY, x INT",
            "id BIGINT PRIMARY KEY, x BIGINT, CONSTRAINT f FOREIGN KEY (x) REFERENCES t (id)"),
    ]

    private static let options = [
        Pair("a comment", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) COMMENT 'it''s'"),
        Pair("an engine", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) ENGINE = Aria"),
        Pair(
            "a row format", "CREATE TABLE t (a INT)",
            "CREATE TABLE t (a INT) ROW_FORMAT = COMPRESSED KEY_BLOCK_SIZE = 8 STATS_PERSISTENT = 1"),
        Pair(
            "a collation", "CREATE TABLE t (a VARCHAR(9), b TEXT, c VARCHAR(9) COLLATE utf8mb4_bin, d INT, x INT)",
            "CREATE TABLE t (a VARCHAR(9), b TEXT, c VARCHAR(9), d INT, e TEXT) COLLATE utf8mb4_bin"),
        Pair(
            "a collation that a column does not follow", "CREATE TABLE t (a VARCHAR(9), b TEXT)",
            "CREATE TABLE t (a VARCHAR(9), b TEXT COLLATE utf8mb4_general_ci) CHARSET latin1"),
        Pair("partitions", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) PARTITION BY HASH (a) PARTITIONS 3"),
        Pair(
            "other partitions", "CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN (5))",
            "CREATE TABLE t (a INT) PARTITION BY RANGE (a) (PARTITION x VALUES LESS THAN (5), PARTITION y VALUES LESS THAN (9))"
        ),
        Pair("system versioning", "CREATE TABLE t (a INT)", "CREATE TABLE t (a INT) WITH SYSTEM VERSIONING"),
        Pair(
            "triggers", "CREATE TABLE t (a INT); CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1",
            """
            CREATE TABLE t (a INT); CREATE TRIGGER b BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 3; \
            CREATE TRIGGER x BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 1; \
            CREATE TRIGGER a BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 2
            """),
    ]

    static let schemas = [
        Pair(
            "tables that refer to each other come and go", "CREATE TABLE z (id INT)",
            """
            CREATE TABLE b (id INT PRIMARY KEY); CREATE TABLE a (id INT PRIMARY KEY, x INT, FOREIGN KEY (x) REFERENCES b (id));
            ALTER TABLE b ADD x INT, ADD CONSTRAINT f FOREIGN KEY (x) REFERENCES a (id)
            """),
        Pair(
            "a new table refers to a key that comes", "CREATE TABLE p (id INT)",
            "CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE c (x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id))"
        ),
        Pair(
            "a key and all that refers to it change their type",
            """
            CREATE TABLE p (id INT PRIMARY KEY); CREATE TABLE c (x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id));
            CREATE TABLE d (x INT, KEY (x), CONSTRAINT g FOREIGN KEY (x) REFERENCES p (id) ON DELETE CASCADE)
            """,
            """
            CREATE TABLE p (id BIGINT PRIMARY KEY); CREATE TABLE c (x BIGINT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id));
            CREATE TABLE d (x BIGINT, KEY (x), CONSTRAINT g FOREIGN KEY (x) REFERENCES p (id) ON DELETE CASCADE)
            """),
        Pair(
            "the key that is referred to is another one",
            """
            CREATE TABLE p (id INT NOT NULL, UNIQUE KEY a (id));
            CREATE TABLE c (x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id))
            """,
            """
            CREATE TABLE p (id INT NOT NULL, UNIQUE KEY b (id));
            CREATE TABLE c (x INT, CONSTRAINT f FOREIGN KEY (x) REFERENCES p (id))
            """),
        Pair(
            "sequences", "CREATE SEQUENCE a; CREATE SEQUENCE b START WITH 5",
            "CREATE SEQUENCE b START WITH 7 INCREMENT BY 3 MINVALUE 2 MAXVALUE 99 CACHE 5 CYCLE; CREATE SEQUENCE c; "
                + "CREATE TABLE t (a BIGINT DEFAULT (NEXT VALUE FOR c))"),
        Pair(
            "views in the order of what they read", "CREATE TABLE t (a INT, b INT); CREATE VIEW z AS SELECT a FROM t",
            """
            CREATE TABLE t (a INT, b INT); CREATE VIEW z AS SELECT a, b FROM t; CREATE VIEW y AS SELECT a FROM z;
            CREATE VIEW x AS SELECT a FROM y WITH CHECK OPTION
            """),
        Pair(
            "routines and events", "CREATE FUNCTION f() RETURNS INT RETURN 1; CREATE PROCEDURE p() SELECT 1",
            """
            CREATE FUNCTION f() RETURNS INT RETURN 2; CREATE FUNCTION g(a INT) RETURNS INT RETURN a;
            CREATE EVENT e ON SCHEDULE EVERY 1 HOUR DO SELECT 1; CREATE VIEW v AS SELECT g(1) AS x
            """),
    ]
}
