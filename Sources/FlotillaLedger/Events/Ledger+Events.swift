import FlotillaDriver
import FlotillaRollout

/// What became of checking the record of events.
public struct EventVerdict: Sendable, Hashable {
    /// The last entry in order, to be kept outside of the ledger.
    public let last: EventAnchor
    /// When that was written; `nil` when there is none.
    public let lastAt: LedgerTime?
    /// `nil` when all is as it was written.
    public let fault: EventFault?
}

// The record of events. Portions of it are read one after the other; writers are never kept waiting.
extension Ledger {
    /// Follows the whole record, in constant memory, while others go on writing.
    ///
    /// - Parameters:
    ///   - expected: an entry that was noted elsewhere.
    ///   - onProgress: called now and then with the number of entries that have been checked.
    public func verifyEvents(
        expecting expected: EventAnchor? = nil, onProgress: (Int64) -> Void = { _ in }
    ) throws(LedgerError) -> EventVerdict {
        try ask { (store) throws(DriverError) in try store.verifyEvents(expecting: expected, onProgress) }
    }

    /// Every entry that the filter lets through, the first first.
    public func forEachEvent(
        _ filter: EventFilter = EventFilter(), _ body: (LedgerEvent) -> Void
    ) throws(LedgerError) {
        var after: Int64 = 0
        while true {
            let number = after
            let portion = try ask { (store) throws(DriverError) in try store.events(after: number, filter) }
            for event in portion { body(event) }
            guard portion.count == LedgerStore.eventPortion, let last = portion.last else { return }
            after = last.number
        }
    }

    /// The newest entries that the filter lets through, the last first.
    public func newestEvents(_ filter: EventFilter = EventFilter(), limit: Int) throws(LedgerError) -> [LedgerEvent] {
        try ask { (store) throws(DriverError) in try store.newestEvents(filter, limit: limit) }
    }

    /// What time it is by the ledger's clock.
    public func now() throws(LedgerError) -> LedgerTime {
        try ask { (store) throws(DriverError) in try store.now() }
    }
}
