import FlotillaRollout

/// Follows the record of events from its first entry, as one checks a bound book page by page, and names the first entry
/// that is not as it was written. Pure; it remembers two values, however long the record is.
public struct EventVerifier: Sendable {
    /// The last entry that was found in order; the one before the first has the number 0 and no seal.
    public private(set) var last = EventAnchor(number: 0, seal: "")
    private let expected: EventAnchor?

    /// - Parameter expected: an entry that was noted elsewhere. Without one, nobody can tell that entries are missing at
    ///   the end, or that all was written anew, by somebody who can write to the ledger's tables.
    public init(expecting expected: EventAnchor? = nil) { self.expected = expected }

    /// Takes the next entry, in the order of their numbers. To be called until it finds a fault.
    public mutating func check(_ event: LedgerEvent) -> EventFault? {
        let next = last.number + 1
        guard event.number == next else {
            return event.number > next
                ? EventFault(.missing, number: next, upTo: event.number - 1, at: nil)
                : EventFault(.outOfOrder, number: event.number, at: event.at)
        }
        guard event.seal == EventSeal.of(event, after: last.seal) else {
            return EventFault(.changed, number: event.number, at: event.at)
        }
        if let expected, expected.number == event.number, expected.seal != event.seal {
            return EventFault(.otherThanExpected, number: event.number, at: event.at)
        }
        last = EventAnchor(number: event.number, seal: event.seal)
        return nil
    }

    /// Behind the last entry.
    ///
    /// - Parameter end: what the ledger keeps apart as its last entry; `nil` when even that is gone.
    public func finish(_ end: EventAnchor?) -> EventFault? {
        if let expected, expected.number > last.number {
            return EventFault(.cutOff, number: last.number + 1, upTo: expected.number, at: nil)
        }
        guard let end else { return EventFault(.endUnknown, number: last.number, at: nil) }
        if end.number > last.number {
            return EventFault(.cutOff, number: last.number + 1, upTo: end.number, at: nil)
        }
        if end.number < last.number { return EventFault(.added, number: end.number + 1, upTo: last.number, at: nil) }
        return end.seal == last.seal ? nil : EventFault(.endUnknown, number: last.number, at: nil)
    }
}

/// An entry by number and seal. Kept outside of the ledger, it holds everything up to it in place.
public struct EventAnchor: Sendable, Hashable {
    public let number: Int64
    public let seal: String

    public init(number: Int64, seal: String) {
        self.number = number
        self.seal = seal
    }

    /// `NUMBER:SEAL`
    public var text: String { "\(number):\(seal)" }

    /// `nil` for anything but a number and 64 hexadecimal digits.
    public init?(_ text: String) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let number = Int64(parts[0]), number > 0, parts[1].utf8.count == 64,
            parts[1].allSatisfy({ $0.isASCII && $0.isHexDigit })
        else { return nil }
        self.init(number: number, seal: parts[1].lowercased())
    }
}

/// The first place at which the record of events is not what was written.
public struct EventFault: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        /// The entry, or its seal, is not what was written; or another one stands in its place.
        case changed
        /// Entries were taken out.
        case missing
        /// An entry comes behind one with a higher number, or twice.
        case outOfOrder
        /// Entries were written that the ledger does not know.
        case added
        /// Entries were taken out at the end.
        case cutOff
        /// What the ledger keeps of its last entry is not that entry.
        case endUnknown
        /// All seals fit, and they are not those that were noted elsewhere: the record was written anew.
        case otherThanExpected
    }

    public let kind: Kind
    public let number: Int64
    /// The last of several entries.
    public let upTo: Int64
    /// What the entry says of its time.
    public let at: LedgerTime?

    init(_ kind: Kind, number: Int64, upTo: Int64? = nil, at: LedgerTime?) {
        self.kind = kind
        self.number = number
        self.upTo = upTo ?? number
        self.at = at
    }
}
