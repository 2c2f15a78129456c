import Foundation
import Testing

/// A fleet on revision r05, of which five targets of each kind then break in the ways that databases break.
@Suite("A fleet with broken targets", .serialized)
struct BrokenTargetsTests {
    @Test(
        "every other target succeeds; each broken one has its cause, its state and the next command, and can be healed")
    func othersSucceed() throws {
        let fleet = try BrokenFleet()
        defer { fleet.drop() }
        let locks = try fleet.breakTargets()
        let finished = try fleet.upgrade("-o", "json")
        #expect(finished.status == 3)
        try fleet.check(Report(finished.output))
        fleet.checkForPeople(finished.errors)
        try fleet.checkStatus()
        try fleet.checkLogins()
        try fleet.checkHealing(locks)
    }
}

/// What breaks, which targets that hits, and what must be said of them.
private struct Fault {
    var name: String
    var targets: [String]
    var cause: String
    var outcome = "failed"
    /// Whether the target could be read, so that its version is known.
    var isRead = false
}

private struct BrokenFleet {
    let project: Project
    private let mark = "b" + UUID().uuidString.prefix(8).lowercased()
    private let databases: [String: Database]
    private let good: [String]
    private let faults: [Fault]
    private let schemasURL: String

    private static let unreachable = "unreachable"

    init() throws {
        let project = try Project()
        self.project = project
        try TenRevisions.write(to: project)
        var databases: [String: Database] = [:]
        func add(_ engine: String, _ name: String, _ count: Int) throws -> [String] {
            try (1...count).map { index in
                let id = "\(engine)_\(name)\(index)"
                databases[id] =
                    switch engine {
                    case "p": try project.addPostgreSQL(id, withEffects: false)
                    case "m": try project.addMySQL(id, withEffects: false)
                    default: try project.addSQLite(id, withEffects: false)
                    }
                return id
            }
        }
        let schemas = try project.addPostgreSQL("shared", withEffects: false)
        let url = try #require(project.targets.last).url
        schemasURL = url
        try schemas.run((1...10).map { "CREATE SCHEMA t\($0)" }.joined(separator: ";"))
        let schemaTargets = try (1...10).map { index in
            try project.add("schema\(index)", url + "&schema=t\(index)")
            return "schema\(index)"
        }
        good =
            try ["shared"] + add("p", "good", 10) + add("m", "good", 5) + add("s", "good", 10)
            + schemaTargets.prefix(5)
        faults = [
            Fault(
                name: "dead port", targets: try add("p", "dead", 3) + add("m", "dead", 2), cause: "unreachable",
                outcome: Self.unreachable),
            Fault(
                name: "wrong password", targets: try add("p", "login", 5) + add("m", "login", 5),
                cause: "authentication", outcome: Self.unreachable),
            Fault(
                name: "missing database",
                targets: try add("p", "missing", 3) + add("m", "missing", 2) + add("s", "missing", 5),
                cause: "missing database", outcome: Self.unreachable),
            Fault(
                name: "missing schema", targets: Array(schemaTargets.suffix(5)), cause: "missing database",
                outcome: Self.unreachable),
            Fault(
                name: "locked table", targets: try add("p", "locked", 5) + add("m", "locked", 5), cause: "lock timeout",
                isRead: true),
            Fault(name: "locked file", targets: try add("s", "locked", 5), cause: "lock timeout"),
            Fault(name: "corrupt file", targets: try add("s", "corrupt", 5), cause: "corrupt"),
            Fault(name: "not a database", targets: try add("s", "text", 5), cause: "corrupt"),
            Fault(
                name: "read-only", targets: try add("p", "readonly", 5) + add("s", "readonly", 5), cause: "read-only",
                isRead: true),
            Fault(
                name: "a version nobody knows",
                targets: try add("p", "unknown", 2) + add("m", "unknown", 2) + add("s", "unknown", 1),
                cause: "unknown revision", isRead: true),
        ]
        self.databases = databases
        let begun = try project.flotilla("upgrade", "r05", "--all", "--yes")
        #expect(begun.status == 0, "\(begun.output)\(begun.errors)")
    }

    func targets(_ fault: String) -> [String] { faults.first { $0.name == fault }?.targets ?? [] }

