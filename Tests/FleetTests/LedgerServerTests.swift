import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import Foundation
import Testing

/// A ledger in a PostgreSQL database, and what it is asked past this program.
private struct ServerLedger {
    let database: Database
    let ledger: Ledger

    init(_ url: String, by proxy: WireProxy? = nil, settings: LedgerSettings = LedgerSettings()) throws {
        database = try Database(url)
        // The tables are made on the straight way, so that the proxy sees nothing of it.
        try Ledger.open(at: .database(database.url)).close()
        let way = try ConnectionURL(parsing: proxy?.url(url) ?? url)
        ledger = try Ledger.open(at: .database(way), settings: settings)
    }

    func begin(_ count: Int) throws -> RunID {
        try ledger.beginRun(
            RunDescription(command: "upgrade", operation: .upgrade, revision: "head"),
            targets: (0..<count).map { number in
                TargetEntry(
                    id: TargetID("t\(number)"), engine: nil, server: "s", redactedURL: "u", labels: [:])
            })
    }

    func succeed(_ number: Int, in run: RunID) {
        let failure = JobFailure(.unreachable, message: "not yet")
        ledger.record(.attemptFailed(TargetID("t\(number)"), attempt: 1, failure, took: .zero), in: run)
        ledger.record(.ended(TargetID("t\(number)"), JobResult(.succeeded, after: [RevisionID("a")])), in: run)
    }

    var isTroubled: Bool { if case .unavailable = ledger.failure { true } else { false } }

    func count(_ table: String, _ condition: String = "true") throws -> Int? {
        try database.value("SELECT count(*) FROM flotilla.\(table) WHERE \(condition)").flatMap { Int($0) }
    }
}

@Suite("A ledger on a server that goes away")
struct LedgerServerTests {
    @Test("goes on after a restart between two writes, as if nothing had been")
    func restart() throws {
        let server = try PrivatePostgreSQL()
        let ledger = try ServerLedger(server.url)
        let run = try ledger.begin(2)
        ledger.succeed(0, in: run)
        try ledger.ledger.waitUntilDurable()
        _ = try ledger.ledger.census()
        try server.stop()
        try server.start()
        ledger.succeed(1, in: run)
        #expect(try ledger.ledger.endRun(run).counts == [.succeeded: 2])
        #expect(try ledger.ledger.census().map(\.targets) == [2])
        #expect(ledger.ledger.failure == nil)
    }

    @Test("says that it cannot be reached, and heals by itself when it can")
    func outage() throws {
        let server = try PrivatePostgreSQL()
        let ledger = try ServerLedger(server.url)
        let run = try ledger.begin(1)
        try server.stop()
        ledger.succeed(0, in: run)
        try eventually("the ledger is unavailable") { ledger.isTroubled }
        try server.start()
        try ledger.ledger.waitUntilDurable()
        #expect(ledger.ledger.failure == nil)
        #expect(try ledger.ledger.summary(of: run).counts == [.succeeded: 1])
    }

    @Test("who cannot reach it for a whole lease has lost the lease, and nobody waits longer")
    func lease() throws {
        let server = try PrivatePostgreSQL()
        var settings = LedgerSettings()
        settings.lease = .seconds(1)
        let ledger = try ServerLedger(server.url, settings: settings)
        let run = try ledger.begin(1)
        try server.stop()
        ledger.succeed(0, in: run)
        #expect(throws: LedgerError.leaseLost) { try ledger.ledger.waitUntilDurable() }
        #expect(ledger.ledger.failureUnlessHealing() == .leaseLost)
        try server.start()
    }

    @Test("loses nothing and writes nothing twice when it is restarted again and again under load")
    func underLoad() async throws {
        let server = try PrivatePostgreSQL()
        let ledger = try ServerLedger(server.url)
        let run = try ledger.begin(4_000)
        let writing = Thread {
            for number in 0..<4_000 {
                ledger.succeed(number, in: run)
                if number % 40 == 0 { poll(nil, 0, 10) }
            }
        }
        writing.start()
        for _ in 0..<2 {
            try server.stop()
            try server.start()
        }
        try eventually("all is told") { writing.isFinished }
        #expect(try ledger.ledger.endRun(run).counts == [.succeeded: 4_000])
        #expect(try ledger.count("attempts") == 4_000)
    }

