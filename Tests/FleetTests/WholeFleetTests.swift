import Foundation
import Testing

/// The main job at its stated size: every kind of target at once, found by every kind of source, ten revisions each.
@Suite("A whole fleet of 550 targets", .serialized)
struct WholeFleetTests {
    @Test("200 PostgreSQL databases, 100 schemas, 50 MariaDB databases and 200 SQLite files all get ten revisions")
    func upgradesAll() throws {
        let fleet = try WholeFleet()
        defer { fleet.drop() }
        let finished = try fleet.project.flotilla("upgrade", "--all", "--yes", "-o", "json", "--progress", "none")
        #expect(finished.status == 0 && finished.errors.isEmpty, "\(finished.errors)")
        let report = try Report(finished.output)
        #expect(report.outcomes == ["succeeded": 550])
        #expect(report.targets.allSatisfy { $0.version == ["r10"] && $0.steps == 10 })

        let contents = try fleet.contents()
        #expect(contents.count == 550)
        for (name, content) in contents {
            #expect(content.version == "r10" && content.effects == TenRevisions.ids && content.audits == "1", "\(name)")
        }
        // One shape for each engine: no tenant got anything that its siblings did not.
        #expect(Set(contents.map(\.1.columns)).count == 3)

        let status = try Census(fleet.project.flotilla("status", "-o", "json").output)
        #expect(status.versions == ["r10": 550] && status.failures.isEmpty)
        let again = try fleet.project.flotilla("upgrade", "--all", "--yes")
        #expect(again.output.contains("550 targets: up to date, nothing to do"), "\(again.output)\(again.errors)")
    }
}

private struct WholeFleet {
    let project: Project
    private let mark = "w" + UUID().uuidString.prefix(8).lowercased()
    private var databases: [String] { (1...200).map { "\(mark)_p\($0)" } }
    private var mysqlDatabases: [String] { (1...50).map { "\(mark)_m\($0)" } }
    private var shared: String { mark + "_shared" }
    /// Half of the schemas are found by a source, half are written down.
    private let found = (1...50).map { "a\($0)" }
    private let written = (1...50).map { "b\($0)" }
    private var files: [String] { (1...200).map { "\(project.path)/tenants/t\($0).db" } }

    init() throws {
        project = try Project()
        try TenRevisions.write(to: project)
        try createDatabases()
        let folder = project.path + "/tenants"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // An empty file is an empty database to SQLite.
        for file in files { #expect(FileManager.default.createFile(atPath: file, contents: nil)) }
        try writeInventory()
    }

    private func createDatabases() throws {
        let server = try Database.postgresql()
        let names = databases + [shared]
        try inParallel(names.count) { index in
            try server.run("CREATE DATABASE \(names[index]) TEMPLATE template0 STRATEGY FILE_COPY")
        }
        let schemas = (found + written).map { "CREATE SCHEMA \($0)" }.joined(separator: ";")
        try Database.postgresql(shared).run(schemas)
        let mysql = try Held(Database.mysql())
        for name in mysqlDatabases { try mysql.run("CREATE DATABASE \(name)") }
    }

    private func writeInventory() throws {
        let postgresql = try Environment.url(Environment.postgresql(), database: "postgres")
        let sharedURL = try Environment.url(Environment.postgresql(), database: shared)
        try project.scratch.write("flotilla.yaml", "inventory: inventory.yaml\n")
        try project.scratch.write(
            "inventory.yaml",
            """
            sources:
              - databases: {url: "\(postgresql)", matching: "\(mark)_p%"}
              - databases: {url: "\(try Environment.mysql())", matching: "\(mark)_m%"}
              - schemas: {url: "\(sharedURL)", matching: "a%"}
              - file: schemas.csv
              - files: {glob: "tenants/*.db"}

            """)
        let lines = written.map { "\($0),\"\(sharedURL)\",\($0)" }
        try project.scratch.write("schemas.csv", "id,url,schema\n" + lines.joined(separator: "\n") + "\n")
    }

    func contents() throws -> [(String, TenantContent)] {
        var contents: [(String, TenantContent)] = []
        for name in databases { contents.append((name, try .ofPostgreSQL(Held(Database.postgresql(name))))) }
        let shared = try Held(Database.postgresql(shared))
        for name in found + written { contents.append((name, try .ofPostgreSQL(shared, schema: name))) }
        let mysql = try Held(Database.mysql())
        for name in mysqlDatabases { contents.append((name, try .ofMySQL(mysql, database: name))) }
        for file in files { contents.append((file, try .ofSQLite(Database("sqlite:\(file)")))) }
        return contents
    }

    func drop() {
        let names = databases + [shared]
        try? inParallel(names.count) { index in
            try Database.postgresql().run("DROP DATABASE IF EXISTS \(names[index]) WITH (FORCE)")
        }
        for name in mysqlDatabases { _ = try? Database.mysql().run("DROP DATABASE IF EXISTS \(name)") }
    }
}