    private func database(_ id: String) throws -> Database { try #require(databases[id]) }

    private var broken: [String] { faults.flatMap(\.targets) }

    func upgrade(_ options: String...) throws -> Finished {
        let usual = ["--yes", "--progress", "none", "--lock-timeout", "300ms", "--retries", "1"]
        return try project.flotilla(["upgrade", "--all"] + usual + options)
    }
}

// MARK: Breaking

extension BrokenFleet {
    private var loginName: String { mark + "_login" }

    /// Returns who holds the locks.
    func breakTargets() throws -> [Held] {
        try rewriteInventory()
        try Database.postgresql().run("CREATE ROLE \(loginName) LOGIN PASSWORD 'right'")
        try Database.mysql().run("CREATE USER \(loginName) IDENTIFIED BY 'right'")
        for id in targets("missing database") {
            let name = project.databaseName(id)
            switch id.first {
            case "p": try Database.postgresql().run("DROP DATABASE \(name) WITH (FORCE)")
            case "m": try Database.mysql().run("DROP DATABASE \(name)")
            default: try FileManager.default.removeItem(atPath: file(id))
            }
        }
        for index in 6...10 { try Database(schemasURL).run("DROP SCHEMA t\(index) CASCADE") }
        for id in targets("read-only") { try makeReadOnly(id) }
        for id in targets("corrupt file") { try damage(file(id)) }
        for id in targets("not a database") { try project.scratch.write("\(id).db", "this is no database\n") }
        for id in targets("a version nobody knows") {
            try database(id).run("UPDATE alembic_version SET version_num = 'deadbeef0000'")
        }
        return try targets("locked table").map(lock) + targets("locked file").map(lock)
    }

    private func file(_ id: String) -> String { "\(project.path)/\(id).db" }

    /// One that is opened with `mode=ro`, two in a folder that takes no journal, two that are protected themselves.
    private func makeReadOnly(_ id: String) throws {
        switch id {
        case "s_readonly1": break
        case "s_readonly2", "s_readonly3":
            let folder = "\(project.path)/\(id)"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            try FileManager.default.moveItem(atPath: file(id), toPath: "\(folder)/tenant.db")
            try setProtected(folder, true)
        case "s_readonly4", "s_readonly5": try setProtected(file(id), true)
        default:
            try Database.postgresql().run(
                "ALTER DATABASE \(project.databaseName(id)) SET default_transaction_read_only = on")
        }
    }

    /// Permission bits mean nothing to root; this flag does.
    private func setProtected(_ file: String, _ isProtected: Bool) throws {
        let finished =
            geteuid() == 0
            ? try run("/usr/bin/chattr", [isProtected ? "+i" : "-i", file], in: project.path)
            : try run("/bin/chmod", [isProtected ? "u-w" : "u+w", file], in: project.path)
        try #require(finished.status == 0, "\(finished.errors)")
    }

    /// The header stays good; the pages behind it, the schema's among them, become noise.
    private func damage(_ file: String) throws {
        let handle = try #require(FileHandle(forUpdatingAtPath: file))
        let size = handle.seekToEndOfFile()
        handle.seek(toFileOffset: 100)
        handle.write(Data(repeating: 0xA5, count: Int(size) - 100))
        handle.closeFile()
    }

    private func lock(_ id: String) throws -> Held {
        let holder = try Held(database(id))
        switch id.first {
        case "p": try holder.run("BEGIN; LOCK TABLE invoices IN ACCESS EXCLUSIVE MODE")
        // A reader's metadata lock, which every change of the table waits for.
        case "m": try holder.run("START TRANSACTION; SELECT * FROM invoices")
        default: try holder.run("BEGIN EXCLUSIVE")
        }
        return holder
    }

    /// The same ids, some of them with another URL.
    private func rewriteInventory() throws {
        let lines = project.targets.map { id, url in "\(id),\"\(changed(url, of: id))\",\n" }
        try project.scratch.write("targets.csv", "id,url,ring\n" + lines.joined())
    }

