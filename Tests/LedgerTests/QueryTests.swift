import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("Asking the ledger")
struct QueryTests {
    let scratches = Scratches()

    @Test("the census counts targets by version, the most frequent first", arguments: LedgerEngine.allCases)
    func census(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        try ledger.finishedRun([
            "a": .upgraded, "b": .upgraded, "c": .failed(.syntax, "x"), "d": JobResult(.unreachable),
        ])
        let census = try ledger.census()
        #expect(census.map(\.targets) == [2, 1, 1])
        #expect(census.map(\.version) == [rows("2b"), nil, rows("1a")])
    }

    @Test("the census of some targets leaves out the others and the unknown", arguments: LedgerEngine.allCases)
    func censusOfSome(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        try ledger.finishedRun(["a": .upgraded, "b": .upgraded, "c": .upgraded])
        let census = try ledger.census(of: ["a", "c", "nobody"].map { TargetID($0) })
        #expect(census == [VersionCount(version: rows("2b"), targets: 2)])
    }

    @Test("laggards are not on the wanted version, or were never seen", arguments: LedgerEngine.allCases)
    func laggards(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        try ledger.finishedRun([
            "a": .upgraded, "b": .failed(.syntax, "x"), "c": JobResult(.unreachable), "d": .upgraded,
        ])
        #expect(try ledger.laggards(behind: rows("2b"), limit: 9).map(\.id.text) == ["b", "c"])
        #expect(try ledger.laggards(behind: rows("2b"), limit: 1).map(\.id.text) == ["b"])
    }

    @Test(
        "failures for one reason are one group, whatever names and numbers their messages hold",
        arguments: LedgerEngine.allCases)
    func failures(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let reset = JobResult.failed(.connectionLost, "reset")
        let last = try ledger.finishedRun([
            "tenant_1": .failed(.missingDatabase, "database \"tenant_1\" does not exist (attempt 12)"),
            "tenant_2": .failed(.missingDatabase, "database \"tenant_2\" does not exist (attempt 7)"),
            "acme": .failed(.missingDatabase, "database \"acme\" does not exist (attempt 1)"),
            "globex": .failed(.missingDatabase, "database \"globex\" does not exist (attempt 3)"),
            "other": reset, "fine": .upgraded,
        ])
        let groups = try ledger.failures()
        #expect(groups.map(\.targets) == [4, 1])
        #expect(groups.map(\.cause) == [.missingDatabase, .connectionLost])
        #expect(groups[0].pattern == "database \"…\" does not exist (attempt #)")
        #expect(groups[0].examples.map(\.text) == ["acme", "globex", "tenant_1"])
        #expect(groups[0].lastRun == last)
    }

    @Test("the history of a target lists its jobs, the last first", arguments: LedgerEngine.allCases)
    func history(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let one = try ledger.finishedRun(["a": .failed(.syntax, "x"), "b": .upgraded])
        let two = try ledger.finishedRun(["a": .upgraded])
        let history = try ledger.history(of: TargetID("a"))
        #expect(history.map(\.run) == [two, one])
        #expect(history.map(\.outcome) == [.succeeded, .failed])
        #expect(history.map(\.argument) == ["head", "head"])
        #expect(try ledger.history(of: TargetID("a"), limit: 1).map(\.run) == [two])
    }

    @Test("an unknown target is answered with names that are spelt almost so", arguments: LedgerEngine.allCases)
    func notFound(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        try ledger.finishedRun(["tenant_1": .upgraded, "tenant_12": .upgraded, "acme": .upgraded])
        let error = try ledger.error { _ = try $0.history(of: TargetID("tenant-1")) }
        #expect(error == .notFound(TargetID("tenant-1"), near: [TargetID("tenant_1"), TargetID("tenant_12")]))
    }

    @Test("runs are listed with their counts, the last first", arguments: LedgerEngine.allCases)
    func runs(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let one = try ledger.finishedRun(["a": .upgraded, "b": .failed(.syntax, "x")])
        let two = try ledger.finishedRun(["a": .upgraded])
        let runs = try ledger.runs()
        #expect(runs.map(\.id) == [two, one])
        #expect(runs[1].summary?.counts == [.succeeded: 1, .failed: 1])
        #expect(try ledger.runs(limit: 1).count == 1)
    }

