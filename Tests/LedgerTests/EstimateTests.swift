import FlotillaDriver
import Testing

@testable import FlotillaLedger

@Suite("How large the tables of targets are")
struct EstimateTests {
    let scratches = Scratches()

    private func tables(_ rows: [String: Int]) -> [RowEstimate] {
        rows.map { RowEstimate(table: $0.key, rows: $0.value) }
    }

    @Test("is kept as powers of ten, small ones not at all, the last word counts", arguments: LedgerEngine.allCases)
    func kept(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        for name in ["a", "b", "c"] { ledger.recordVersion(rows("2b"), of: target(name)) }
        ledger.recordEstimates(tables(["users": 12]), of: TargetID("a"))
        ledger.recordEstimates(tables(["users": 9_999, "odd,=% name": 10_000, "events": 654_321]), of: TargetID("a"))
        ledger.recordEstimates([], of: TargetID("b"))
        ledger.recordEstimates(tables(["users": 1_000_000]), of: TargetID("nobody"))
        try ledger.waitUntilDurable()
        let found = try ledger.estimates()
        #expect(
            found.map(\.tables) == [
                [RowEstimate(table: "events", rows: 100_000), RowEstimate(table: "odd,=% name", rows: 10_000)], [],
            ])
        #expect(found.allSatisfy { $0.engine == .postgresql })
        #expect(try ledger.target(TargetID("a")).version == rows("2b"))
    }

    @Test("stays when the target's version is read again", arguments: LedgerEngine.allCases)
    func stays(_ engine: LedgerEngine) throws {
        let ledger = try scratches.make(engine).ledger()
        ledger.recordVersion(rows("1a"), of: target("a"))
        ledger.recordEstimates(tables(["users": 10_000]), of: TargetID("a"))
        try ledger.waitUntilDurable()
        let before = try ledger.estimates()
        ledger.recordVersion(rows("2b"), of: target("a"))
        try ledger.waitUntilDurable()
        #expect(try ledger.estimates() == before && before.count == 1)
    }

    @Test("what the column holds besides is left out", arguments: ["", "users", "users=many", "%zz=4", "=,,"])
    func garbage(text: String) {
        #expect(EstimateText.decode(text) == [])
    }

    @Test(
        "powers of ten are those at or below",
        arguments: [
            (0, 0), (9, 0), (10, 1), (999_999, 5), (1_000_000, 6), (Int.max, 18), (-5, 0),
        ])
    func powers(rows: Int, power: Int) {
        #expect(RowEstimate(table: "t", rows: rows).power == power)
    }
}
