import Testing

/// A schema before and after one edit of a table.
struct Edit: CustomTestStringConvertible {
    var name: String
    var before: String
    var after: String
    var renames: PlainDifference.Renames = [:]
    var needsRebuild = true

    var testDescription: String { name }
}

extension SchemaRebuildTests {
    static let edits = plain + rebuilt

    private static let plain: [Edit] = [
        Edit(
            name: "a column that may be NULL", before: "CREATE TABLE t (a INT, b TEXT)",
            after: "CREATE TABLE t (a INT)", needsRebuild: false),
        Edit(
            name: "a column with a default", before: "CREATE TABLE t (a INT)",
            after: "CREATE TABLE t (a INT, b TEXT NOT NULL DEFAULT 'x' COLLATE NOCASE)", needsRebuild: false),
        Edit(
            name: "a column with a check and a foreign key", before: "CREATE TABLE t (a INT)",
            after: "CREATE TABLE t (a INT, b INT CONSTRAINT c CHECK (b > 0) CONSTRAINT f REFERENCES t (a))",
            needsRebuild: false
        ),
        Edit(
            name: "a column that is computed on reading", before: "CREATE TABLE t (a INT)",
            after: "CREATE TABLE t (a INT, b INT AS (a + 1) NOT NULL)", needsRebuild: false),
        Edit(
            name: "a renamed column", before: "CREATE TABLE t (a INT CHECK (a > 0)); CREATE INDEX i ON t (a)",
            after: "CREATE TABLE t (b INT CHECK (b > 0)); CREATE INDEX i ON t (b)", renames: ["t.a": "b"],
            needsRebuild: false
        ),
        Edit(
            name: "a renamed table",
            before: "CREATE TABLE t (a INTEGER PRIMARY KEY); CREATE TABLE c (t INT REFERENCES t); "
                + "CREATE TRIGGER g AFTER INSERT ON c BEGIN DELETE FROM t; END; CREATE VIEW v AS SELECT a FROM t",
            after: "CREATE TABLE u (a INTEGER PRIMARY KEY); CREATE TABLE c (t INT REFERENCES u); "
                + "CREATE TRIGGER g AFTER INSERT ON c BEGIN DELETE FROM u; END; CREATE VIEW v AS SELECT a FROM u",
            renames: ["t": "u"], needsRebuild: false),
        Edit(
            name: "a name in other letters", before: "CREATE TABLE t (a INT)", after: "CREATE TABLE T (A INT)",
            renames: ["t": "T", "T.a": "A"], needsRebuild: false),
        Edit(
            name: "an index", before: "CREATE TABLE t (a INT); CREATE INDEX i ON t (a)",
            after: "CREATE TABLE t (a INT); CREATE UNIQUE INDEX i ON t (a DESC) WHERE a > 1", needsRebuild: false),
        Edit(
            name: "a trigger", before: "CREATE TABLE t (a INT); CREATE TRIGGER g DELETE ON t BEGIN SELECT 1; END",
            after: "CREATE TABLE t (a INT); CREATE TRIGGER g DELETE ON t BEGIN SELECT 2; END", needsRebuild: false),
        Edit(
            name: "a view", before: "CREATE TABLE t (a INT); CREATE VIEW v AS SELECT a FROM t",
            after: "CREATE TABLE t (a INT); CREATE VIEW v (x) AS SELECT a + 1 FROM t", needsRebuild: false),
    ]

    private static let rebuilt: [Edit] = [
        Edit(name: "a type", before: "CREATE TABLE t (a INT)", after: "CREATE TABLE t (a TEXT)"),
        Edit(name: "nullability", before: "CREATE TABLE t (a INT)", after: "CREATE TABLE t (a INT NOT NULL)"),
        Edit(name: "a default", before: "CREATE TABLE t (a INT)", after: "CREATE TABLE t (a INT DEFAULT (1 + 1))"),
        Edit(name: "a collation", before: "CREATE TABLE t (a TEXT)", after: "CREATE TABLE t (a TEXT COLLATE NOCASE)"),
        Edit(
            name: "a computed column", before: "CREATE TABLE t (a INT, b INT AS (a + 1))",
            after: "CREATE TABLE t (a INT, b INT AS (a + 2) STORED)"),
        Edit(
            name: "a column with a default that is computed", before: "CREATE TABLE t (a INT)",
            after: "CREATE TABLE t (a INT, b TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP)"
        ),
        Edit(
            name: "AUTOINCREMENT", before: "CREATE TABLE t (a INTEGER PRIMARY KEY)",
            after: "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT)"),
        Edit(
            name: "a primary key", before: "CREATE TABLE t (a INT, b INT, PRIMARY KEY (a))",
            after: "CREATE TABLE t (a INT, b INT, CONSTRAINT pk PRIMARY KEY (a, b DESC))"),
        Edit(
            name: "no primary key", before: "CREATE TABLE t (a INTEGER PRIMARY KEY)",
            after: "CREATE TABLE t (a INTEGER)"),
        Edit(
            name: "uniques", before: "CREATE TABLE t (a INT UNIQUE, b INT)",
            after: "CREATE TABLE t (a INT, b INT, CONSTRAINT u UNIQUE (a, b))"),
        Edit(
            name: "foreign keys",
            before: "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p)",
            after: "CREATE TABLE p (id INTEGER PRIMARY KEY); CREATE TABLE t (a INT REFERENCES p ON DELETE CASCADE)"),
        Edit(
            name: "checks", before: "CREATE TABLE t (a INT CHECK (a > 0))",
            after: "CREATE TABLE t (a INT CONSTRAINT c CHECK (a > 1))"),
        Edit(
            name: "options", before: "CREATE TABLE t (a INT PRIMARY KEY NOT NULL)",
            after: "CREATE TABLE t (a INT PRIMARY KEY NOT NULL) STRICT, WITHOUT ROWID"),
        Edit(
            name: "a column that an index and a view name",
            before: "CREATE TABLE t (a INT, b INT); CREATE INDEX i ON t (a, b); CREATE VIEW v AS SELECT b FROM t",
            after: "CREATE TABLE t (a INT); CREATE VIEW v AS SELECT 1 FROM t"
        ),
        Edit(
            name: "a column that is renamed and changed",
            before: "CREATE TABLE t (a INTEGER PRIMARY KEY); CREATE TABLE c (t INT REFERENCES t (a))",
            after: "CREATE TABLE t (b INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE c (t INT REFERENCES t (b))",
            renames: ["t.a": "b"]),
        Edit(
            name: "many things at once, with index, trigger and view kept",
            before: """
                CREATE TABLE t (a INT, b INT, c INT UNIQUE); CREATE INDEX i ON t (a);
                CREATE TABLE s (x INT); CREATE TRIGGER g AFTER INSERT ON s BEGIN INSERT INTO t (a) VALUES (new.x); END;
                CREATE TRIGGER h AFTER INSERT ON t BEGIN DELETE FROM s; END; CREATE VIEW v AS SELECT a FROM t;
                """,
            after: """
                CREATE TABLE t (a TEXT, c INT, d INT DEFAULT 3, CHECK (d > 1)); CREATE INDEX i ON t (a);
                CREATE TABLE s (x INT); CREATE TRIGGER g AFTER INSERT ON s BEGIN INSERT INTO t (a) VALUES (new.x); END;
                CREATE TRIGGER h AFTER INSERT ON t BEGIN DELETE FROM s; END; CREATE VIEW v AS SELECT a FROM t;
                """),
    ]
}
