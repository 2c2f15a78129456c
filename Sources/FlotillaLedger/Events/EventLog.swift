import FlotillaDriver
import FlotillaRollout

/// How entries get into the record of events: in the transaction that does what they say, or not at all.
extension LedgerStore {
    private enum SQL {
        static let chain = "SELECT last, seal FROM chain"
        static let advance = "UPDATE chain SET last = ?1, seal = ?2"
        static let append = RowInsertion(
            into: "events",
            ["id", "at", "run", "kind", "target", "actor", "host", "reason", "body", "seal"])
    }

    /// Appends to the record. Nobody else appends before the transaction ends, so this comes last in it.
    func append(_ drafts: [EventDraft], now: LedgerTime) throws(DriverError) {
        guard !drafts.isEmpty else { return }
        let found = try connection.rows(SQL.chain + dialect.forUpdate) { ($0.integer(0) ?? 0, $0.text(1) ?? "") }
        var (last, seal) = try only(found)
        var events: [LedgerEvent] = []
        events.reserveCapacity(drafts.count)
        for draft in drafts {
            last += 1
            let event = draft.sealed(as: last, at: now, after: seal)
            seal = event.seal
            events.append(event)
        }
        try connection.post(
            SQL.append.statements(events.map(Self.values))
                + [LedgerStatement(SQL.advance, .integer(last), .text(seal))])
    }

    private static func values(_ event: LedgerEvent) -> [LedgerValue] {
        [
            .integer(event.number), .integer(event.at.microseconds), LedgerValue(event.run?.number), .text(event.kind),
            .text(event.target), .text(event.actor), .text(event.host), .text(event.reason), .text(event.body),
            .text(event.seal),
        ]
    }
}
