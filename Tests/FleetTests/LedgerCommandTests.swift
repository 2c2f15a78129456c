import Foundation
import Testing

@Suite("The program with its ledger on PostgreSQL")
struct LedgerCommandTests {
    /// A project over three SQLite tenants whose ledger is a database of its own; its password is a reference.
    private final class Fleet {
        let project: Project
        let url: String
        let password: String

        init(_ server: String? = nil, tenants: Int = 3, up: String = "INSERT INTO effects VALUES ('a');") throws {
            let project = try Project()
            url = try project.prepare("ledger", on: server, withEffects: false)
            let login = try #require(url.firstMatch(of: /\/\/(\w+):([^@]+)@/))
            password = try #require(String(login.2).removingPercentEncoding)
            let reference = url.replacing(":\(login.2)@", with: ":${env:LEDGER_PASSWORD}@")
            try project.scratch.write("flotilla.yaml", "inventory: targets.csv\nledger: \"\(reference)\"\n")
            for number in 1...tenants { try project.addSQLite("t\(number)") }
            try project.revision("a", after: nil, up: up, down: "DELETE FROM effects;")
            self.project = project
        }

        deinit { _ = try? Database.postgresql().run("DROP DATABASE \(project.databaseName("ledger")) WITH (FORCE)") }

        func flotilla(_ line: String, password: String? = nil) throws -> Finished {
            try project.flotilla(
                line.split(separator: " ").map(String.init),
                environment: ["LEDGER_PASSWORD": password ?? self.password])
        }

        func ledger(_ sql: String) throws -> String? { try Database(url).value(sql) }
    }

    @Test("does what it does with a file, and tells nobody the password")
    func everything() throws {
        let fleet = try Fleet()
        let lines = [
            "ledger init", "ledger init -o json", "upgrade --all --yes", "status", "status --live --all",
            "status --all -o json", "ledger runs", "ledger history t1", "downgrade base --all --yes",
            "stamp a --all --yes", "current --all", "ledger runs -o json",
        ]
        for line in lines {
            let finished = try fleet.flotilla(line)
            #expect(finished.status == 0, "\(line): \(finished.errors)")
            #expect(!(finished.output + finished.errors).contains(fleet.password), "\(line)")
        }
        #expect(try fleet.ledger("SELECT count(*) FROM flotilla.runs WHERE state = 'finished'") == "3")
        #expect(try fleet.flotilla("status").output.contains("3 targets, all at head (from the ledger)"))
        let files = try FileManager.default.subpathsOfDirectory(atPath: fleet.project.path)
        #expect(!files.contains { $0.contains("postgres") || $0.contains(".flotilla") }, "\(files)")
    }

    @Test("says where the ledger is and which form it has, as often as it is asked to make it")
    func initTwice() throws {
        let fleet = try Fleet()
        let (first, second) = (try fleet.flotilla("ledger init -o csv"), try fleet.flotilla("ledger init -o csv"))
        #expect(first.output == second.output && first.output.hasSuffix(",4\n"), "\(first.output)")
        #expect(first.output.contains("/\(fleet.project.databaseName("ledger"))"))
        let elsewhere = try fleet.flotilla("ledger init --url sqlite:other.db -o csv")
        #expect(elsewhere.output == "place,form\nother.db,4\n", "\(elsewhere.errors)")
    }

    @Test("with a wrong password, or none, says so and does nothing")
    func wrongPassword() throws {
        let fleet = try Fleet()
        let wrong = try fleet.flotilla("upgrade --all --yes", password: "c4n4ry-word")
        #expect(wrong.status == 69 && wrong.errors.contains("does not let us in"), "\(wrong.errors)")
        #expect(!wrong.errors.contains("c4n4ry"))
        let missing = try fleet.project.flotilla("upgrade", "--all", "--yes")
        #expect(missing.status == 65 && missing.errors.contains("${env:LEDGER_PASSWORD}"), "\(missing.errors)")
        #expect(try fleet.project.effects(Database("sqlite:\(fleet.project.path)/t1.db")) == [])
    }

    @Test("without the right to make it, prints what an administrator has to grant")
    func privileges() throws {
        let fleet = try Fleet()
        let role = "role_" + fleet.project.databaseName("r")
        try Database.postgresql().run("CREATE ROLE \(role) LOGIN PASSWORD 'x'")
        defer { _ = try? Database.postgresql().run("DROP ROLE \(role)") }
        let login = try #require(fleet.url.firstMatch(of: /\/\/[^@]+@/))
        let finished = try fleet.flotilla("ledger init --url \(fleet.url.replacing(login.0, with: "//\(role):x@"))")
        #expect(finished.status == 69, "\(finished.errors)")
        #expect(finished.errors.contains("CREATE SCHEMA IF NOT EXISTS flotilla AUTHORIZATION \"\(role)\";"))
    }

    @Test("goes on with a run whose ledger is restarted meanwhile, and records every outcome")
    func restarted() throws {
        let server = try PrivatePostgreSQL()
        let slow = """
            INSERT INTO effects WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000)
            SELECT 'a' FROM n WHERE i = 300000;
            """
        let fleet = try Fleet(server.url, tenants: 40, up: slow)
        try fleet.project.scratch.write("flotilla.yaml", "inventory: targets.csv\nledger: \"\(fleet.url)\"\n")
        let run = try Running(
            Environment.binary(), ["upgrade", "--all", "--yes", "--concurrency", "1", "--progress", "none"],
            in: fleet.project.path)
        try eventually("a first outcome is recorded") {
            (try? fleet.ledger("SELECT count(*) > 0 FROM flotilla.jobs WHERE outcome = 'succeeded'")) == "t"
        }
        try server.stop()
        try server.start()
        let finished = run.end()
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(try fleet.ledger("SELECT count(*) FROM flotilla.jobs WHERE outcome = 'succeeded'") == "40")
        #expect(try fleet.ledger("SELECT state FROM flotilla.runs") == "finished")
    }
}
