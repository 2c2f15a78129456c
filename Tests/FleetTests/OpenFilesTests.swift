import Testing

@Suite("A process that may open few files")
struct OpenFilesTests {
    private static func upgrade(_ project: Project, _ files: Int) throws -> Finished {
        let program = try Environment.binary()
        let command = "ulimit -n \(files); exec '\(program)' upgrade --all --yes --concurrency 100 --per-server 100"
        return try run("/bin/sh", ["-c", command], in: project.path)
    }

    @Test("works on no more targets at once than it has files for, and all succeed")
    func forty() throws {
        let fleet = try SchemaFleet(40, script: "INSERT INTO effects VALUES ('one');\nSELECT pg_sleep(0.4);")
        let run = try Self.upgrade(fleet.project, 40)
        #expect(run.status == 0, "\(run.errors)")
        #expect(try fleet.effects() == [1: 40])
        #expect(try fleet.project.ledger("SELECT count(*) FROM attempts") == "0")
    }

    @Test("and too few for its own needs says so and touches no target")
    func twelve() throws {
        let fleet = try SchemaFleet(3, script: "INSERT INTO effects VALUES ('one');")
        let run = try Self.upgrade(fleet.project, 12)
        #expect([65, 69].contains(run.status) && run.errors.contains("open"), "\(run.status) \(run.errors)")
        #expect(try fleet.effects() == [0: 3])
    }
}
