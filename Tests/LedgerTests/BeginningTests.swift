import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Glibc
import Testing

@testable import FlotillaLedger

@Suite("Beginning a run")
struct BeginningTests {
    let scratches = Scratches()

    @Test("the intent is on the disk before anything is done", arguments: LedgerEngine.allCases)
    func intent(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex"))
        let jobs = try scratch.ledger().unfinishedJobs(of: run)
        #expect(jobs.map(\.target.text) == ["acme", "globex"])
        #expect(jobs.allSatisfy { $0.startedAt == nil && $0.outcome == nil })
    }

    @Test("the run says who does what from where", arguments: LedgerEngine.allCases)
    func description(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try #require(try ledger.run(ledger.beginRun(.upgrade(), targets: targets("acme"))))
        #expect(run.operation == .upgrade)
        #expect(run.revision == "head")
        #expect(run.process == .current)
        #expect(run.process.startTicks > 0)
        #expect(run.state == .running)
        #expect(run.targets == 1)
    }

    @Test(
        "a target is known from its first run on, by its redacted URL and its labels",
        arguments: LedgerEngine.allCases)
    func upsert(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let url = try ConnectionURL(parsing: "postgresql://app:c%40nary%2F1@db1:6432/acme?schema=s")
        let entry = TargetEntry(id: TargetID("acme"), url: url, labels: ["region": "eu,west", "tier": "a=b"])
        _ = try scratch.ledger().beginRun(.upgrade(.dead), targets: targets("acme"))
        _ = try ledger.beginRun(.upgrade(), targets: [entry])
        let record = try ledger.target(TargetID("acme"))
        #expect(record.url == "postgresql://app:***@db1:6432/acme?schema=s")
        #expect(record.labels == ["region": "eu,west", "tier": "a=b"])
        #expect(record.server == "postgresql://db1:6432")
        #expect(record.version == nil)
    }

    @Test("a run that overlaps with one that is alive is refused, and told by whom", arguments: LedgerEngine.allCases)
    func overlap(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let first = try ledger.beginRun(.upgrade(), targets: targets("a", "b", "c", "d", "e"))
        let other = try scratch.ledger()
        let error = try other.error { _ = try $0.beginRun(.upgrade(), targets: targets("x", "e", "d", "c", "b")) }
        guard case .busy(let holder) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(holder.run == first)
        #expect(holder.operation == .upgrade)
        #expect(holder.process == .current)
        #expect(holder.sample.map(\.text) == ["e", "d", "c"])
        #expect(holder.startedAt == (try ledger.run(first)?.startedAt))
    }