    enum Side: CaseIterable, Sendable { case before, after }

    @Test("a lost commit of a beginning is decided, not guessed", arguments: Side.allCases)
    func lostBeginning(_ side: Side) throws {
        let project = try Project()
        let url = try project.prepare("ledger")
        defer { _ = try? Database.postgresql().run("DROP DATABASE \(project.databaseName("ledger")) WITH (FORCE)") }
        let database = try Database(url)
        let port = try #require(database.url.hosts.first?.port)
        let moment: WireProxy.Cut.Moment =
            switch side {
            case .before: .before
            case .after: .after { (try? database.value("SELECT count(*) FROM flotilla.runs")) == "1" }
            }
        let proxy = try WireProxy(to: UInt16(port), .postgresql, cut: .init(text: "COMMIT", moment: moment))
        defer { proxy.stop() }
        let ledger = try ServerLedger(url, by: proxy)
        switch side {
        case .before:
            #expect(throws: LedgerError.self) { _ = try ledger.begin(3) }
            #expect(try ledger.count("runs") == 0)
        case .after:
            #expect(try ledger.begin(3).number == 1)
            #expect(try ledger.count("jobs") == 3)
        }
    }

    @Test(
        "a lost commit of outcomes is decided, not guessed: none is lost, none is written twice",
        arguments: Side.allCases)
    func lostOutcomes(_ side: Side) throws {
        let project = try Project()
        let url = try project.prepare("ledger")
        defer { _ = try? Database.postgresql().run("DROP DATABASE \(project.databaseName("ledger")) WITH (FORCE)") }
        let database = try Database(url)
        let port = try #require(database.url.hosts.first?.port)
        let happened: @Sendable () -> Bool = {
            (try? database.value("SELECT count(*) FROM flotilla.attempts")) == "1"
        }
        let proxy = try WireProxy(to: UInt16(port), .postgresql)
        defer { proxy.stop() }
        let ledger = try ServerLedger(url, by: proxy)
        let run = try ledger.begin(2)
        proxy.cut(.init(text: "COMMIT", moment: side == .before ? .before : .after(happened)))
        ledger.succeed(0, in: run)
        try ledger.ledger.waitUntilDurable()
        let writes = try #require(try database.value("SELECT max(number) FROM flotilla.writers"))
        // The beginning, the outcome, and its repetition where the first one did not arrive.
        #expect(writes == (side == .before ? "3" : "2"))
        #expect(try ledger.count("attempts") == 1)
        #expect(ledger.ledger.failure == nil)
        #expect(try ledger.ledger.endRun(run)[.succeeded] == 1)
    }
}

extension VictimTests {
    @Suite("A ledger whose server stands still")
    struct LedgerTests {
        @Test("is told as such at once, and nobody waits beyond a deadline")
        func frozen() throws {
            let victim = try Victim(.postgresql)
            let project = try Project()
            var settings = LedgerSettings()
            settings.answerWait = .milliseconds(500)
            settings.connectWait = .milliseconds(500)
            settings.lease = .seconds(3)
            let ledger = try ServerLedger(project.prepare("ledger", on: victim.url), settings: settings)
            let run = try ledger.begin(1)
            try victim.freeze()
            defer { try? victim.thaw() }
            ledger.succeed(0, in: run)
            var slowest = Duration.zero
            try eventually("the ledger is unavailable") {
                let start = ContinuousClock.now
                let isTroubled = ledger.isTroubled
                slowest = max(slowest, ContinuousClock.now - start)
                return isTroubled
            }
            #expect(slowest < .milliseconds(400), "\(slowest)")
            #expect(throws: LedgerError.self) { _ = try ledger.ledger.census() }
            #expect(throws: LedgerError.leaseLost) { try ledger.ledger.waitUntilDurable() }
            ledger.ledger.close()
        }
    }
}