    private func changed(_ url: String, of id: String) -> String {
        let scheme = url.prefix(while: { $0 != ":" })
        let tail = url.split(separator: "/").last.map(String.init) ?? ""
        let host = url.split(separator: "@").last?.split(separator: "/").first.map(String.init) ?? ""
        if targets("dead port").contains(id) { return "\(scheme)://nobody:x@127.0.0.1:1/\(tail)" }
        if targets("wrong password").contains(id) { return "\(scheme)://\(loginName):wrong@\(host)/\(tail)" }
        switch id {
        case "s_readonly1": return url + "?mode=ro"
        case "s_readonly2", "s_readonly3": return "sqlite:\(project.path)/\(id)/tenant.db"
        default: return url
        }
    }
}

// MARK: Looking

extension BrokenFleet {
    func check(_ report: Report) throws {
        #expect(report.outcomes["succeeded"] == good.count)
        for id in good {
            let target = try report.target(id)
            #expect(target.outcome == "succeeded" && target.version == ["r10"], "\(target)")
        }
        for fault in faults {
            for id in fault.targets {
                let target = try report.target(id)
                #expect(target.cause == fault.cause && target.outcome == fault.outcome, "\(fault.name): \(target)")
                #expect(target.state == "unchanged" && target.steps == 0, "\(fault.name): \(target)")
                let version = fault.name == "a version nobody knows" ? ["deadbeef0000"] : ["r05"]
                #expect(target.version == (fault.isRead ? version : nil), "\(fault.name): \(target)")
                #expect(target.message?.isEmpty == false, "\(fault.name): \(target)")
            }
        }
        #expect(report.targets.count == good.count + broken.count)
    }

    /// Standard error: each cause, how many it hit, the state they are in, and what to type next.
    func checkForPeople(_ text: String) {
        let groups = text.components(separatedBy: "\n\n").filter { !$0.isEmpty }
        for cause in Set(faults.map(\.cause)) {
            let own = groups.filter { $0.split(separator: "\n").first?.contains(": \(cause)") == true }
            #expect(!own.isEmpty, "nothing about \(cause) in \(text)")
            for group in own {
                #expect(group.contains("changed"), "no state in \(group)")
                #expect(group.contains("flotilla upgrade"), "no next command in \(group)")
            }
        }
    }

    func checkStatus() throws {
        let status = try Census(project.flotilla("status", "-o", "json").output)
        let unknown = targets("a version nobody knows").count
        #expect(status.total == good.count + broken.count)
        #expect(
            status.versions == ["r10": good.count, "r05": broken.count - unknown, "deadbeef0000": unknown])
        let expected = faults.reduce(into: [:]) { $0[$1.cause, default: 0] += $1.targets.count }
        #expect(status.failures == expected)
    }

    /// Servers lock accounts and whole addresses after some refusals, so five targets do not mean five tries.
    func checkLogins() throws {
        let folder = try String(
            contentsOfFile: Environment.required("FLOTILLA_TEST_SERVERS_DIR") + "/base", encoding: .utf8)
        let base = folder.trimmingCharacters(in: .whitespacesAndNewlines)
        let logs = [
            ("postgresql.log", "FATAL:  password authentication failed for user \"\(loginName)\""),
            ("mariadb.log", "Access denied for user '\(loginName)'@"),
        ]
        for (name, line) in logs {
            let log = String(decoding: try Data(contentsOf: URL(fileURLWithPath: base + "/" + name)), as: UTF8.self)
            let refusals = log.components(separatedBy: line).count - 1
            #expect((1...3).contains(refusals), "\(refusals) refused logins in \(name)")
        }
    }

    /// What only waited for a person goes through once the person has acted; the rest stays what it was.
    func checkHealing(_ locks: [Held]) throws {
        for lock in locks { try lock.run("ROLLBACK") }
        for id in targets("read-only") where id.hasPrefix("p") {
            try Database.postgresql().run(
                "ALTER DATABASE \(project.databaseName(id)) RESET default_transaction_read_only")
        }
        let names = targets("locked table") + targets("locked file") + targets("read-only").filter { $0.hasPrefix("p") }
        let healed = try project.flotilla(["upgrade", "--yes", "-o", "json"] + names.flatMap { ["--target", $0] })
        #expect(healed.status == 0, "\(healed.errors)")
        #expect(try Report(healed.output).outcomes == ["succeeded": names.count])
        for id in targets("locked table") where id.hasPrefix("m") {
            let content = try TenantContent.ofMySQL(database(id), database: project.databaseName(id))
            #expect(content.effects == TenRevisions.ids, "\(id)")
        }
    }

    func drop() {
        for number in 2...5 {
            let id = "s_readonly\(number)"
            try? setProtected(number < 4 ? "\(project.path)/\(id)" : file(id), false)
        }
        try? project.dropDatabases()
        _ = try? Database.postgresql().run("DROP ROLE IF EXISTS \(loginName)")
        _ = try? Database.mysql().run("DROP USER IF EXISTS \(loginName)")
    }
}
