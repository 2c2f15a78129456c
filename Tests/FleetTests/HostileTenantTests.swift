import FlotillaDriver
import Testing

/// Whoever may create objects in a tenant can make functions and operators that fit our statements better than the
/// built-in ones, and have them run as the migration's user (CVE-2018-1058).
@Suite("A tenant with functions and operators that stand in for built-in ones")
struct HostileTenantTests {
    private static let operands = [
        ("varchar", "varchar"), ("varchar", "text"), ("text", "text"), ("name", "name"), ("name", "text"),
        ("oid", "regclass"), ("oid", "regtype"), ("oid", "oid"), ("bigint", "integer"), ("integer", "integer"),
    ]
    private static let functions = [
        "pg_backend_pid() RETURNS int", "current_database() RETURNS name", "lower(text) RETURNS text",
        "set_config(text, text, boolean) RETURNS text", "current_setting(text) RETURNS text",
        "pg_try_advisory_xact_lock(bigint) RETURNS boolean", "to_regclass(text) RETURNS regclass",
        "hashtextextended(text, bigint) RETURNS bigint", "pg_is_in_recovery() RETURNS boolean",
    ]

    /// Each writes down that it was called, even if the caller's transaction comes to nothing: a sequence stays.
    private static func arm(_ database: Database, _ name: String) throws {
        var statements = ["CREATE SEQUENCE called"]
        for (index, (left, right)) in operands.enumerated() {
            statements.append(
                "CREATE FUNCTION stolen\(index)(\(left), \(right)) RETURNS boolean LANGUAGE plpgsql AS "
                    + "$$ BEGIN PERFORM pg_catalog.nextval('public.called'); RETURN true; END $$")
            statements.append(
                "CREATE OPERATOR public.= (LEFTARG = \(left), RIGHTARG = \(right), FUNCTION = stolen\(index))")
        }
        for function in functions {
            statements.append(
                "CREATE FUNCTION public.\(function) LANGUAGE plpgsql AS "
                    + "$$ BEGIN PERFORM pg_catalog.nextval('public.called'); RETURN NULL; END $$")
        }
        try database.run(statements.joined(separator: ";"))
        try database.run("ALTER DATABASE \(name) SET search_path = public, pg_catalog")
    }

    private final class Target {
        let project: Project
        let database: Database

        init() throws {
            project = try Project()
            database = try project.addPostgreSQL("t")
            try project.revision("a", after: nil, up: "CREATE TABLE a (id int);", down: "DROP TABLE a;")
            try project.revision(
                "b", after: "a", up: "CREATE INDEX CONCURRENTLY made ON a (id);", down: "DROP INDEX made;",
                options: " transaction=none")
            try project.revision(
                "c", after: "b", up: "CREATE TYPE mood AS ENUM ('fine');\nALTER TABLE a ADD COLUMN x int;",
                down: "ALTER TABLE a DROP COLUMN x;\nDROP TYPE mood;", options: " transaction=none")
            try HostileTenantTests.arm(database, project.databaseName("t"))
        }

        deinit { try? project.dropDatabases() }

        var calls: String? { get throws { try database.value("SELECT is_called FROM called") } }
    }

    @Test("is taken up and down without one of them being called")
    func upAndDown() throws {
        let target = try Target()
        let up = try target.project.upgrade()
        #expect(up.ending("t") == "succeeded" && up.version("t") == ["c"], "\(up.errors)")
        #expect(try target.calls == "f")
        let down = try target.project.downgrade(to: "base")
        #expect(down.ending("t") == "succeeded", "\(down.errors)")
        #expect(try target.calls == "f")
    }

    @Test("is asked for its version without one of them being called")
    func current() throws {
        let target = try Target()
        let run = try target.project.current()
        #expect(run.ending("t") == "succeeded", "\(run.errors)")
        #expect(try target.calls == "f")
    }

    @Test("whose lock is held says by whom without one of them being called")
    func locked() throws {
        let target = try Target()
        try target.project.revision(
            "a", after: nil, up: "LOCK TABLE effects;\nCREATE TABLE a (id int);", down: "DROP TABLE a;")
        let holder = try Held(target.database)
        try holder.run("BEGIN; LOCK TABLE effects")
        let run = try target.project.upgrade("--lock-timeout", "300ms", "--retries", "0")
        #expect(run["t", "message"]?.contains("effects is locked by process") == true, "\(run.errors)")
        #expect(try target.calls == "f")
    }
}
