import Foundation
import Testing

@Suite("A ledger that was restored from an old copy")
struct OldLedgerTests {
    private static func revision(_ id: String, after parent: String?, _ project: Project) throws {
        try project.revision(id, after: parent, up: "INSERT INTO effects VALUES ('\(id)');", down: "SELECT 1;")
    }

    @Test("is not believed, the targets are; nothing runs twice, and the run says how many were elsewhere")
    func restored() throws {
        let project = try Project()
        let databases = try (1...4).map { try project.addSQLite("t\($0)") }
        let ledger = project.path + "/.flotilla"
        try Self.revision("a", after: nil, project)
        #expect(try project.upgrade().status == 0)
        try FileManager.default.copyItem(atPath: ledger, toPath: project.path + "/copy")
        try Self.revision("b", after: "a", project)
        let usual = try project.flotilla("upgrade", "--target", "t1", "--target", "t2", "--target", "t3", "--yes")
        #expect(usual.status == 0 && !usual.output.contains("ledger had"), "\(usual.output)")
        try FileManager.default.removeItem(atPath: ledger)
        try FileManager.default.moveItem(atPath: project.path + "/copy", toPath: ledger)
        try Self.revision("c", after: "b", project)
        let run = try project.flotilla("upgrade", "--all", "--yes")
        #expect(run.status == 0, "\(run.errors)")
        #expect(run.output.contains("3 targets not on the version that the ledger had"), "\(run.output)")
        for database in databases { #expect(try project.effects(database) == ["a", "b", "c"]) }
        // From now on the ledger knows.
        try Self.revision("d", after: "c", project)
        #expect(try !project.flotilla("upgrade", "--all", "--yes").output.contains("ledger had"))
    }
}
