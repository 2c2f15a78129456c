import FlotillaDriver
import FlotillaRollout
import Testing

@testable import FlotillaLedger

/// What somebody with the rights of the tables' owner can do to them.
@Suite("Forging the record of events in its tables")
struct EventForgeryTests {
    let scratches = Scratches()
    private static let count: Int64 = 60

    private func record(_ engine: LedgerEngine) throws -> LedgerStore {
        let scratch = try scratches.make(engine)
        let ledger = try scratch.ledger()
        let names = (1...Int(Self.count) - 3).map { "t\($0)" }
        let run = try ledger.beginRun(.upgrade(), targets: names.map(target))
        for name in names { ledger.job(name, in: run, .upgraded) }
        try ledger.endRun(run)
        ledger.close()
        try scratch.execute(
            engine == .sqlite
                ? "DROP TRIGGER events_unchanged; DROP TRIGGER events_undeleted"
                : "DROP TRIGGER events_unchanged ON events")
        return try scratch.address.writer(LedgerSettings()) { _ in }
    }

    /// A change and the number of the first entry that is bad by it.
    private func forgery(using random: inout SplitMix) -> (statements: [String], first: Int64) {
        let number = Int64.random(in: 1...Self.count, using: &random)
        let other = (number + Int64.random(in: 1..<Self.count, using: &random) - 1) % Self.count + 1
        let column =
            ["kind", "target", "actor", "host", "reason", "body", "seal"].randomElement(using: &random) ?? "body"
        switch Int.random(in: 0..<6, using: &random) {
        case 0: return (["UPDATE events SET \(column) = \(column) || 'x' WHERE id = \(number)"], number)
        case 1: return (["UPDATE events SET at = at + 1 WHERE id = \(number)"], number)
        case 2: return (["UPDATE events SET run = coalesce(run, 0) + 1 WHERE id = \(number)"], number)
        case 3: return (["DELETE FROM events WHERE id = \(number)"], number)
        case 4: return (["UPDATE events SET id = \(Self.count + 9) WHERE id = \(number)"], number)
        default:
            let swap = [
                "UPDATE events SET id = -1 WHERE id = \(number)",
                "UPDATE events SET id = \(number) WHERE id = \(other)",
                "UPDATE events SET id = \(other) WHERE id = -1",
            ]
            return (swap, min(number, other))
        }
    }

    @Test("three hundred forgeries are found, and the first bad entry is named", arguments: LedgerEngine.allCases)
    func forgeries(_ engine: LedgerEngine) throws {
        let store = try record(engine)
        defer { store.close() }
        #expect(try store.verifyEvents(expecting: nil) { _ in }.last.number == Self.count)
        var random = SplitMix(state: 7)
        for _ in 0..<300 {
            let (statements, first) = forgery(using: &random)
            let verdict = try store.connection.transaction(.writing, keepIf: { _ in false }) {
                () throws(DriverError) in
                for statement in statements { try store.connection.run(statement) }
                return try store.verifyEvents(expecting: nil) { _ in }
            }
            #expect(verdict.fault?.number == first, "\(statements)")
        }
        #expect(try store.verifyEvents(expecting: nil) { _ in }.fault == nil)
    }

    @Test("a note of the last entry that was changed too, or is gone, is a fault", arguments: LedgerEngine.allCases)
    func end(_ engine: LedgerEngine) throws {
        let store = try record(engine)
        defer { store.close() }
        let forgeries: [(String, EventFault.Kind)] = [
            ("UPDATE chain SET seal = 'x'", .endUnknown), ("DELETE FROM chain", .endUnknown),
            ("UPDATE chain SET last = last + 1", .cutOff), ("UPDATE chain SET last = last - 1", .added),
            ("DELETE FROM events WHERE id > 50", .cutOff),
        ]
        for (statement, kind) in forgeries {
            let verdict = try store.connection.transaction(.writing, keepIf: { _ in false }) {
                () throws(DriverError) in
                try store.connection.run(statement)
                return try store.verifyEvents(expecting: nil) { _ in }
            }
            #expect(verdict.fault?.kind == kind, "\(statement)")
        }
    }
}
