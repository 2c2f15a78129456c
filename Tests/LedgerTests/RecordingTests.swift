import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("Recording what happens")
struct RecordingTests {
    let scratches = Scratches()

    @Test("a job that succeeded is remembered with its versions and times", arguments: LedgerEngine.allCases)
    func success(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        var result = JobResult.upgraded
        result.connecting = .milliseconds(8)
        result.running = .microseconds(1_500)
        ledger.job("acme", in: run, result)
        let job = try ledger.onlyJob("acme")
        #expect(job.outcome == .succeeded)
        #expect(job.before == rows("1a"))
        #expect(job.after == rows("2b"))
        #expect(job.attempts == 1)
        #expect(job.connecting == .milliseconds(8))
        #expect(job.running == .microseconds(1_500))
        #expect(try #require(job.startedAt) <= #require(job.endedAt))
    }

    @Test("a target's version is the one its last job left", arguments: LedgerEngine.allCases)
    func standing(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        ledger.job("acme", in: run, .upgraded)
        try ledger.waitUntilDurable()
        let record = try ledger.target(TargetID("acme"))
        #expect(record.version == rows("2b"))
        #expect(record.outcome == .succeeded)
        #expect(record.seenAt != nil)
        #expect(record.failure == nil)
    }

    @Test("a job that failed is remembered with its cause and place", arguments: LedgerEngine.allCases)
    func failure(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        let failure = JobFailure(
            .lockTimeout, code: "55P03", message: "canceling statement", revision: RevisionID("2b"), line: 7)
        ledger.job("acme", in: run, JobResult(.failed, before: rows("1a"), failure: failure))
        #expect(try ledger.onlyJob("acme").failure == failure)
        let record = try ledger.target(TargetID("acme"))
        #expect(record.failure?.cause == .lockTimeout)
        #expect(record.failure?.run == run)
        #expect(record.version == rows("1a"))
    }

    @Test("tries that failed are kept with their number and duration", arguments: LedgerEngine.allCases)
    func attempts(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        let failure = JobFailure(.unreachable, code: "08006", message: "refused")
        ledger.record(.started(TargetID("acme"), attempt: 1), in: run)
        ledger.record(.attemptFailed(TargetID("acme"), attempt: 1, failure, took: .seconds(2)), in: run)
        ledger.record(.started(TargetID("acme"), attempt: 2), in: run)
        try ledger.waitUntilDurable()
        ledger.record(.attemptFailed(TargetID("acme"), attempt: 2, failure, took: .zero), in: run)
        ledger.record(.started(TargetID("acme"), attempt: 3), in: run)
        ledger.record(.ended(TargetID("acme"), .upgraded), in: run)
        #expect(try ledger.onlyJob("acme").attempts == 3)
        let attempts = try ledger.attempts(of: TargetID("acme"), in: run)
        #expect(attempts.map(\.number) == [1, 2])
        #expect(attempts.map { $0.endedAt - $0.startedAt } == [.seconds(2), .zero])
        #expect(attempts.map(\.failure) == [failure, failure])
    }

    @Test("a cancelled job does not hide why its target failed before", arguments: LedgerEngine.allCases)
    func cancelled(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        ledger.job("acme", in: run, .failed(.syntax, "near FRM"))
        try ledger.endRun(run)
        let next = try ledger.beginRun(.upgrade(), targets: targets("acme"))
        ledger.job("acme", in: next, JobResult(.cancelled))
        try ledger.waitUntilDurable()
        #expect(try ledger.target(TargetID("acme")).failure?.cause == .syntax)
    }

    @Test("success clears the failure", arguments: LedgerEngine.allCases)
    func cleared(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        ledger.job("acme", in: run, .failed(.syntax, "near FRM"))
        try ledger.endRun(run)
        let next = try ledger.beginRun(.upgrade(), targets: targets("acme"))
        ledger.job("acme", in: next, .upgraded)
        try ledger.waitUntilDurable()
        #expect(try ledger.failures().isEmpty)
    }

