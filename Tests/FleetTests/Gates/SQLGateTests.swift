import FlotillaDriver
import FlotillaInventory
import FlotillaRollout
import FlotillaRuntime
import Foundation
import Testing

/// A gate that asks databases: one, or every target of a wave.
@Suite struct SQLGateTests {
    private let project: Project

    init() throws { project = try Project() }

    /// An empty database of each engine, with a table of two rows.
    private func databases() throws -> [(url: String, database: Database)] {
        let databases = [try project.addPostgreSQL("p"), try project.addMySQL("m"), try project.addSQLite("s")]
        for database in databases { try database.run("INSERT INTO effects VALUES ('a'), ('b')") }
        return zip(project.targets.map(\.url), databases).map { ($0, $1) }
    }

    private func ask(
        _ query: String, _ expectation: FlotillaRollout.Expectation, at url: String,
        within time: Duration = .seconds(20)
    ) async -> GateMeasurement {
        let gate = SQLGate(place: .database(url: url), query: query, expectation: expectation)
        return await Measuring.measure(
            .sql(gate), Measuring.measurer(folder: project.path), within: time)
    }

    @Test("compares rows and the only value, on every engine")
    func expectations() async throws {
        let cases: [(String, FlotillaRollout.Expectation, GateMeasurement)] = [
            ("SELECT 1 FROM effects WHERE revision = 'x'", .nothing, .pass),
            ("SELECT revision FROM effects;", .nothing, .fail("there is something where nothing may be")),
            ("SELECT revision FROM effects -- all\n", .something, .pass),
            ("SELECT 1 FROM effects WHERE revision = 'x'", .something, .fail("there is nothing")),
            ("SELECT count(*) FROM effects", .below(3), .pass),
            ("SELECT count(*) FROM effects", .above(2), .fail("2 is not above 2.0")),
            ("SELECT revision FROM effects WHERE revision = 'a'", .equal("a"), .pass),
            ("SELECT revision FROM effects", .equal("a"), .error("there is more than one value")),
            ("SELECT 1, 2", .below(3), .error("there is more than one value")),
            ("SELECT max(revision) FROM effects WHERE revision = 'x'", .below(3), .error("the value is null")),
            ("SELECT 1 FROM effects WHERE revision = 'x'", .below(3), .error("there is no value to compare")),
            ("SELECT 'NaN'", .below(3), .error("NaN is no number")),
            ("WITH x AS (SELECT 7 AS n) SELECT n FROM x", .atLeast(7), .pass),
        ]
        for (url, database) in try databases() {
            for (query, expectation, expected) in cases {
                #expect(await ask(query, expectation, at: url) == expected, "\(query) on \(database.url.engine)")
            }
        }
    }

    @Test(
        "runs only one statement, and one that by its text only reads",
        arguments: [
            "DELETE FROM effects", "SELECT 1; DROP TABLE effects", "COMMIT", "", "-- nothing", "SELECT 'open",
            "WITH x AS (DELETE FROM effects RETURNING 1) SELECT * FROM x", "CREATE TABLE y (a int)",
        ])
    func refusals(query: String) async throws {
        for (url, database) in try databases() {
            #expect(
                await ask(query, .something, at: url)
                    == .error("the gate's query is not one statement that only reads"))
            #expect(try database.value("SELECT count(*) FROM effects") == "2")
        }
    }

    @Test("changes nothing by a function that writes either")
    func functions() async throws {
        let database = try project.addPostgreSQL("p")
        try database.run(
            """
            CREATE FUNCTION sneak() RETURNS int LANGUAGE sql AS $$ INSERT INTO effects VALUES ('x') RETURNING 1 $$
            """)
        let measurement = await ask("SELECT sneak()", .something, at: project.targets[0].url)
        #expect(measurement.isError && measurement.words.hasPrefix("read-only (25006)"))
        #expect(try database.value("SELECT count(*) FROM effects") == "0")
    }

    @Test("makes no SQLite file where there is none, and says that it is missing")
    func missingFile() async {
        let measurement = await ask("SELECT 1", .something, at: "sqlite:gone.db")
        #expect(measurement.isError && measurement.words.contains("missing database"))
        #expect(!FileManager.default.fileExists(atPath: project.path + "/gone.db"))
    }

    @Test("is over in time when a server hangs or a query does not end")
    func patience() async throws {
        let hole = try BlackHole()
        let dead = "postgresql://u@127.0.0.1:\(hole.port)/d?sslmode=disable"
        #expect(await isOverInTime("SELECT 1", at: dead))
        try project.addPostgreSQL("p")
        try project.addMySQL("m")
        for (target, query) in zip(project.targets, ["SELECT pg_sleep(60)", "SELECT sleep(60)"]) {
            #expect(await isOverInTime(query, at: target.url))
        }
    }

    private func isOverInTime(_ query: String, at url: String) async -> Bool {
        let gate = SQLGate(place: .database(url: url), query: query, expectation: .something)
        let (measurement, took) = await Measuring.timed(
            .sql(gate), Measuring.measurer(folder: project.path), within: .milliseconds(300))
        return measurement.isError && took < .seconds(15)
    }

    @Test("leaves no query running on a server when we are gone")
    func serverLimit() async throws {
        try project.addPostgreSQL("p")
        try project.addMySQL("m")
        let queries = [
            "SELECT current_setting('statement_timeout') <> '0'", "SELECT @@max_statement_time BETWEEN 1 AND 60",
        ]
        for (target, (query, truth)) in zip(project.targets, zip(queries, ["t", "1"])) {
            #expect(await ask(query, .equal(truth), at: target.url) == .pass)
        }
    }

    @Test("stops when told to, while a query runs")
    func stopped() async throws {
        let database = try project.addPostgreSQL("p")
        let stop = StopSignal()
        let place = SQLGate.Place.database(url: project.targets[0].url)
        let kind = GateKind.sql(SQLGate(place: place, query: "SELECT pg_sleep(60)", expectation: .something))
        raise(stop, once: "the query runs") {
            let sleeping = "wait_event = 'PgSleep' AND datname = current_database()"
            return try database.value("SELECT count(*) FROM pg_stat_activity WHERE \(sleeping)") == "1"
        }
        #expect(await Measuring.measure(kind, within: .seconds(60), stop: stop) == .error("stopped"))
    }

    @Test("fetches the secrets of its URL, and shows neither them nor the URL")
    func secrets() async {
        let url = "postgresql://u:${env:CANARY}@127.0.0.1:1/d"
        let measurer = Measuring.measurer(variables: ["CANARY": "hunter2"])
        let gate = SQLGate(place: .database(url: url), query: "SELECT 1", expectation: .something)
        let measurement = await Measuring.measure(.sql(gate), measurer)
        #expect(measurement.isError && !measurement.words.contains("hunter2"))
        let missing = await Measuring.measure(.sql(gate), Measuring.measurer())
        #expect(missing == .error("${env:CANARY}: is not set"))
    }
}
