import FlotillaDriver

/// The seal of an entry: SHA-256 over the seal before it and over every field, each with its length in front, so that no
/// two entries have the same text to be sealed. `docs/ledger.md` describes it for those who check it by other means.
enum EventSeal {
    static func of(_ event: LedgerEvent, after seal: String) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(320)
        add(seal, to: &text)
        add(String(event.number), to: &text)
        add(String(event.at.microseconds), to: &text)
        add(event.run.map { String($0.number) } ?? "", to: &text)
        add(event.kind, to: &text)
        add(event.target, to: &text)
        add(event.actor, to: &text)
        add(event.host, to: &text)
        add(event.reason, to: &text)
        add(event.body, to: &text)
        return Digest.sha256(text).description
    }

    private static func add(_ field: String, to text: inout [UInt8]) {
        text.append(contentsOf: String(field.utf8.count).utf8)
        text.append(UInt8(ascii: ":"))
        text.append(contentsOf: field.utf8)
    }
}
