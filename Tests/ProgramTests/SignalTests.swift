import Foundation
import Testing

/// Signals to a program that is at work. The statements never end by themselves, so nothing depends on how fast it is.
@Suite struct SignalTests {
    private func atWork(_ tenants: Int, _ line: String) throws -> (place: Workplace, program: RunningProgram) {
        let place = try Workplace(tenants: tenants)
        try place.endlessRevision("r3", after: "r2")
        let program = try place.start(line + " --progress json")
        try program.waitFor("\"running\":1")
        return (place, program)
    }

    @Test("SIGINT starts nothing new, a second one cancels, and the exit code is 130")
    func interrupt() throws {
        let (place, program) = try atWork(3, "upgrade --all --yes --concurrency 1")
        program.signal(SIGINT)
        try program.waitFor("To go on later: flotilla upgrade --all --yes --concurrency 1 --progress json")
        program.signal(SIGINT)
        let finished = try program.finish()
        #expect(finished.status == 130 && finished.output.hasPrefix("3 targets: – 3 cancelled ("), "\(finished)")
        #expect(try place.effects() == [[], [], []])
    }

    @Test("SIGTERM does the same, and the exit code is 143")
    func terminate() throws {
        let (place, program) = try atWork(1, "upgrade --all")
        program.signal(SIGTERM)
        try program.waitFor("Stopping")
        program.signal(SIGTERM)
        #expect(try program.finish().status == 143)
        #expect(try place.effects() == [[]])
    }

    @Test("an interrupted run is completed by the next, and nothing is done twice")
    func completion() throws {
        let (place, program) = try atWork(3, "upgrade --all --yes --concurrency 1")
        program.signal(SIGINT)
        try program.waitFor("Stopping")
        program.signal(SIGINT)
        _ = try program.finish()
        try place.revision("r3", after: "r2", up: "INSERT INTO effects VALUES ('r3 up');", down: nil)
        #expect(try place.flotilla("upgrade --all --yes").status == 0)
        #expect(try place.effects() == Array(repeating: ["r1 up", "r2 up", "r3 up"], count: 3))
    }

    @Test("a run that was killed is told by status and completed by the next")
    func killed() throws {
        let (place, program) = try atWork(2, "upgrade --all --yes --concurrency 1")
        program.signal(SIGKILL)
        _ = try program.finish()
        #expect(
            try place.flotilla("status").output.contains("Run 1 was cut short; 2 targets of it have no outcome yet."))
        #expect(try place.flotilla("ledger runs -o csv").output.contains(",interrupted,upgrade,"))
        try place.revision("r3", after: "r2", up: "INSERT INTO effects VALUES ('r3 up');", down: nil)
        #expect(try place.flotilla("upgrade --all --yes").status == 0)
        #expect(try place.flotilla("status --detailed-exitcode").status == 0)
    }

    @Test("models that take too long end with 7, and are not blamed for it")
    func modelsOutOfTime() throws {
        let place = try Workplace(settings: "models: {sql: schema.sql}\nengines: [sqlite]\n")
        try place.revision("r1", up: "CREATE TABLE t (id INTEGER);", down: nil)
        try place.revision("r2", after: "r1", up: "CREATE TABLE u (id INTEGER);", down: nil)
        try place.write(
            "schema.sql",
            """
            CREATE TABLE t (id INTEGER);
            WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter)
            INSERT INTO t SELECT n FROM counter WHERE n < 0;
            """)
        let finished = try place.flotilla("check --timeout 1s")
        #expect(finished.status == 7 && !finished.errors.contains("schema.sql"), "\(finished)")
    }
}
