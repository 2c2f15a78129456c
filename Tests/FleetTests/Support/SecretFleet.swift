import FlotillaDriver
import Foundation
import Testing

/// Targets for every way of giving a secret, each once with the right one and once with a wrong one, and targets that
/// fail in other ways while a secret is at hand. Every secret holds the mark and signs that somebody forgets to quote.
struct SecretFleet {
    let project: Project
    let mark: String
    /// Those with the right password.
    private let good: [String]
    private let web: WebServer
    private let environment: [String: String]
    private let role: String

    var webRequests: [String] { web.requests }

    init() throws {
        let planting = try Planting()
        project = planting.project
        mark = planting.mark
        role = planting.role
        var lines: [String] = []
        for engine in ["p", "m"] { lines += try planting.targets(engine) }
        lines += try planting.failingTargets()
        let page = try planting.webPage()
        web = try WebServer { path, _ in
            ("200 OK", path.contains("cursor=") ? #"{"items": [], "next": null}"# : page)
        }
        let control = try planting.controlPlane()
        try project.scratch.write("flotilla.yaml", "inventory: targets.yaml\ndefaults: {retries: 0}\n")
        try project.scratch.write(
            "targets.yaml",
            """
            targets:
            \(lines.joined(separator: "\n"))
            sources:
              - query: {url: "\(control)", sql: "SELECT id, url FROM tenants"}
              - http:
                  url: "http://127.0.0.1:\(web.port)/tenants?key=${env:CANARY_TOKEN}"
                  headers: {Authorization: "Bearer ${env:CANARY_TOKEN}"}
                  items: /items
                  next: /next

            """)
        good = ["p", "m"].flatMap { engine in Planting.ways.map { "\(engine)_\($0)" } } + ["p_query", "p_http"]
        environment = planting.environment
    }

    func observe(_ arguments: [String]) throws -> Observation {
        try FleetTests.observe(project, arguments, environment: environment)
    }

    /// Everything that a run leaves behind or shows, by the name of the place.
    func places(_ observed: Observation) -> [(String, String)] {
        let folder = project.path + "/.flotilla"
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return [
            ("standard output", observed.finished.output), ("standard error", observed.finished.errors),
            ("/proc", observed.seen),
        ] + files.map { ($0, contents("\(folder)/\($0)")) }
    }

    func checkOutcomes(_ observed: Observation, _ command: [String]) throws {
        #expect(observed.finished.status == 3, "\(observed.finished.errors)")
        #expect(observed.seen.contains("p_wrong_env"), "the file that lists the targets was not looked at")
        guard command.contains("json") else { return }
        let report = try Report(observed.finished.output)
        let done = report.targets.filter { $0.outcome == "succeeded" }.map(\.target)
        #expect(done.sorted() == good.sorted(), "\(observed.finished.errors)")
    }

    func drop() {
        web.stop()
        try? project.dropDatabases()
        _ = try? Database.postgresql().run("DROP ROLE IF EXISTS \(role)")
        _ = try? Database.mysql().run("DROP USER IF EXISTS \(role)")
    }
}

/// Makes databases, roles, files and URLs for a ``SecretFleet``.
private struct Planting {
    static let ways = ["literal", "env", "file", "command"]

    let project: Project
    let mark: String
    let role: String
    private let right: String

    init() throws {
        project = try Project()
        mark = "canary" + UUID().uuidString.prefix(8).lowercased()
        role = "s" + mark.suffix(8)
        right = Self.secret("right", mark)
        try TenRevisions.write(to: project)
        let quoted = right.replacing("'", with: "''")
        try Database.postgresql().run("CREATE ROLE \(role) LOGIN PASSWORD '\(quoted)'")
        try Database.mysql().run("CREATE USER \(role) IDENTIFIED BY '\(quoted.replacing("\\", with: "\\\\"))'")
        for way in Self.ways {
            try write(right, as: "right_\(way)")
            try write(wrong(way), as: "wrong_\(way)")
        }
        try script("failing", "echo 'cannot reach the vault with \(mark)' >&2; echo \(mark); exit 3")
    }

    private static func secret(_ name: String, _ mark: String) -> String { "\(name) '\"@:/% $&?#\\${x} \(mark)" }

    /// A login of its own for each way, or it would be given up after three.
    private func wrong(_ way: String) -> String { Self.secret("wrong \(way)", mark) }

