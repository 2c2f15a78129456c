import Foundation
import Testing

/// Fleets that nobody wrote down: real servers are asked which tenants there are.
@Suite("Fleets found by asking servers", .serialized)
struct SourceTests {
    @Test("`databases` upgrades every database that matches, on both kinds of server, and no other")
    func databases() throws {
        let project = try Project(settings: "")
        defer { try? project.dropDatabases() }
        try TenRevisions.write(to: project)
        for id in ["in1", "in2", "other"] { try project.addPostgreSQL(id, withEffects: false) }
        for id in ["min1", "min2", "mother"] { try project.addMySQL(id, withEffects: false) }
        try project.scratch.write(
            "targets.yaml",
            """
            sources:
              - databases: {url: "\(try Environment.postgresql())", matching: "\(project.databaseName("in%"))"}
                labels: {kind: pg}
              - databases: {url: "\(try Environment.mysql())", matching: "\(project.databaseName("m%"))",
                            excluding: "%other"}

            """)
        try project.scratch.write("flotilla.yaml", "inventory: targets.yaml\n")
        try project.upgradeAll(expecting: 4)
        let names = ["in1", "in2"].map { project.databaseName($0) }
        for name in names {
            #expect(try Database.postgresql(name).value("SELECT version_num FROM alembic_version") == "r10")
        }
        let other = try Database.postgresql(project.databaseName("other"))
        #expect(try other.value("SELECT to_regclass('alembic_version')") == nil)
        let selected = try project.flotilla("downgrade", "r09", "--select", "kind=pg", "--yes", "-o", "json")
        #expect(try Report(selected.output).targets.map(\.target).sorted() == names.sorted(), "\(selected.errors)")
    }

    @Test("`schemas` upgrades every schema that matches, and status counts them")
    func schemas() throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        try TenRevisions.write(to: project)
        let database = try project.addPostgreSQL("shared", withEffects: false)
        let url = try #require(project.targets.first).url
        try database.run("CREATE SCHEMA t_1; CREATE SCHEMA \"t_two \"\"2\"\"\"; CREATE SCHEMA internal")
        try project.scratch.write(
            "targets.yaml",
            """
            sources:
              - schemas: {url: "\(url)", matching: "t\\\\_%", excluding: "%\\"%"}

            """)
        try project.scratch.write("flotilla.yaml", "inventory: targets.yaml\n")
        try project.upgradeAll(expecting: 1)
        #expect(try database.value("SELECT version_num FROM t_1.alembic_version") == "r10")
        #expect(try database.value("SELECT to_regclass('internal.alembic_version')") == nil)
    }

    @Test(
        "`query` upgrades what the control plane's table lists, whichever engine it lives on",
        arguments: ["postgresql", "mysql", "sqlite"])
    func query(engine: String) throws {
        let project = try Project()
        defer { try? project.dropDatabases() }
        try TenRevisions.write(to: project)
        let control: Database =
            switch engine {
            case "postgresql": try project.addPostgreSQL("control", withEffects: false)
            case "mysql": try project.addMySQL("control", withEffects: false)
            default: try project.addSQLite("control", withEffects: false)
            }
        let controlURL = try #require(project.targets.first).url
        try project.addPostgreSQL("p", withEffects: false)
        try project.addMySQL("m", withEffects: false)
        try project.addSQLite("s", withEffects: false)
        try control.run("CREATE TABLE tenants (slug VARCHAR(40), dsn VARCHAR(400), region VARCHAR(20), active INT)")
        for (id, url) in project.targets.dropFirst() {
            try control.run("INSERT INTO tenants VALUES ('\(id)', '\(url)', 'eu', 1)")
        }
        try control.run("INSERT INTO tenants VALUES ('gone', 'postgresql://127.0.0.1:1/gone', NULL, 0)")
        try project.scratch.write(
            "targets.yaml",
            """
            sources:
              - query:
                  url: "${CONTROL_PLANE_URL}"
                  sql: "SELECT slug AS id, dsn AS url, region FROM tenants WHERE active = 1"

            """)
        try project.scratch.write("flotilla.yaml", "inventory: targets.yaml\n")
        try project.upgradeAll(expecting: 3, environment: ["CONTROL_PLANE_URL": controlURL])
    }
}

extension Project {
    fileprivate func upgradeAll(expecting count: Int, environment: [String: String] = [:]) throws {
        let finished = try flotilla("upgrade", "--all", "--yes", "-o", "json", environment: environment)
        #expect(finished.status == 0 && finished.errors.isEmpty, "\(finished.errors)")
        #expect(try Report(finished.output).outcomes == ["succeeded": count])
        let status = try flotilla("status", "--all", "-o", "json", environment: environment)
        #expect(try Census(status.output).versions == ["r10": count], "\(status.errors)")
    }
}
