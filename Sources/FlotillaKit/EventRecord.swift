import FlotillaDriver
import FlotillaLedger
import FlotillaRollout

/// A moment as a person names it.
public enum PointInTime: Sendable, Hashable {
    case at(LedgerTime)
    /// Before now, by the ledger's clock.
    case ago(Duration)

    func time(now: LedgerTime) -> LedgerTime {
        switch self {
        case .at(let time): time
        case .ago(let duration): now - duration
        }
    }
}

/// Which entries of the record of events a person asks for.
public struct EventQuestion: Sendable, Hashable {
    public var run: Int64?
    public var target: TargetID?
    public var since: PointInTime?

    public init(run: Int64? = nil, target: TargetID? = nil, since: PointInTime? = nil) {
        self.run = run
        self.target = target
        self.since = since
    }

    fileprivate func filter(_ ledger: Ledger) throws(LedgerError) -> EventFilter {
        var filter = EventFilter(run: run.map(RunID.init), target: target)
        if let since { filter.since = since.time(now: try ledger.now()) }
        return filter
    }
}

extension Flotilla {
    /// Follows the record of events from its first entry.
    ///
    /// - Parameter onProgress: called now and then with the number of entries that have been checked.
    public func verifyEvents(
        expecting expected: EventAnchor?, onProgress: @escaping @Sendable (Int64) -> Void
    ) async throws(FlotillaError) -> EventVerdict {
        try await asking { (ledger) throws(LedgerError) in
            try ledger.verifyEvents(expecting: expected, onProgress: onProgress)
        }
    }

    /// The first first.
    public func forEachEvent(
        _ question: EventQuestion, _ body: @escaping @Sendable (LedgerEvent) -> Void
    ) async throws(FlotillaError) {
        try await asking { (ledger) throws(LedgerError) in
            try ledger.forEachEvent(try question.filter(ledger), body)
        }
    }

    /// The last first.
    public func events(_ question: EventQuestion, limit: Int) async throws(FlotillaError) -> [LedgerEvent] {
        try await asking { (ledger) throws(LedgerError) in
            try ledger.newestEvents(try question.filter(ledger), limit: limit)
        }
    }

    private func asking<Value: Sendable>(
        _ question: @escaping @Sendable (Ledger) throws(LedgerError) -> Value
    ) async throws(FlotillaError) -> Value {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in try question(ledger) }
        }
    }
}
