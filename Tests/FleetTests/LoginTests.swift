import Foundation
import Testing

/// A password that is changed while a run goes on, and one that never fits.
@Suite("Refused logins", .serialized)
struct LoginTests {
    @Test("a secret that was changed a moment ago is fetched again, and the target succeeds")
    func rotatedSecret() throws {
        let project = try RotatingProject(passwords: ["old", "new"], right: "new")
        defer { project.drop() }
        let finished = try project.project.flotilla("upgrade", "--all", "--yes", "-o", "json")
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(project.timesAsked == 2)
    }

    @Test("a command that gives another wrong secret each time is asked twice and not for ever")
    func hopelessSecret() throws {
        let project = try RotatingProject(passwords: (1...9).map { "wrong\($0)" }, right: "right")
        defer { project.drop() }
        let finished = try project.project.flotilla("upgrade", "--all", "--yes", "-o", "json")
        #expect(finished.status == 69, "\(finished.errors)")
        #expect(try Report(finished.output).target("only").cause == "authentication")
        #expect(project.timesAsked == 2)
    }
}

/// One target whose password comes from a command that gives the next one of a list each time.
private struct RotatingProject {
    let project: Project
    private let role: String

    init(passwords: [String], right: String) throws {
        project = try Project()
        try TenRevisions.write(to: project)
        role = project.databaseName("role")
        try project.addPostgreSQL("only", withEffects: false)
        let name = project.databaseName("only")
        try Database.postgresql().run(
            "CREATE ROLE \(role) LOGIN PASSWORD '\(right)'; ALTER DATABASE \(name) OWNER TO \(role)")
        try project.scratch.write("passwords", passwords.joined(separator: "\n") + "\n")
        let script = try project.scratch.write(
            "next", "#!/bin/sh\necho x >>asked\nsed -n \"$(wc -l <asked)p\" passwords\n")
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: script)
        let server = try #require(Environment.postgresql().split(separator: "@").last?.split(separator: "/").first)
        let url = "postgresql://\(role):${command:./next}@\(server)/\(name)?sslmode=disable"
        try project.scratch.write("targets.csv", "id,url\nonly,\(url)\n")
    }

    var timesAsked: Int { contents(project.path + "/asked").split(separator: "\n").count }

    func drop() {
        try? project.dropDatabases()
        _ = try? Database.postgresql().run("DROP ROLE IF EXISTS \(role)")
    }
}
