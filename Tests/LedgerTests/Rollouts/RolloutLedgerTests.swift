import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("Rollouts in the ledger")
struct RolloutLedgerTests {
    let scratches = Scratches()

    @Test("a rollout is written down whole before anything is done", arguments: LedgerEngine.allCases)
    func beginning(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a"], ["b", "c"]])
        let record = try rollout.record
        #expect(record.state == .advancing(wave: 0))
        #expect(record.waveNames == ["wave 0", "wave 1"])
        #expect(record.rollout.tallies.map(\.planned) == [1, 2])
        #expect(record.author == "ann")
        #expect(try rollout.ledger.revisions(of: rollout.run).map(\.digest) == ["x"])
        #expect(try rollout.ledger.openRollouts().map(\.run) == [rollout.run])
        #expect(try rollout.talliesAreTrue())
    }

    @Test("a rollout over targets of one that goes on is refused", arguments: LedgerEngine.allCases)
    func overlap(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let first = try SmallRollout(ledger, [["a", "b"]])
        let error = #expect(throws: LedgerError.self) { _ = try SmallRollout(ledger, [["b", "c"]]) }
        guard case .busy(let holder) = error else {
            Issue.record("not busy: \(String(describing: error))")
            return
        }
        #expect(holder.run == first.run)
        #expect(holder.sample.map(\.text) == ["b"])
    }

