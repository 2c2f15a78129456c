import FlotillaDriver
import Testing

@Suite("A script that ends its transaction where its text does not show it")
struct HiddenCommitTests {
    @Test(
        "is refused by PostgreSQL itself, and nothing of the step stays",
        arguments: [
            "DO $$ BEGIN COMMIT; END $$;", "CALL commits();",
            "SELECT commits_too();",
            "DO $$ BEGIN CALL commits(); END $$;",
        ])
    func postgresql(_ statement: String) throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let database = try project.addPostgreSQL("t")
        try database.run("CREATE PROCEDURE commits() LANGUAGE plpgsql AS $$ BEGIN COMMIT; END $$")
        try database.run(
            "CREATE FUNCTION commits_too() RETURNS void LANGUAGE plpgsql AS $$ BEGIN CALL public.commits(); END $$")
        try project.revision(
            "a", after: nil, up: "INSERT INTO effects VALUES ('one');\n\(statement)", down: "SELECT 1;")
        let run = try project.upgrade()
        #expect(run.ending("t") == "failed, other, unchanged", "\(run.errors)")
        #expect(try project.effects(database) == [])
    }

    @Test(
        "or may do so, on MySQL and MariaDB, is refused before any target is touched",
        arguments: [
            "CALL something();", "EXECUTE IMMEDIATE 'COMMIT';", "CREATE TABLE made (id INT);",
            "/*!50000 TRUNCATE effects */;", "BEGIN NOT ATOMIC COMMIT; END;",
        ])
    func mysql(_ statement: String) throws {
        let run = try Self.script("START TRANSACTION;\nINSERT INTO effects VALUES ('one');\n\(statement)\nCOMMIT;")
        #expect(run.status == 65 && run.errors.contains("commits the transaction that it stands in"), "\(run.errors)")
        #expect(run.errors.contains("a.sql:10"), "\(run.errors)")
    }

    @Test("or does not end it at all, is refused before any target is touched")
    func unended() throws {
        let run = try Self.script("START TRANSACTION;\nINSERT INTO effects VALUES ('one');")
        #expect(run.status == 65 && run.errors.contains("begins a transaction and does not end it"), "\(run.errors)")
    }

    /// To a server that nobody could reach.
    private static func script(_ text: String) throws -> Finished {
        let project = try Project()
        try project.add("t", "mysql://nobody:x@127.0.0.1:1/t")
        try project.revision("a", after: nil, up: text, down: "SELECT 1;", options: " transaction=script")
        return try project.flotilla("upgrade", "--all", "--yes")
    }
}
