import FlotillaDriver
import FlotillaInventory
import FlotillaRollout
import Testing

@testable import FlotillaCLI
@testable import FlotillaKit
@testable import FlotillaLedger

@Suite("What a rollout waits for") struct WaitTests {
    private let advancing = RolloutRecord.sample(Scene.all[0])
    /// The sample is looked at on Wednesday, 2026-11-25, at 09:56 UTC.
    private let night = WindowRule(select: "region=eu", opens: 60, closes: 300, zone: "UTC")
    private let day = WindowRule(opens: 540, closes: 1_020, zone: "UTC")
    private let never = WindowRule(days: [1], opens: 0, closes: 60, zone: "UTC")

    private func waits(
        _ jobs: WaitingJobs, _ rules: [WindowRule] = [], of record: RolloutRecord? = nil
    ) throws -> RolloutWaits {
        let zone = try ZoneDatabase.rules(of: "UTC")
        return RolloutWaits(record ?? advancing, jobs, windows: rules) { _ in zone }
    }

    private func jobs(_ byWindow: [Int: Int], ready: Int = 0, lastStart: LedgerTime? = nil) -> WaitingJobs {
        var jobs = WaitingJobs()
        (jobs.byWindow, jobs.ready, jobs.lastStart) = (byWindow, ready, lastStart)
        return jobs
    }

    private var everything: RolloutWaits {
        get throws {
            var jobs = jobs([0: 60, 2: 1], ready: 2)
            (jobs.unreached, jobs.delayed, jobs.firstDue) = (7, 3, advancing.now + .seconds(25))
            var waits = try waits(jobs, [night, day, never])
            waits.nextStart = advancing.now + .seconds(4)
            return waits
        }
    }

    @Test("is a closed window with the moment at which it opens, and not an open one")
    func windows() throws {
        let waits = try waits(jobs([0: 60, 1: 5]), [night, day])
        #expect(waits.windows.map(\.targets) == [60] && waits.windows.map(\.rule) == [night])
        // Midnight and an hour.
        let opens = try #require(waits.windows.first?.opensAt)
        #expect((opens.microseconds / 1_000_000) % 86_400 == 3_600 && opens > advancing.now)
        #expect(try self.waits(jobs([1: 5]), [night, day]).isEmpty)
    }

    @Test("is nothing that windows say about targets that are only looked at")
    func looking() throws {
        let aborting = RolloutRecord.sample(Scene.all[9], unsettled: 1)
        #expect(aborting.rollout.offer == .unsettled)
        #expect(try waits(jobs([0: 60]), [night], of: aborting).windows.isEmpty)
    }

    @Test("is the pause between targets only while it lasts and something could begin")
    func pause() throws {
        let paced = RolloutRecord.sample(Scene.all[0], pace: Pace(pause: .seconds(30)))
        let last = paced.now - .seconds(10)
        #expect(try waits(jobs([:], ready: 1, lastStart: last), of: paced).nextStart == paced.now + .seconds(20))
        #expect(try waits(jobs([:], lastStart: last), of: paced).nextStart == nil)
        #expect(try waits(jobs([0: 4], lastStart: last), [night], of: paced).nextStart == nil)
        #expect(try waits(jobs([:], ready: 1, lastStart: paced.now - .seconds(31)), of: paced).nextStart == nil)
        #expect(try waits(jobs([:], ready: 1, lastStart: last)).nextStart == nil)
    }

    @Test(
        "is shown with how long it takes, and who lacks a worker is told how to be one", arguments: ["table", "json"])
    func shown(name: String) throws {
        var view = RolloutView.sample(Scene.all[0])
        view.waits = try everything
        let output = Recording()
        let format = try #require(OutputFormat(rawValue: name))
        let writer = ReportWriter(WaveRows.layout, format: format, terminal: .plain, write: { output.write($0) })
        RolloutRendering(view: view, terminal: .plain).write(to: writer)
        expectGolden(output.text, "rollout-waiting-\(name)")
    }

    @Test("is a worker when nobody is at work, and those that refuse are named with the reason")
    func deserted() throws {
        var view = RolloutView.sample(Scene.all[0])
        view.waits.isDeserted = true
        view.waits.refusals = [WorkerRefusal(worker: WriterID(3), reason: "other files: r2")]
        let output = Recording()
        let writer = ReportWriter(WaveRows.layout, format: .table, terminal: .plain, write: { output.write($0) })
        RolloutRendering(view: view, terminal: .plain).write(to: writer)
        #expect(
            output.text.contains(
                "worker 3 does not work on it: other files: r2\nnobody is at work on it: no other worker is alive\n"))
        #expect(output.text.contains("Next: flotilla rollout resume 7\n   or: flotilla rollout watch 7"))
    }

    @Test("is told to who watches once, until it is something else")
    func told() throws {
        let output = Recording()
        let teller = WaveTeller(console: Console(write: { output.write($0) }, measure: { .plain }))
        var waits = try self.waits(jobs([0: 60]), [night])
        for _ in 0..<3 { teller.tell(waits, of: advancing) }
        waits.windows[0].targets = 59
        teller.tell(waits, of: advancing)
        #expect(output.text.split(separator: "\n").count == 1)
        waits.unreached = 1
        teller.tell(waits, of: advancing)
        #expect(output.text.split(separator: "\n").count == 3)
        #expect(output.text.contains("rollout 7: 1 target waits for a worker: none that is alive reaches it"))
        teller.tell(RolloutWaits(), of: advancing)
        teller.tell(waits, of: advancing)
        #expect(output.text.split(separator: "\n").count == 5)
    }
}
