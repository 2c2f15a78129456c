import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("The record of events of a rollout")
struct RolloutRecordTests {
    let scratches = Scratches()

    /// Two targets in one wave, worked on by one worker to the end.
    private func rollOut(_ ledger: Ledger) throws -> RunID {
        let description = RolloutDescription(
            run: .upgrade(), author: .current, policy: "{}",
            shape: RolloutShape(waves: [.init(jobs: 2, budget: 0)], budget: 0), waveNames: ["all"], digest: "d1",
            revisions: [PlannedRevision(id: RevisionID("2b"), digest: "x", textDigest: "y")])
        let names = ["acme", "globex"]
        let run = try ledger.beginRollout(
            description, jobs: names.map { PlannedJob(entry: .named($0), wave: 0, expected: rows("1a")) })
        let worker = try ledger.enrol(selection: "", targets: names.enumerated().map { (entry: .named($1), place: $0) })
        #expect(try ledger.lead(run, worker))
        _ = try ledger.steer(run, .pauseRequested, author: .current, reason: "lunch")
        _ = try ledger.steer(run, .resumeRequested(tolerating: nil), author: .current)
        while case let items = try ledger.claim(2, of: run, for: worker, openWindows: [])?.items ?? [], !items.isEmpty {
            for item in items {
                try ledger.tell(
                    JobReport(number: item.job.number, attempt: item.job.attempt, ending: .ended(.succeeded)),
                    .ended(TargetID(names[item.place]), .upgraded), of: run, by: worker)
            }
            try ledger.waitUntilDurable()
        }
        try ledger.dismiss(worker)
        return run
    }

    private func expectWholeRecord(_ ledger: Ledger, _ run: RunID) throws {
        var events: [LedgerEvent] = []
        try ledger.forEachEvent(EventFilter(run: run)) { events.append($0) }
        let ended = events.filter { $0.kind == "job ended" }
        #expect(ended.map(\.target).sorted() == ["acme", "globex"])
        #expect(ended.allSatisfy { $0.body == "succeeded, attempt 1, 1a -> 2b" }, "\(ended.map(\.body))")
        #expect(events.first?.kind == "rollout begun" && events.contains { $0.reason == "lunch" })
        #expect(try ledger.verifyEvents().fault == nil)
        #expect(try ledger.census() == [VersionCount(version: rows("2b"), targets: 2)])
        let then = try ledger.standings(at: try ledger.now(), of: [TargetID("acme"), TargetID("hooli")])
        #expect(then.census == [VersionCount(version: rows("2b"), targets: 1)] && then.examples == [TargetID("hooli")])
    }

    @Test("the end of a job has its versions, a command its reason", arguments: LedgerEngine.allCases)
    func record(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        try expectWholeRecord(ledger, try rollOut(ledger))
    }

    @Test("a role that was only granted writing rolls out, and cannot touch the record")
    func leastPrivileges() throws {
        let scratch = try scratches.make(.postgresql)
        guard case .database(let url) = scratch.address else { throw CancellationError() }
        try scratch.ledger().close()
        let role = "roller_\(UInt32.random(in: 0...UInt32.max))"
        try TestServer.execute("CREATE ROLE \(role) LOGIN PASSWORD 'k4n4ry'", in: url)
        defer { try? TestServer.execute("DROP OWNED BY \(role); DROP ROLE \(role)", in: url) }
        var own = url
        (own.user, own.password) = (role, Secret("k4n4ry"))
        try TestServer.execute(LedgerPrivileges(own).toWrite.joined(), in: url)
        let ledger = try Ledger.open(at: .database(own))
        try expectWholeRecord(ledger, try rollOut(ledger))
        for attempt in [
            "UPDATE flotilla.events SET reason = ''", "DELETE FROM flotilla.events", "TRUNCATE flotilla.events",
        ] {
            let error = try #require(throws: DriverError.self) { try TestServer.execute(attempt, in: own) }
            #expect(error.cause == .permission)
        }
    }
}
