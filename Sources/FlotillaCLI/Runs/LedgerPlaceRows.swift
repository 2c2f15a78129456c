import FlotillaKit

/// Where a ledger is.
enum LedgerPlaceRows {
    static let layout = ReportLayout(
        kind: "LedgerList", rowKind: "Ledger", rowsKey: "ledgers",
        columns: [
            .init(title: "LEDGER", key: "place"),
            .init(title: "FORM", key: "form", isRightAligned: true),
        ])

    static func fields(_ ledger: LedgerPlace) -> [Field] { [.text(ledger.place), .number(ledger.form)] }
}
