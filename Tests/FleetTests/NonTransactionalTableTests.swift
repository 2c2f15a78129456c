import FlotillaDriver
import Testing

/// MariaDB's tables without transactions keep what was done to them, whatever became of the rest.
@Suite("On a table that ignores transactions")
struct NonTransactionalTableTests {
    private final class Target {
        let project: Project
        let database: Database

        init(_ script: String) throws {
            project = try Project()
            database = try project.addMySQL("t")
            try database.run("ALTER TABLE effects ENGINE = MyISAM")
            try database.run("CREATE TABLE numbers (number INT NOT NULL PRIMARY KEY) ENGINE = MyISAM")
            try project.revision("a", after: nil, up: script, down: "DROP TABLE numbers;")
        }

        deinit { try? project.dropDatabases() }
    }

    @Test("each statement is recorded by itself, so none runs twice when a later one fails")
    func oneByOne() throws {
        let target = try Target(
            """
            INSERT INTO effects VALUES ('one');
            INSERT INTO effects VALUES ('two');
            INSERT INTO effects SELECT note FROM cause;
            """)
        let first = try target.project.upgrade("--retries", "0")
        try target.database.run("CREATE TABLE cause AS SELECT 'three' AS note")
        let second = try target.project.upgrade()
        #expect(first.ending("t") == "failed, other, half-applied" && second.ending("t") == "succeeded")
        #expect(try target.project.effects(target.database) == ["one", "three", "two"])
    }

    @Test("that the step itself makes, its rows are recorded one by one too")
    func madeByTheStep() throws {
        let target = try Target(
            """
            CREATE TABLE fresh (number INT NOT NULL) ENGINE = MyISAM;
            INSERT INTO fresh VALUES (1);
            INSERT INTO fresh VALUES (2);
            INSERT INTO effects SELECT note FROM cause;
            """)
        try target.database.run("ALTER TABLE effects ENGINE = InnoDB")
        try target.database.run("ALTER TABLE numbers ENGINE = InnoDB")
        _ = try target.project.upgrade("--retries", "0")
        try target.database.run("CREATE TABLE cause AS SELECT 'three' AS note")
        let second = try target.project.upgrade()
        #expect(second.ending("t") == "succeeded")
        #expect(try target.database.run("SELECT number FROM fresh ORDER BY number") == [["1"], ["2"]])
    }

    @Test(
        "a statement that stopped in the middle is in doubt and not run again; a person gets out both ways",
        arguments: [true, false])
    func partOfAStatement(applied: Bool) throws {
        let target = try Target(
            "INSERT INTO effects VALUES ('one');\nINSERT INTO numbers VALUES (1), (2), (1);\n"
                + "INSERT INTO effects VALUES ('three');")
        let first = try target.project.upgrade("--retries", "0")
        let again = try target.project.upgrade("--retries", "0")
        #expect(first.ending("t") == "unknown, constraint violation, in-doubt")
        #expect(again.ending("t") == "unknown, diverged, in-doubt" && again.status == 1)
        #expect(try target.database.value("SELECT count(*) FROM numbers") == "2")
        if !applied { try target.database.run("DELETE FROM numbers") }
        try target.project.revision(
            "a", after: nil,
            up: "INSERT INTO effects VALUES ('one');\nINSERT INTO numbers VALUES (1), (2), (\(applied ? 1 : 3));\n"
                + "INSERT INTO effects VALUES ('three');", down: "DROP TABLE numbers;")
        #expect(try target.project.resolve("t", applied: applied).status == 0)
        let last = try target.project.upgrade()
        #expect(last.ending("t") == "succeeded", "\(last.errors)")
        #expect(try target.project.effects(target.database) == ["one", "three"])
        #expect(try target.database.value("SELECT count(*) FROM numbers") == (applied ? "2" : "3"))
    }
}