    @Test("a refused run leaves no trace", arguments: LedgerEngine.allCases)
    func refused(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(), targets: targets("a"))
        _ = try ledger.error { _ = try $0.beginRun(.upgrade(), targets: targets("a", "z")) }
        #expect(try ledger.runs().count == 1)
        #expect(throws: LedgerError.notFound(TargetID("z"), near: [TargetID("a")])) { try ledger.target(TargetID("z")) }
    }

    @Test("runs over different targets go on side by side", arguments: LedgerEngine.allCases)
    func disjoint(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let one = try ledger.beginRun(.upgrade(), targets: targets("a", "b"))
        let two = try scratch.ledger().beginRun(.upgrade(), targets: targets("c"))
        #expect(try ledger.runs().map(\.state) == [.running, .running])
        #expect(one < two)
    }

    @Test("reading versions neither holds targets nor is held up", arguments: LedgerEngine.allCases)
    func current(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let reading = RunDescription(command: "flotilla current", operation: .current, revision: "")
        let one = try ledger.beginRun(reading, targets: targets("a"))
        let two = try ledger.beginRun(.upgrade(), targets: targets("a"))
        let three = try ledger.beginRun(reading, targets: targets("a"))
        #expect([one, two, three] == [one, two, three].sorted())
    }

    @Test("a run that ended holds nothing", arguments: LedgerEngine.allCases)
    func ended(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let first = try ledger.beginRun(.upgrade(), targets: targets("a"))
        try ledger.endRun(first)
        #expect(try ledger.beginRun(.upgrade(), targets: targets("a")) > first)
    }

    @Test(
        "the targets of a run whose process is gone are free, and it is marked interrupted",
        arguments: LedgerEngine.allCases)
    func deadProcess(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let first = try scratch.ledger().beginRun(.upgrade(.dead), targets: targets("a"))
        _ = try scratch.ledger().beginRun(.upgrade(), targets: targets("a"))
        #expect(try ledger.run(first)?.state == .interrupted)
    }

    @Test("a process that died and was not waited for is gone")
    func zombie() throws {
        var child = pid_t()
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("true"), nil]
        defer { free(arguments[0]) }
        try #require(posix_spawn(&child, "/bin/true", nil, nil, &arguments, nil) == 0)
        var information = siginfo_t()
        waitid(P_PID, id_t(child), &information, WEXITED | WNOWAIT)
        let current = ProcessMark.current
        let mark = ProcessMark(host: current.host, scope: current.scope, pid: child, startTicks: 0, user: "x")
        #expect(!mark.mayBeRunning)
        waitpid(child, nil, 0)
    }

    @Test(
        "a run that gave no sign of life for a lease is abandoned, and its targets are free",
        arguments: LedgerEngine.allCases)
    func leaseExpired(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let first = try ledger.beginRun(.upgrade(), targets: targets("a"))
        _ = try scratch.ledger(clockOffset: .seconds(31)).beginRun(.upgrade(), targets: targets("a"))
        #expect(try ledger.run(first)?.state == .abandoned)
    }

    @Test("within the lease a process that cannot be seen from here counts as alive", arguments: LedgerEngine.allCases)
    func elsewhere(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        _ = try ledger.beginRun(.upgrade(.elsewhere), targets: targets("a"))
        let late = try scratch.ledger(clockOffset: .seconds(25))
        let error = try late.error { _ = try $0.beginRun(.upgrade(), targets: targets("a")) }
        guard case .busy(let holder) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(holder.process == .elsewhere)
    }

    @Test(
        "whether a run is alive is judged by process, then by its last sign of life",
        arguments: [
            (0, true, Liveness.alive), (29, true, .alive), (30, true, .abandoned), (-29, true, .alive),
            (-31, true, .abandoned), (0, false, .interrupted), (99, false, .interrupted),
        ])
    func liveness(age: Int64, mayBeRunning: Bool, expected: Liveness) {
        let now = LedgerTime(microseconds: 1_000_000_000)
        let verdict = Liveness.judge(
            heartbeat: now - .seconds(age), now: now, lease: .seconds(30), mayBeRunning: mayBeRunning)
        #expect(verdict == expected)
    }

    @Test("a target that is named twice has one job", arguments: LedgerEngine.allCases)
    func twice(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("a", "b", "a"))
        #expect(try ledger.run(run)?.targets == 2)
    }

    @Test(
        "of many that begin at once over the same target one begins, and the others are told",
        arguments: LedgerEngine.allCases)
    func race(_ engine: LedgerEngine) async throws {
        let scratch = try scratches.make(engine)
        let ledgers = try (0..<6).map { _ in try scratch.ledger() }
        let begun = await withTaskGroup(of: Bool.self) { group in
            for (number, ledger) in ledgers.enumerated() {
                group.addTask {
                    (try? ledger.beginRun(.upgrade(), targets: targets("own\(number)", "shared"))) != nil
                }
            }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(begun == 1)
        #expect(try ledgers[0].runs().count == 1)
    }

    @Test("processes that write at once, about the same targets too, lose nothing", arguments: LedgerEngine.allCases)
    func sideBySide(_ engine: LedgerEngine) async throws {
        let scratch = try scratches.make(engine)
        let reading = RunDescription(command: "flotilla current", operation: .current, revision: "")
        let names = (0..<400).map { "t\($0)" }
        let ledgers = try (0..<3).map { _ in try scratch.ledger() }
        let counts = try await withThrowingTaskGroup(of: Int.self) { group in
            for (number, ledger) in ledgers.enumerated() {
                group.addTask {
                    let run = try ledger.beginRun(reading, targets: names.map(target))
                    for name in number == 1 ? names.reversed() : names { ledger.job(name, in: run, .upgraded) }
                    return try ledger.endRun(run)[.succeeded]
                }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(counts == [400, 400, 400])
    }

    @Test("ten thousand targets come as they are read", arguments: LedgerEngine.allCases)
    func many(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let entries = (0..<10_000).lazy.map { target("tenant_\($0)") }
        let run = try ledger.beginRun(.upgrade(), targets: entries)
        #expect(try ledger.run(run)?.targets == 10_000)
        #expect(try ledger.summary(of: run).unrecorded == 10_000)
    }
}
