import Foundation
import Testing

/// Passwords and tokens with a mark in them are planted wherever a secret can stand. The mark consists of letters and
/// digits, so that it would be found however the rest was quoted, escaped or encoded.
@Suite("Canary secrets", .serialized)
struct SecretTests {
    @Test("appear nowhere: output, ledger and its log, command lines, nameless files; whether targets succeed or fail")
    func nowhere() throws {
        let fleet = try SecretFleet()
        defer { fleet.drop() }
        let commands = [
            ["upgrade", "r05", "--all", "--yes", "-o", "json"], ["upgrade", "--all", "--yes", "-o", "wide"],
            ["upgrade", "--all", "--yes"], ["current", "--all", "-o", "csv"], ["status"],
            ["status", "--live", "-o", "json"], ["inventory", "list", "-o", "json"],
            ["inventory", "list", "-o", "wide"],
            ["inventory", "check", "-o", "json"], ["inventory", "show", "p_literal"],
            ["ledger", "history", "p_wrong_literal", "-o", "json"], ["ledger", "runs", "-o", "wide"],
            ["downgrade", "base", "--all", "--yes", "-o", "markdown", "--progress", "plain"],
        ]
        for command in commands {
            let observed = try fleet.observe(command)
            #expect(observed.seen.contains("flotilla"), "\(command) was not watched")
            for (place, text) in fleet.places(observed) {
                #expect(!text.contains(fleet.mark), "\(command.joined(separator: " ")): \(place)")
            }
            if command[0] == "upgrade" { try fleet.checkOutcomes(observed, command) }
        }
        #expect(fleet.webRequests.contains { $0.contains(fleet.mark) }, "the web source never got its token")
    }

