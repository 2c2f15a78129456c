import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("The record of events")
struct EventRecordTests {
    let scratches = Scratches()

    private func events(_ ledger: Ledger, _ filter: EventFilter = EventFilter()) throws -> [LedgerEvent] {
        var all: [LedgerEvent] = []
        try ledger.forEachEvent(filter) { all.append($0) }
        return all
    }

    @Test("a run leaves its beginning, the end of every job, and its end, sealed", arguments: LedgerEngine.allCases)
    func run(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex", "initech"))
        ledger.job("acme", in: run, .upgraded)
        ledger.job("globex", in: run, .failed(.syntax, "near FRM"))
        try ledger.endRun(run)
        let found = try events(ledger, EventFilter(run: run))
        #expect(found.map(\.kind) == ["run begun", "job ended", "job ended", "run ended"])
        #expect(found.map(\.target) == ["", "acme", "globex", ""])
        #expect(
            found.map(\.body) == [
                "flotilla upgrade --all, 3 targets", "succeeded, attempt 1, 1a -> 2b",
                "failed, attempt 1, on 1a, syntax X1", "finished: 1 succeeded, 1 failed, 1 cancelled",
            ])
        let me = EventAuthor.current
        #expect(found.allSatisfy { $0.actor == me.actor && $0.host == me.host && $0.run == run })
        let verdict = try ledger.verifyEvents()
        #expect(verdict.fault == nil && verdict.last.number == 5 && verdict.lastAt == found.last?.at)
    }

    @Test("a ledger's record begins with its making", arguments: LedgerEngine.allCases)
    func making(_ engine: LedgerEngine) throws {
        let found = try events(try scratches.make(engine).ledger())
        #expect(found.map(\.kind) == ["ledger made"] && found.map(\.body) == ["form \(Schema.form)"])
    }

    @Test("a ledger that was brought up to date says so, and knows older versions", arguments: LedgerEngine.allCases)
    func upgraded(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let first = try scratch.ledger()
        let run = try first.beginRun(.upgrade(), targets: targets("acme"))
        first.job("acme", in: run, .upgraded)
        try first.endRun(run)
        first.close()
        try scratch.execute(
            "ALTER TABLE targets DROP COLUMN estimates; ALTER TABLE targets DROP COLUMN estimated_at")
        try scratch.execute(
            engine == .sqlite
                ? """
                DROP TRIGGER targets_first_version; DROP TRIGGER targets_next_version; DROP TRIGGER events_unchanged;
                DROP TRIGGER events_undeleted; DROP TABLE versions; UPDATE schema_version SET version = 2
                """
                : """
                DROP FUNCTION keep_version CASCADE; DROP FUNCTION refuse_change CASCADE; DROP TABLE versions;
                UPDATE schema_version SET version = 2
                """)
        let ledger = try scratch.ledger()
        let last = try events(ledger).last
        #expect(last?.kind == "ledger upgraded" && last?.body == "form 2 -> \(Schema.form)")
        let then = try ledger.standings(at: try ledger.now(), of: nil)
        #expect(then.census == [VersionCount(version: rows("2b"), targets: 1)])
    }

    @Test("a run that was found dead is said to be, by whom it was found", arguments: LedgerEngine.allCases)
    func buried(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(.dead), targets: targets("acme"))
        _ = try ledger.beginRun(.upgrade(), targets: targets("acme"))
        let found = try events(ledger, EventFilter(run: run))
        #expect(found.map(\.kind) == ["run begun", "run interrupted"])
        #expect(found.map(\.actor) == ["somebody", EventAuthor.current.actor])
    }

    @Test("reasons are kept, passwords in them are not", arguments: LedgerEngine.allCases)
    func reasons(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let reason = "looked at postgresql://ann:k4n4ry@db/acme"
        let run = try ledger.beginRun(
            RunDescription(
                command: "resolve --applied \(reason)", operation: .resolve, revision: "--applied \(reason)",
                reason: reason),
            targets: targets("acme"))
        #expect(
            try events(ledger, EventFilter(run: run)).map(\.reason) == ["looked at postgresql://ann:***@db/acme"])
        #expect(try !scratch.everything().contains("k4n4ry"))
    }

    @Test("a run of which others believe that it is dead writes no event", arguments: LedgerEngine.allCases)
    func late(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(.dead), targets: targets("acme"))
        let other = try scratch.ledger()
        _ = try other.beginRun(.upgrade(), targets: targets("acme"))
        ledger.job("acme", in: run, .upgraded)
        _ = try? ledger.waitUntilDurable()
        #expect(try events(other, EventFilter(run: run)).allSatisfy { $0.kind != "job ended" })
        #expect(try other.verifyEvents().fault == nil)
    }

    @Test("an entry can neither be changed nor taken out", arguments: LedgerEngine.allCases)
    func onlyAdded(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        _ = try scratch.ledger()
        var attempts = ["UPDATE events SET reason = 'none'", "DELETE FROM events"]
        if engine == .postgresql { attempts += ["TRUNCATE events"] }
        for attempt in attempts {
            let error = try #require(throws: DriverError.self) { try scratch.execute(attempt) }
            #expect(error.message.contains("events are only ever added"))
        }
    }

    @Test("entries can be asked for by run, target and time, newest first", arguments: LedgerEngine.allCases)
    func filters(_ engine: LedgerEngine) throws {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let run = try ledger.beginRun(.upgrade(), targets: targets("acme", "globex"))
        ledger.job("acme", in: run, .upgraded)
        ledger.job("globex", in: run, .upgraded)
        try ledger.endRun(run)
        #expect(try ledger.newestEvents(limit: 2).map(\.kind) == ["run ended", "job ended"])
        #expect(
            try ledger.newestEvents(EventFilter(run: run, target: TargetID("acme")), limit: 9).map(\.kind)
                == ["job ended"])
        let later = try ledger.now() + .seconds(60)
        #expect(try events(ledger, EventFilter(since: later)).isEmpty)
        #expect(try ledger.newestEvents(EventFilter(run: RunID(99)), limit: 9).isEmpty)
    }

    @Test("many processes write one record without a gap", arguments: LedgerEngine.allCases)
    func together(_ engine: LedgerEngine) async throws {
        let scratch = try scratches.make(engine)
        try scratch.ledger().close()
        await withTaskGroup(of: Void.self) { group in
            for process in 0..<4 {
                group.addTask {
                    guard let ledger = try? scratch.ledger() else { return }
                    let names = (0..<40).map { "t\(process)-\($0)" }
                    guard let run = try? ledger.beginRun(.upgrade(), targets: names.map(target)) else { return }
                    for name in names { ledger.job(name, in: run, .upgraded) }
                    _ = try? ledger.endRun(run)
                    ledger.close()
                }
            }
        }
        let verdict = try scratch.ledger().verifyEvents()
        #expect(verdict.fault == nil && verdict.last.number == 1 + 4 * 42)
    }
}
