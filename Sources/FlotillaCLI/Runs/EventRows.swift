import FlotillaKit
import FlotillaLedger

/// Entries of the record of events. `docs/ledger.md` says how to check their seals.
enum EventRows {
    static let layout = ReportLayout(
        kind: "LedgerEventList", rowKind: "LedgerEvent", rowsKey: "events",
        columns: [
            .init(title: "NUMBER", key: "number", isRightAligned: true),
            .init(title: "AT", key: "at"),
            .init(title: "RUN", key: "run", isRightAligned: true),
            // Not "kind", which says of every document and line what it is.
            .init(title: "EVENT", key: "event"),
            .init(title: "TARGET", key: "target", smallest: 8),
            .init(title: "BY", key: "actor", smallest: 6),
            .init(title: "ON", key: "host", isWide: true),
            .init(title: "REASON", key: "reason", smallest: 8),
            .init(title: "PARTICULARS", key: "body", smallest: 12),
            .init(title: "SEAL", key: "seal", isWide: true),
        ])

    static func fields(_ event: LedgerEvent, isForPeople: Bool) -> [Field] {
        func text(_ text: String) -> Field { isForPeople && text.isEmpty ? .none : .text(text) }
        return [
            .number(Int(event.number)), .instant(event.at), event.run.map { .number(Int($0.number)) } ?? .none,
            .text(event.kind), text(event.target), text(event.actor), text(event.host), text(event.reason),
            text(event.body), .text(event.seal),
        ]
    }
}
