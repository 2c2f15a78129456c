import FlotillaDriver
import FlotillaInventory
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL
import FlotillaSQLite
import Synchronization
import Testing

/// A question that is put to every target of a wave.
@Suite struct TargetGateTests {
    private let project: Project

    init() throws { project = try Project() }

    private func measure(
        _ query: String, _ expectation: FlotillaRollout.Expectation, _ targets: [Target],
        _ measurer: GateMeasurer = Measuring.measurer(), within time: Duration = .seconds(20),
        stop: StopSignal = StopSignal()
    ) async -> GateMeasurement {
        let gate = SQLGate(place: .targets, query: query, expectation: expectation)
        return await Measuring.measure(.sql(gate), measurer, targets: targets, within: time, stop: stop)
    }

    private func target(_ id: String, _ url: String) throws -> Target {
        Target(id: TargetID(id), url: try URLTemplate(parsing: url))
    }

    /// `t0` to `t9`; those in `bad` have a row.
    private func files(bad: Set<Int>) throws -> [Target] {
        for index in 0..<10 {
            let database = try project.addSQLite("t\(index)")
            if bad.contains(index) { try database.run("INSERT INTO effects VALUES ('x')") }
        }
        return try project.targets.map { try target($0.id, $0.url) }
    }

    @Test("passes when all satisfy, and when there is none")
    func all() async throws {
        let targets = try files(bad: [])
        #expect(await measure("SELECT 1 FROM effects", .nothing, targets) == .pass)
        #expect(await measure("SELECT 1 FROM effects", .nothing, []) == .pass)
    }

    @Test("names up to three that fail, and counts them")
    func some() async throws {
        let words = "there is something where nothing may be"
        let targets = try files(bad: [2, 7])
        #expect(
            await measure("SELECT 1 FROM effects", .nothing, targets)
                == .fail("2 of 10 targets: t2: \(words); t7: \(words)"))
        #expect(
            await measure("SELECT 7", .below(5), targets)
                == .fail(
                    "10 of 10 targets: t0: 7 is not below 5.0; t1: 7 is not below 5.0; t2: 7 is not below 5.0; and 7 more"
                ))
    }

    @Test("that one target cannot answer is no measurement, unless another one fails")
    func missing() async throws {
        let targets = try files(bad: [3])
        let gone = try target("gone", "sqlite:\(project.path)/gone.db")
        let healthy = targets.filter { $0.id != TargetID("t3") }
        let unanswered = await measure("SELECT 1 FROM effects", .nothing, healthy + [gone])
        #expect(unanswered.isError && unanswered.words.hasPrefix("1 of 10 targets: gone: missing database"))
        #expect(await measure("SELECT 1 FROM effects", .nothing, targets + [gone]).isFailure)
    }

    @Test("looks into the target's own schema")
    func schemas() async throws {
        let database = try project.addPostgreSQL("p", withEffects: false)
        try database.run("CREATE SCHEMA \"A b\" CREATE TABLE marks (n int); INSERT INTO \"A b\".marks VALUES (5)")
        let url = try URLTemplate(parsing: project.targets[0].url)
        let tenant = Target(id: TargetID("a"), url: url, schema: "A b")
        #expect(await measure("SELECT n FROM marks", .equal("5"), [tenant]) == .pass)
        #expect(await measure("SELECT n FROM marks", .equal("5"), [Target(id: TargetID("p"), url: url)]).isError)
    }

    @Test("asks several at once and never more than its limit")
    func limit() async throws {
        let driver = CountingDriver()
        let adapters = [Engine.sqlite: EngineAdapter(driver: driver, dialect: SQLiteDialect())]
        let targets = try (0..<40).map { try target("t\($0)", "sqlite:t\($0).db") }
        #expect(
            await measure("SELECT 1", .nothing, targets, Measuring.measurer(adapters, limit: 3)) == .pass)
        #expect(driver.most == 3 && driver.logins == 40)
    }

    @Test("gives a login up that the server refuses, for this measurement and the next")
    func refusedLogin() async throws {
        let driver = CountingDriver(engine: .postgresql, refusal: .authentication)
        let adapters = [Engine.postgresql: EngineAdapter(driver: driver, dialect: SQLiteDialect())]
        let measurer = Measuring.measurer(adapters, limit: 4)
        let targets = try (0..<20).map { try target("t\($0)", "postgresql://u:p@db/t\($0)") }
        for _ in 0..<3 { #expect(await measure("SELECT 1", .nothing, targets, measurer).isError) }
        #expect(driver.logins == 3)
    }

    @Test("asks nobody any more when time is over or it is told to stop")
    func overdue() async throws {
        let driver = CountingDriver()
        let adapters = [Engine.sqlite: EngineAdapter(driver: driver, dialect: SQLiteDialect())]
        let targets = try (0..<5).map { try target("t\($0)", "sqlite:t\($0).db") }
        let measurer = Measuring.measurer(adapters)
        let late = await measure("SELECT 1", .nothing, targets, measurer, within: .zero)
        #expect(late.words.hasPrefix("5 of 5 targets: t0: not asked in time; "))
        let stop = StopSignal()
        stop.raise()
        #expect(await measure("SELECT 1", .nothing, targets, measurer, stop: stop).isError)
        #expect(driver.logins == 0)
    }
}

/// Gives sessions that know nothing, and counts how many logins are under way at once. A login waits until as many others
/// as the test allows are there too, or until nobody else will come.
private final class CountingDriver: Driver {
    let engine: Engine
    private let refusal: FailureCause?
    private struct Count {
        var now = 0
        var most = 0
        var logins = 0
    }
    private let count = Monitor(Count())

    init(engine: Engine = .sqlite, refusal: FailureCause? = nil) {
        self.engine = engine
        self.refusal = refusal
    }

    var most: Int { count.access { $0.most } }
    var logins: Int { count.access { $0.logins } }

    func connect(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> any Session {
        count.change { count in
            count.now += 1
            count.logins += 1
            count.most = max(count.most, count.now)
            return .all
        }
        defer {
            count.change { count in
                count.now -= 1
                return .all
            }
        }
        if let refusal { throw DriverError(refusal, message: "no") }
        // The first three meet; a fourth would be seen.
        count.wait { $0.most >= 3 ? .ready(()) : .keepWaiting(atMost: nil) }
        return EmptySession()
    }
}

private final class EmptySession: FlotillaDriver.Session {
    let server = ServerFacts(product: "Empty", version: "1", versionNumber: 1)
    var transactionState: TransactionState { .idle }

    func run(_ batch: Batch, deadline: Deadline) throws(DriverError) -> [StatementResult] { [StatementResult()] }

    func close() {}
}
