import FlotillaKit
import FlotillaLedger

extension Complaint {
    /// The first place at which the record of events is not what was written.
    init(_ fault: EventFault, whole: EventAnchor) {
        let entries = Self.entries(fault)
        let at = fault.at.map { [Fact("at", Wording.moment(secondsSinceEpoch: $0.wholeSeconds))] } ?? []
        let (headline, reason): (String, String) =
            switch fault.kind {
            case .changed:
                (
                    "\(entries) of the ledger's record is not what was written",
                    "its seal does not fit: the entry was changed, or another one was put in its place"
                )
            case .missing: ("\(entries) missing from the ledger's record", "the entries behind them are there")
            case .outOfOrder:
                ("\(entries) of the ledger's record stands in the wrong place", "it comes behind a higher number")
            case .added:
                (
                    "\(entries) too many in the ledger's record",
                    "the ledger's own note of its last entry comes before them"
                )
            case .cutOff: ("\(entries) missing at the end of the ledger's record", "they have been there once")
            case .endUnknown:
                (
                    "the ledger's note of its last entry does not fit the record",
                    "the table chain was changed, or the record was written anew"
                )
            case .otherThanExpected:
                (
                    "\(entries) of the ledger's record is not the one that was noted",
                    "all seals fit each other: the record was written anew, from this entry or one before it"
                )
            }
        self.init(.failed, headline, at + [Fact("reason", reason), .state(Self.state(fault, whole)), Self.advice])
    }

    private static func entries(_ fault: EventFault) -> String {
        let verb =
            switch fault.kind {
            case .missing, .cutOff: fault.number == fault.upTo ? " is" : " are"
            case .added: fault.number == fault.upTo ? " is one" : " are"
            case .changed, .outOfOrder, .endUnknown, .otherThanExpected: ""
            }
        return fault.number == fault.upTo
            ? "entry \(fault.number)\(verb)" : "entries \(fault.number) to \(fault.upTo)\(verb)"
    }

    private static func state(_ fault: EventFault, _ whole: EventAnchor) -> String {
        if fault.kind == .otherThanExpected { return "nothing in the record can be relied on" }
        return whole.number == 0
            ? "no entry is known to be as it was written" : "entries 1 to \(whole.number) are as they were written"
    }

    private static let advice = Fact.next(
        "compare it with a backup or an export made earlier, and look who can write to the ledger's tables")
}
