import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

/// A small rollout in a ledger: names of targets by wave, budget and pace as the test needs them.
struct SmallRollout {
    let ledger: Ledger
    let run: RunID
    let names: [[String]]

    static let author = EventAuthor(actor: "ann", host: "laptop")

    init(
        _ ledger: Ledger, _ waves: [[String]], budget: Int = 100, gates: Int = 0, total: Int = 32,
        perServer: Int = 32, pause: Duration = .zero, takesBack: RunID? = nil, sweeps: Int = 0,
        windows: [String: Int] = [:]
    ) throws {
        self.ledger = ledger
        names = waves
        let shape = RolloutShape(
            waves: waves.map { .init(jobs: $0.count, gates: gates, budget: budget) }, budget: budget,
            pace: Pace(total: total, perServer: perServer, pause: pause), sweeps: sweeps)
        let description = RolloutDescription(
            run: RunDescription(command: "upgrade to head", operation: .upgrade, revision: "2b"),
            author: Self.author, policy: "{}", shape: shape, waveNames: waves.indices.map { "wave \($0)" },
            digest: "d", revisions: [PlannedRevision(id: RevisionID("2b"), digest: "x", textDigest: "y")],
            takesBack: takesBack)
        let jobs = waves.enumerated().flatMap { wave, names in
            names.map { PlannedJob(entry: target($0), wave: wave, window: windows[$0], expected: rows("1a")) }
        }
        run = try ledger.beginRollout(description, jobs: jobs)
    }

    /// A worker that reaches all of the rollout's targets; its numbers for them are their places in the rollout.
    func worker(_ other: Ledger? = nil, reaching some: [String]? = nil) throws -> WriterID {
        let reached = some ?? names.flatMap { $0 }
        return try (other ?? ledger).enrol(
            selection: "", targets: reached.enumerated().map { (entry: target($1), place: $0) })
    }

    var record: RolloutRecord {
        get throws { try #require(try ledger.rollout(run)) }
    }

    func claim(_ wanted: Int, _ worker: WriterID, on other: Ledger? = nil) throws -> [Claim.Item] {
        try #require(
            try (other ?? ledger).exchange([], claiming: wanted, of: run, for: worker, openWindows: [])
        ).items
    }

    /// Reports on jobs that were claimed; all of them end so.
    func end(_ items: [Claim.Item], _ outcome: Outcome, _ worker: WriterID, on other: Ledger? = nil) throws {
        let all = names.flatMap { $0 }
        let reports = items.map { item in
            let failure = outcome == .succeeded ? nil : JobFailure(.syntax, code: "42601", message: "syntax error")
            return StagedReport(
                JobReport(item.job, .ended(outcome)),
                .ended(
                    TargetID(all[item.place]),
                    JobResult(
                        outcome, before: rows("1a"), after: outcome == .succeeded ? rows("2b") : rows("1a"),
                        failure: failure)))
        }
        _ = try (other ?? ledger).exchange(reports, claiming: 0, of: run, for: worker, openWindows: [])
    }

    @discardableResult
    func steer(_ event: RolloutEvent) throws -> Steering {
        try ledger.steer(run, event, author: Self.author, reason: "because")
    }

    /// Whether the tallies say what the rows of the jobs say.
    func talliesAreTrue() throws -> Bool {
        let counted = try ledger.countedJobs(of: run)
        return try record.rollout.tallies.enumerated().allSatisfy { wave, tally in
            let own = counted[wave] ?? [:]
            return tally.planned == (own[.planned] ?? 0) + (own[.unsettled] ?? 0)
                && tally.unsettled == own[.unsettled] ?? 0 && tally.underWay == own[.underWay] ?? 0
                && Outcome.allCases.allSatisfy { tally[$0] == own[JobState($0)] ?? 0 }
        }
    }
}

extension Ledger {
    func claim(_ wanted: Int, of run: RunID, for worker: WriterID, openWindows: Set<Int>) throws -> Claim? {
        try exchange([], claiming: wanted, of: run, for: worker, openWindows: openWindows)
    }

    func tell(_ report: JobReport, _ event: JobEvent, of run: RunID, by worker: WriterID) throws {
        _ = try exchange([StagedReport(report, event)], claiming: 0, of: run, for: worker, openWindows: [])
    }

    /// Counts the rows of a rollout's jobs by wave and state.
    func countedJobs(of run: RunID) throws -> [Int: [JobState: Int]] {
        try ask { (store) throws(DriverError) in
            var counts: [Int: [JobState: Int]] = [:]
            let sql = "SELECT wave, state, count(*) FROM assignments WHERE run = ?1 GROUP BY wave, state"
            try store.connection.forEachRow(sql, .integer(run.number)) { (row) throws(DriverError) in
                counts[row.count(0), default: [:]][try row.word(1)] = row.count(2)
                return true
            }
            return counts
        }
    }
}
