import FlotillaDriver
import FlotillaRollout

/// How entries get into the record of events: in the transaction that does what they say, or not at all.
extension LedgerStore {
    private enum SQL {
        static let chain = "SELECT last, seal FROM chain"
        static let advance = "UPDATE chain SET last = ?1, seal = ?2"

        static func append(_ count: Int) -> String {
            let rows = (0..<count).map { row in
                "(" + (1...columnCount).map { "?\(row * columnCount + $0)" }.joined(separator: ", ") + ")"
            }
            return "INSERT INTO events (id, at, run, kind, target, actor, host, reason, body, seal) VALUES "
                + rows.joined(separator: ", ")
        }

        static let appendOne = append(1)
        static let appendMany = append(rowsAtOnce)
        static let columnCount = 10
        /// A statement for each entry would cost twice as much, over a network more.
        static let rowsAtOnce = 16
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
        _ = try connection.run(Self.statements(events) + [LedgerStatement(SQL.advance, .integer(last), .text(seal))])
    }

    private static func statements(_ events: [LedgerEvent]) -> [LedgerStatement] {
        let full = events.count / SQL.rowsAtOnce * SQL.rowsAtOnce
        let many = stride(from: 0, to: full, by: SQL.rowsAtOnce).map { start in
            LedgerStatement(SQL.appendMany, events[start..<start + SQL.rowsAtOnce].flatMap(values))
        }
        return many + events[full...].map { LedgerStatement(SQL.appendOne, values($0)) }
    }

    private static func values(_ event: LedgerEvent) -> [LedgerValue] {
        [
            .integer(event.number), .integer(event.at.microseconds), LedgerValue(event.run?.number), .text(event.kind),
            .text(event.target), .text(event.actor), .text(event.host), .text(event.reason), .text(event.body),
            .text(event.seal),
        ]
    }
}