    @Test(
        "stay out of what is said about inventories that cannot be used",
        arguments: [
            #"- {id: a, url: "postgresql://u:MARK@h:99999/d"}"#, #"- {id: a, url: "postgresql://u:MARK%zz@h/d"}"#,
            #"- {id: a, url: "oracle://u:MARK@h/d"}"#, #"- {id: a, url: "postgresql://u:MARK@h/d?sslmode=x&what=1"}"#,
            #"- {id: a, url: "postgresql://u:MARK@h/d", oops: 1}"#, #"- {id: a, url: "postgresql://u:MARK@h/d}"#,
            #"- {id: a, url: postgresql://u:MARK@h/d, url: x}"#, #"- {id: a, url: &x "postgresql://u:MARK@h/d"}"#,
            #"- {id: a, url: "mysql://u:MARK@h"}"#, #"- {url: "mysql://u:MARK@h/d"}"#,
            #"- {id: a, url: "mysql://u:MARK@h/d", schema: s}"#, #"- {id: a, url: "u:MARK@h/d"}"#,
        ])
    func badInventories(line: String) throws {
        let project = try Project()
        try TenRevisions.write(to: project)
        let mark = "canary7f3e91"
        try project.scratch.write("flotilla.yaml", "inventory: targets.yaml\n")
        try project.scratch.write("targets.yaml", "targets:\n  \(line.replacing("MARK", with: "x'%25\(mark)"))\n")
        let finished = try project.flotilla("upgrade", "--all", "--yes")
        #expect(finished.status == 65, "\(finished.errors)")
        #expect(!(finished.output + finished.errors).contains(mark), "\(finished.errors)")
    }

    @Test(
        "stay out of what is said about sources that fail",
        arguments: [
            #"query: {url: "postgresql://nobody:MARK@SERVER/postgres", sql: "SELECT 1"}"#,
            #"query: {url: "${env:WHOLE}", sql: "SELECT nothing AS id"}"#,
            #"databases: {url: "postgresql://u:MARK@127.0.0.1:1/x", matching: "%"}"#,
            #"command: ["./fails"]"#, #"command: ["./garbage"]"#,
            #"http: {url: "http://127.0.0.1:PORT/refused", headers: {Authorization: "${env:TOKEN}"}}"#,
            #"http: {url: "http://u:MARK@127.0.0.1:1/x"}"#,
            #"http: {url: "http://127.0.0.1:PORT/elsewhere?key=${env:TOKEN}", next: /next, items: /items}"#,
            #"http: {url: "http://127.0.0.1:PORT/garbage?key=${env:TOKEN}", headers: {"X-K": "${env:LINES}"}}"#,
        ])
    func failingSources(source: String) throws {
        let mark = "canary5b20c4"
        let web = try WebServer { path, _ in
            switch path.prefix(while: { $0 != "?" }) {
            case "/refused": ("401 Unauthorized", "bad token \(mark)")
            case "/elsewhere": ("200 OK", "{\"items\": [], \"next\": \"http://u:\(mark)@example.invalid/\(mark)\"}")
            default: ("200 OK", "{\"\(mark)\": [\(mark)")
            }
        }
        defer { web.stop() }
        let project = try Project()
        try TenRevisions.write(to: project)
        let server = try #require(Environment.postgresql().split(separator: "@").last?.split(separator: "/").first)
        let text = source.replacing("MARK", with: mark).replacing("SERVER", with: server)
            .replacing("PORT", with: String(web.port))
        try project.scratch.write("flotilla.yaml", "inventory: targets.yaml\n")
        try project.scratch.write("targets.yaml", "sources:\n  - \(text)\n")
        try project.script("fails", "echo 'postgresql://u:p@\(mark)@h/d' >&2; exit 3")
        try project.script("garbage", "echo '[{\"id\": \"a\", \"url\": \"oracle://u:\(mark)@h/d\"}]'")
        let finished = try project.flotilla(
            ["upgrade", "--all", "--yes"],
            environment: ["WHOLE": Environment.postgresql(), "TOKEN": mark, "LINES": "\(mark)\r\nX: \(mark)"])
        #expect(finished.status != 0 && !finished.errors.isEmpty)
        #expect(!(finished.output + finished.errors).contains(mark), "\(finished.errors)")
    }

    @Test("stay out of what is said about a database that was named on the command line")
    func commandLine() throws {
        let project = try Project()
        try TenRevisions.write(to: project)
        let mark = "canary3d40b8"
        let server = try #require(Environment.postgresql().split(separator: "@").last)
        for url in [
            "postgresql://nobody:\(mark)%27%20x@\(server)", "postgresql://u:\(mark)@h:99999/d", "u:\(mark)@h/d",
        ] {
            let finished = try project.flotilla("upgrade", "--database", url)
            #expect(finished.status != 0 && !finished.errors.isEmpty)
            #expect(!(finished.output + finished.errors).contains(mark), "\(finished.errors)")
        }
    }

    @Test("that stand in rows stay out of what is said about a constraint or a conversion that they break")
    func rows() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        let mark = "canary91ae07"
        let databases = try [
            project.addPostgreSQL("p", withEffects: false), project.addMySQL("m", withEffects: false),
            project.addSQLite("s", withEffects: false),
        ]
        for database in databases {
            try database.run(
                """
                CREATE TABLE people (id INT, email VARCHAR(80));
                INSERT INTO people VALUES (1, '\(mark)@example.com'), (2, '\(mark)@example.com');
                """)
        }
        try project.revision(
            "unique", after: nil, up: "CREATE UNIQUE INDEX people_email ON people (email);", down: "SELECT 1;")
        let first = try project.flotilla("upgrade", "--all", "--yes", "-o", "json")
        try project.revision(
            "unique", after: nil, up: "UPDATE people SET id = CAST(email AS DECIMAL);", down: "SELECT 1;")
        let second = try project.flotilla("upgrade", "--all", "--yes", "-o", "json")
        #expect(first.status == 1 && second.status == 3, "\(first.output)\(second.output)")
        let ledger = ["ledger.db", "ledger.db-wal"].map { contents(project.path + "/.flotilla/" + $0) }.joined()
        #expect(!(first.output + first.errors + second.output + second.errors + ledger).contains(mark))
    }
}

extension Project {
    fileprivate func script(_ name: String, _ body: String) throws {
        let file = try scratch.write(name, "#!/bin/sh\n\(body)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
    }
}
