import FlotillaDriver
import FlotillaRollout

/// Which entries of the record somebody wants to see.
public struct EventFilter: Sendable, Hashable {
    public var run: RunID?
    public var target: TargetID?
    /// Entries of this moment and later.
    public var since: LedgerTime?
    /// What happened, in the record's own words.
    public var kind: String?

    public init(run: RunID? = nil, target: TargetID? = nil, since: LedgerTime? = nil, kind: String? = nil) {
        self.kind = kind
        self.run = run
        self.target = target
        self.since = since
    }
}

/// The record of events is read in portions: a reader that stopped half-way would hold up the engine.
extension LedgerStore {
    static let eventPortion = 1_000

    private static let columns = "id, at, run, kind, target, actor, host, reason, body, seal"

    /// What the ledger keeps apart as its last entry.
    func endOfChain() throws(DriverError) -> EventAnchor? {
        try connection.rows("SELECT last, seal FROM chain") {
            EventAnchor(number: $0.integer(0) ?? 0, seal: $0.text(1) ?? "")
        }.first
    }

    /// Follows the whole record while others go on writing.
    func verifyEvents(
        expecting expected: EventAnchor?, _ onProgress: (Int64) -> Void
    ) throws(DriverError) -> EventVerdict {
        var verifier = EventVerifier(expecting: expected)
        var lastAt: LedgerTime?
        var end: EventAnchor?
        while true {
            let portion = try events(after: verifier.last.number, EventFilter())
            for event in portion {
                if let fault = verifier.check(event) {
                    return EventVerdict(last: verifier.last, lastAt: lastAt, fault: fault)
                }
                lastAt = event.at
            }
            onProgress(verifier.last.number)
            let isBehind = end.map { $0.number > verifier.last.number } ?? false
            if !isBehind { end = try endOfChain() }
            // An end that is further on may have been written since: then there are more entries too.
            guard let known = end, known.number > verifier.last.number, !isBehind || !portion.isEmpty else {
                return EventVerdict(last: verifier.last, lastAt: lastAt, fault: verifier.finish(end))
            }
        }
    }

    /// The next entries behind this number, the first first.
    func events(
        after number: Int64, _ filter: EventFilter, limit: Int = eventPortion
    ) throws(DriverError) -> [LedgerEvent] {
        try events("id > ?1", .integer(number), filter, "ASC", limit)
    }

    /// The newest entries, the last first.
    func newestEvents(_ filter: EventFilter, limit: Int) throws(DriverError) -> [LedgerEvent] {
        try events("id > ?1", .integer(0), filter, "DESC", limit)
    }

    private func events(
        _ border: String, _ number: LedgerValue, _ filter: EventFilter, _ order: String, _ limit: Int
    ) throws(DriverError) -> [LedgerEvent] {
        let wanted: [(String, LedgerValue)] = [
            filter.run.map { ("run =", .integer($0.number)) },
            filter.target.map { ("target =", .text($0.text)) },
            filter.since.map { ("at >=", .integer($0.microseconds)) },
            filter.kind.map { ("kind =", .text($0)) },
        ].compactMap { $0 }
        let conditions = [border] + wanted.enumerated().map { "\($0.element.0) ?\($0.offset + 3)" }
        let sql = """
            SELECT \(Self.columns) FROM events WHERE \(conditions.joined(separator: " AND "))
            ORDER BY id \(order) LIMIT ?2
            """
        let statement = LedgerStatement(sql, [number, .integer(Int64(limit))] + wanted.map(\.1))
        var events: [LedgerEvent] = []
        try connection.forEachRow(statement) { (row) throws(DriverError) in
            events.append(try event(row))
            return true
        }
        return events
    }

    private func event(_ row: any LedgerRow) throws(DriverError) -> LedgerEvent {
        LedgerEvent(
            number: row.integer(0) ?? 0, at: try row.time(1), run: row.optionalRun(2), kind: row.text(3) ?? "",
            target: row.text(4) ?? "", actor: row.text(5) ?? "", host: row.text(6) ?? "", reason: row.text(7) ?? "",
            body: row.text(8) ?? "", seal: row.text(9) ?? "")
    }
}