    @Test("several heads and an empty version table come back as they were", arguments: LedgerEngine.allCases)
    func versions(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        ledger.job("acme", in: run, JobResult(.succeeded, before: [], after: rows("b2", "a1")))
        let job = try ledger.onlyJob("acme")
        #expect(job.before == [])
        #expect(job.after == rows("a1", "b2"))
    }

    @Test(
        "a version can be noted outside of any run, also of a target that nobody knew",
        arguments: LedgerEngine.allCases)
    func versionSeen(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        ledger.recordVersion(rows("9z"), of: target("newcomer"))
        try ledger.waitUntilDurable()
        #expect(try ledger.target(TargetID("newcomer")).version == rows("9z"))
    }

    @Test("ending a run cancels what was not begun and counts the rest", arguments: LedgerEngine.allCases)
    func end(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        ledger.job("acme", in: run, .upgraded)
        ledger.record(.started(TargetID("globex"), attempt: 1), in: run)
        let summary = try ledger.endRun(run, .interrupted)
        #expect(summary.counts == [.succeeded: 1, .cancelled: 1])
        #expect(summary.unrecorded == 1)
        let record = try #require(try ledger.run(run))
        #expect(record.state == .interrupted)
        #expect(record.summary == summary)
        #expect(record.endedAt != nil)
    }

    @Test("a password in a URL reaches no byte of the file", arguments: LedgerEngine.allCases)
    func canary(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        let url = try ConnectionURL(parsing: "mysql://app:k4n%40ry-%3Aw0rd@db/acme")
        let run = try ledger.beginRun(
            RunDescription(
                command: "upgrade --database mysql://app:k4n%40ry-%3Aw0rd@db/acme", operation: .upgrade,
                revision: "head"),
            targets: [TargetEntry(id: TargetID("secret"), url: url)])
        ledger.job("secret", in: run, .failed(.other, "cannot use mysql://app:k4n@ry-:w0rd@db/acme"))
        try ledger.endRun(run)
        let text = try scratch.everything()
        #expect(text.contains("mysql://app:***@db"))
        #expect(!text.contains("k4n"))
        #expect(!text.contains("w0rd"))
    }

    @Test(
        "ten thousand events of many threads are written in few commits, and none is lost",
        arguments: LedgerEngine.allCases)
    func groupCommit(_ engine: LedgerEngine) async throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        let run = try ledger.beginRun(.upgrade(), targets: (0..<5_000).lazy.map { target("t\($0)") })
        let before = try ledger.writer.perform { $0.store.connection.commits }
        await withTaskGroup { group in
            for part in 0..<4 {
                group.addTask { [ledger] in
                    for number in stride(from: part, to: 5_000, by: 4) {
                        ledger.job("t\(number)", in: run, .upgraded)
                    }
                }
            }
        }
        try ledger.waitUntilDurable()
        let commits = try ledger.writer.perform { $0.store.connection.commits } - before
        #expect(commits < 1_000)
        #expect(try ledger.summary(of: run)[.succeeded] == 5_000)
    }

    @Test("events of one write are folded into one change per job, in their order")
    func fold() {
        let run = RunID(1)
        let acme = TargetID("acme")
        let failure = JobFailure(.deadlock, message: "x")
        let changes = JobChange.fold([
            (run, .started(acme, attempt: 1, before: rows("1a"))),
            (run, .started(TargetID("globex"), attempt: 1)),
            (run, .attemptFailed(acme, attempt: 1, failure, took: .zero)),
            (run, .started(acme, attempt: 2)),
            (RunID(99), .started(acme, attempt: 5)),
            (run, .ended(acme, JobResult(.succeeded, after: rows("2b")))),
        ])
        #expect(changes.map(\.target.text) == ["acme", "globex", "acme"])
        #expect(changes.map(\.attempt) == [2, 1, 5])
        #expect(changes[0].before == rows("1a"))
        #expect(changes[0].failedAttempts.map(\.number) == [1])
        #expect(changes[0].result?.after == rows("2b"))
    }
}

extension Ledger {
    fileprivate func onlyJob(_ name: String) throws -> JobRecord {
        try waitUntilDurable()
        return try #require(try history(of: TargetID(name)).first)
    }
}