    @Test(
        "jobs are handed out in their order, wave by wave, and only those that the worker reaches",
        arguments: LedgerEngine.allCases)
    func order(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["c", "a"], ["b"]])
        let some = try rollout.worker(reaching: ["a", "b"])
        let all = try rollout.worker()
        #expect(try rollout.claim(9, some).map(\.place) == [0])
        let items = try rollout.claim(9, all)
        #expect(items.map(\.place) == [0])
        #expect(items.first?.expected == rows("1a"))
        try rollout.end(items, .succeeded, all)
        #expect(try rollout.claim(9, all).isEmpty, "the first wave has not ended")
    }

    @Test(
        "what ends is in the job, in the target's standing and in the record of events",
        arguments: LedgerEngine.allCases)
    func ending(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a", "b"]])
        let worker = try rollout.worker()
        let items = try rollout.claim(2, worker)
        try rollout.end([items[0]], .succeeded, worker)
        try rollout.end([items[1]], .failed, worker)
        #expect(try rollout.record.state == .completed)
        #expect(try rollout.talliesAreTrue())
        #expect(try rollout.ledger.target(TargetID("a")).version == rows("2b"))
        #expect(try rollout.ledger.target(TargetID("b")).failure?.code == "42601")
        let groups = try rollout.ledger.failedJobs(of: rollout.run)
        #expect(groups.map { $0.targets.map(\.text) } == [["b"]])
        let run = try #require(try rollout.ledger.run(rollout.run))
        #expect(run.state == .finished)
        #expect(run.summary?[.succeeded] == 1)
        let kinds = try rollout.ledger.newestEvents(EventFilter(run: rollout.run), limit: 20).map(\.kind)
        #expect(kinds.filter { $0 == "job ended" }.count == 2)
        #expect(kinds.last == "rollout begun")
    }

    @Test("in strict mode no more is under way than the budget bears, and one", arguments: LedgerEngine.allCases)
    func strict(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(
            try scratches.make(engine).ledger(), [(0..<20).map { "t\($0)" }], budget: 3)
        let worker = try rollout.worker()
        let first = try rollout.claim(20, worker)
        #expect(first.count == 4)
        try rollout.end(Array(first.prefix(2)), .failed, worker)
        #expect(try rollout.claim(20, worker).isEmpty, "two failed and two may")
        try rollout.end(Array(first.suffix(2)), .failed, worker)
        #expect(try rollout.record.state == .paused(Hold(.wave(0), .budget(wave: nil))))
        #expect(try rollout.record.rollout.failures == 4)
    }

    @Test("a server gets no more at once than the pace says", arguments: LedgerEngine.allCases)
    func perServer(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(
            try scratches.make(engine).ledger(), [(0..<20).map { "t\($0)" }], perServer: 3)
        let first = try rollout.worker()
        _ = try rollout.worker()
        #expect(try rollout.claim(20, first).count == 3, "all of them are on one server, and another worker is alive")
    }

    @Test("what a full server keeps back is passed over, however much it is", arguments: LedgerEngine.allCases)
    func fullServers(_ engine: LedgerEngine) throws {
        let names = (0..<600).map { "a\($0)@big" } + ["b1@small", "b2@small", "c@odd'server"]
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [names], total: 64, perServer: 2)
        let worker = try rollout.worker()
        let small = try rollout.worker(reaching: ["a7@big"])
        let found = try rollout.claim(64, worker).map { names[$0.place] }
        #expect(found == ["a0@big", "a1@big", "b1@small", "b2@small", "c@odd'server"])
        #expect(try rollout.claim(64, worker).isEmpty && rollout.claim(64, small).isEmpty)
    }

    @Test("after a pause nothing is handed out, and after it is resumed it goes on", arguments: LedgerEngine.allCases)
    func pause(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a", "b", "c"]])
        let worker = try rollout.worker()
        let items = try rollout.claim(1, worker)
        try rollout.steer(.pauseRequested)
        #expect(try rollout.record.state.phase == .pausing)
        #expect(try rollout.claim(3, worker).isEmpty)
        try rollout.end(items, .succeeded, worker)
        #expect(try rollout.record.state.phase == .paused)
        #expect(try rollout.claim(3, worker).isEmpty)
        try rollout.steer(.resumeRequested(tolerating: nil))
        #expect(try rollout.claim(3, worker).count == 2)
        #expect(try rollout.talliesAreTrue())
    }

    @Test("an abort cancels what has not begun, and says so of each job", arguments: LedgerEngine.allCases)
    func abort(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a", "b"], ["c"]])
        let worker = try rollout.worker()
        let items = try rollout.claim(1, worker)
        try rollout.steer(.abortRequested(takesBack: false))
        #expect(try rollout.record.state.phase == .aborting)
        try rollout.end(items, .succeeded, worker)
        #expect(try rollout.record.state == .aborted)
        #expect(try rollout.record.rollout.tallies.map { $0[.cancelled] } == [1, 1])
        #expect(try rollout.talliesAreTrue())
        #expect(try rollout.ledger.run(rollout.run)?.state == .interrupted)
        #expect(try rollout.ledger.unfinishedJobs(of: rollout.run).isEmpty)
    }

    @Test("what makes no sense is refused and changes nothing", arguments: LedgerEngine.allCases)
    func refusal(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a"]])
        let before = try rollout.record
        #expect(
            try rollout.steer(.gatePassed(wave: 0, gate: 0))
                == .refused(.noSuchTransition(from: .advancing, on: .gatePassed), in: .advancing(wave: 0)))
        #expect(try rollout.record.rollout == before.rollout)
        #expect(try rollout.ledger.steer(RunID(99), .pauseRequested, author: SmallRollout.author) == .noSuchRollout)
    }

    @Test(
        "jobs that a person reopens are tried again, and their failure is kept as an attempt",
        arguments: LedgerEngine.allCases)
    func reopening(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a", "b"]], budget: 0)
        let worker = try rollout.worker()
        try rollout.end(try rollout.claim(1, worker), .failed, worker)
        let jobs = try rollout.ledger.failedJobs(of: rollout.run).flatMap(\.jobs)
        let (count, _) = try rollout.ledger.reopen(jobs, of: rollout.run, resumes: true, author: SmallRollout.author)
        #expect(count == 1)
        #expect(try rollout.record.state.phase == .retrying)
        let again = try rollout.claim(9, worker)
        #expect(again.map(\.place) == [0])
        #expect(again.first?.job.attempt == 2)
        #expect(again.first?.job.tries == 1, "attempts before a person looked do not count against the retries")
        try rollout.end(again, .succeeded, worker)
        #expect(try rollout.record.state == .advancing(wave: 0))
        #expect(try rollout.ledger.attempts(of: TargetID("a"), in: rollout.run).map(\.failure.code) == ["42601"])
        #expect(try rollout.talliesAreTrue())
    }

    @Test(
        "what a rollout has taken back does not count as another one's doing any more", arguments: LedgerEngine.allCases
    )
    func takingBack(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        let first = try SmallRollout(ledger, [["a", "b"]])
        let worker = try first.worker()
        try first.end(try first.claim(2, worker), .succeeded, worker)
        #expect(try ledger.changedJobs(of: first.run).map(\.target.text) == ["b", "a"], "the last first")
        let back = try SmallRollout(ledger, [["b", "a"]], takesBack: first.run)
        let again = try back.worker()
        try back.end(try back.claim(1, again), .succeeded, again)
        #expect(try ledger.changedJobs(of: first.run).map(\.target.text) == ["a"])
    }
}

@Suite("Jobs that may begin")
struct CandidateTests {
    let scratches = Scratches()

    /// Sorting them would take as long as there are jobs in the wave, for every few that are asked for.
    @Test("are found in their order by an index", arguments: [Rollout.Offer.wave(0), .reopened, .unsettled])
    func inOrder(_ offer: Rollout.Offer) throws {
        let rollout = try SmallRollout(try scratches.make(.sqlite).ledger(), [["a", "b"], ["c"]])
        let worker = try rollout.worker()
        let plan = try rollout.ledger.ask { (store) throws(DriverError) in
            let rows = LedgerRolloutRows(
                store, rollout.run, author: SmallRollout.author, lease: .seconds(60), now: try store.now(),
                reach: worker)
            let question = rows.question(offer, after: (0, 1), limit: 9, full: ["s"], openWindows: [0, 1])
            var plan: [String] = []
            try store.connection.forEachRow(
                LedgerStatement("EXPLAIN QUERY PLAN " + question.sql, question.values)
            ) { row in
                plan.append(row.text(3) ?? "")
                return true
            }
            return plan
        }
        #expect(plan.first?.contains("assignments_open") == true && plan.count == 3, "\(plan)")
        #expect(!plan.contains { $0.contains("TEMP B-TREE") }, "\(plan)")
    }
}