    var environment: [String: String] {
        var environment = [
            "CANARY_TOKEN": "t-\(mark)", "CANARY_WHOLE": "postgresql://u:\(mark)@h:99999/x", "right_env": right,
        ]
        environment["wrong_env"] = wrong("env")
        return environment
    }

    private func write(_ secret: String, as name: String) throws {
        try project.scratch.write("\(name).txt", secret + "\n")
        try script("\(name).sh", "cat \(name).txt")
    }

    private func script(_ name: String, _ body: String) throws {
        let file = try project.scratch.write(name, "#!/bin/sh\n\(body)\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: file)
    }

    /// What stands for a password in a URL.
    private func password(_ kind: String, _ way: String) -> String {
        switch way {
        case "literal": PercentEncoding.encode(kind == "right" ? right : wrong(way))
        case "env": "${env:\(kind)_env}"
        case "file": "${file:\(kind)_file.txt}"
        default: "${command:./\(kind)_command.sh}"
        }
    }

    private func url(_ engine: String, _ password: String, database: String, options: String? = nil) throws -> String {
        let base = try engine == "p" ? Environment.postgresql() : Environment.mysql()
        let scheme = engine == "p" ? "postgresql" : "mysql"
        let server = try #require(base.split(separator: "@").last?.split(separator: "/").first)
        return "\(scheme)://\(role):\(password)@\(server)/\(database)"
            + (options ?? (engine == "p" ? "?sslmode=disable" : ""))
    }

    private func line(_ id: String, _ url: String) -> String { "  - {id: \(id), url: \"\(url)\"}" }

    /// A database of its own that belongs to the role.
    private func database(_ engine: String, _ id: String) throws -> String {
        let name = project.databaseName(id)
        if engine == "p" {
            try project.addPostgreSQL(id, withEffects: false)
            try Database.postgresql().run("ALTER DATABASE \(name) OWNER TO \(role)")
        } else {
            try project.addMySQL(id, withEffects: false)
            try Database.mysql().run("GRANT ALL ON \(name).* TO \(role)")
        }
        return name
    }

    func targets(_ engine: String) throws -> [String] {
        try Self.ways.flatMap { way in
            let id = "\(engine)_\(way)"
            let right = try url(engine, password("right", way), database: database(engine, id))
            let wrong = try url(engine, password("wrong", way), database: engine == "p" ? "postgres" : "mysql")
            return [line(id, right), line("\(engine)_wrong_\(way)", wrong)]
        }
    }

    func failingTargets() throws -> [String] {
        let right = password("right", "literal")
        let authority = try Environment.required("FLOTILLA_TEST_TLS_OTHER_CA")
        return [
            line("p_dead", "postgresql://u:\(right)@127.0.0.1:1/x"),
            line("m_dead", "mysql://u:\(right)@127.0.0.1:1/x"),
            line("p_nowhere", "postgresql://u:\(right)@no-such-host.invalid/x"),
            line("p_missing", try url("p", right, database: "no_such_database")),
            line("m_missing", try url("m", right, database: "no_such_database")),
            line("p_tls", try url("p", right, database: "x", options: "?sslmode=verify-full&sslrootcert=\(authority)")),
            line("m_tls", try url("m", right, database: "x", options: "?sslmode=verify-full&sslrootcert=\(authority)")),
            line("p_whole", "${env:CANARY_WHOLE}"),
            line("p_failing", "postgresql://u:${command:./failing}@127.0.0.1:1/x"),
            line("p_absent", "postgresql://u:${file:absent.txt}@127.0.0.1:1/x"),
        ]
    }

    func webPage() throws -> String {
        let right = try url("p", password("right", "literal"), database: database("p", "p_http"))
        return #"{"items": [{"id": "p_http", "url": "\#(right)"}], "next": "next-\#(mark)"}"#
    }

    /// The URL of a database whose table lists targets with their passwords.
    func controlPlane() throws -> String {
        let control = try project.addPostgreSQL("control", withEffects: false)
        let right = try url("p", password("right", "literal"), database: database("p", "p_query"))
        let wrong = try url("p", password("wrong", "literal"), database: "postgres")
        try control.run(
            """
            CREATE TABLE tenants (id text, url text);
            INSERT INTO tenants VALUES ('p_query', '\(right)'), ('p_wrong_query', '\(wrong)');
            """)
        return try Environment.url(Environment.postgresql(), database: project.databaseName("control"))
    }
}