    @Test(
        "jobs that a dead process left are unrecorded until a later run takes them up",
        arguments: LedgerEngine.allCases)
    func unrecorded(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let dead = try ledger.beginRun(.upgrade(.dead), targets: targets("a", "b", "c"))
        ledger.job("a", in: dead, .upgraded)
        ledger.record(.started(TargetID("b"), attempt: 1), in: dead)
        try ledger.waitUntilDurable()
        #expect(try ledger.unrecordedTargets().map(\.target.text) == ["b", "c"])
        #expect(try ledger.interruptedRuns().map(\.id) == [dead])
        let later = try scratch.ledger().finishedRun(["b": .upgraded])
        #expect(try ledger.unrecordedTargets().map(\.target.text) == ["c"])
        #expect(try ledger.history(of: TargetID("b")).last?.supersededBy == later)
    }

    @Test("reading versions does not settle what a dead process left", arguments: LedgerEngine.allCases)
    func readingSettlesNothing(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(.dead), targets: targets("a"))
        let reading = RunDescription(command: "current", operation: .current, revision: "")
        let other = try scratch.ledger()
        let run = try other.beginRun(reading, targets: targets("a"))
        other.job("a", in: run, JobResult(.succeeded, after: rows("1a")))
        try other.endRun(run)
        #expect(try ledger.unrecordedTargets().map(\.target.text) == ["a"])
    }

    @Test("a process that died while reading versions leaves nothing in doubt", arguments: LedgerEngine.allCases)
    func deadReader(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let reading = RunDescription(command: "current", operation: .current, revision: "", process: .dead)
        let dead = try ledger.beginRun(reading, targets: targets("a"))
        #expect(try ledger.unrecordedTargets().isEmpty)
        try scratch.ledger().finishedRun(["z": .upgraded])
        #expect(try ledger.summary(of: dead).counts == [.cancelled: 1])
        #expect(try ledger.interruptedRuns().isEmpty)
    }

    @Test("the jobs of a run that is alive are not unrecorded", arguments: LedgerEngine.allCases)
    func alive(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(), targets: targets("a"))
        #expect(try ledger.unrecordedTargets().isEmpty)
        #expect(try ledger.interruptedRuns().isEmpty)
    }

    @Test("a word that this program never writes is corrupt, not a trap", arguments: LedgerEngine.allCases)
    func oddWord(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        try ledger.finishedRun(["a": .upgraded])
        try scratch.execute("UPDATE targets SET outcome = 'splendid'")
        let error = try ledger.error { _ = try $0.target(TargetID("a")) }
        guard case .corrupt(_, let message) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(message.contains("splendid"))
    }

    @Test(
        "a run whose process is gone is told as interrupted before any other run begins, one out of sight as abandoned",
        arguments: LedgerEngine.allCases)
    func cutShort(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let dead = try scratch.ledger().beginRun(.upgrade(.dead), targets: targets("acme"))
        let far = try scratch.ledger().beginRun(.upgrade(.elsewhere), targets: targets("globex"))
        let own = try scratch.ledger().beginRun(.upgrade(), targets: targets("initech"))
        let later = try scratch.ledger(clockOffset: .seconds(31))
        #expect(try later.run(dead)?.state == .interrupted)
        #expect(try later.run(far)?.state == .abandoned)
        #expect(try scratch.ledger().run(own)?.state == .running)
    }

    @Test("what a job left unfinished is known until one ends well", arguments: LedgerEngine.allCases)
    func remnants(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex"))
        let failure = JobFailure(.other, message: "no further")
        ledger.job("acme", in: run, JobResult(.failed, failure: failure, remnant: .halfApplied))
        ledger.job("globex", in: run, JobResult(.cancelled, failure: failure, remnant: .halfApplied))
        try ledger.waitUntilDurable()
        #expect(try ledger.targets(left: .halfApplied, limit: 9).map(\.text) == ["acme", "globex"])
        try ledger.endRun(run)
        let next = try ledger.beginRun(.upgrade(), targets: targets("acme"))
        ledger.job("acme", in: next, .upgraded)
        try ledger.waitUntilDurable()
        #expect(try ledger.targets(left: .halfApplied, limit: 9).map(\.text) == ["globex"])
    }
}

extension Ledger {
    /// A finished run in which each of `results` is the result of the target of that name.
    @discardableResult
    fileprivate func finishedRun(_ results: KeyValuePairs<String, JobResult>) throws -> RunID {
        let run = try beginRun(.upgrade(), targets: results.map { TargetEntry.named($0.key) })
        for (name, result) in results { job(name, in: run, result) }
        try endRun(run)
        return run
    }
}
