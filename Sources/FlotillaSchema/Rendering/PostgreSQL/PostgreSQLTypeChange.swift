/// A domain or composite type that changes: what of it can be done to the type itself, without one that takes its place.
struct PostgreSQLTypeChange {
    /// An attribute, or a constraint of a domain, as the catalogue's reader writes it behind a name.
    struct Part: Hashable {
        var name: String
        var text: String
    }

    let from: TextObject
    let to: TextObject
    private(set) var removed: [Part] = []
    private(set) var added: [Part] = []

    /// `nil` where the type has to be made anew: another base type or default, an attribute of another type or at another
    /// place. New attributes are the last ones.
    init?(from: TextObject, to: TextObject) {
        guard from.kind == to.kind, let (oldHead, old) = Self.parts(of: from), let (head, new) = Self.parts(of: to),
            oldHead == head
        else { return nil }
        removed = old.filter { !new.contains($0) }
        added = new.filter { !old.contains($0) }
        self.from = from
        self.to = to
        guard !isDomain else { return }
        let isSameName = !Set(removed.map(\.name)).isDisjoint(with: added.map(\.name))
        guard !isSameName, new == old.filter({ new.contains($0) }) + added else { return nil }
    }

    var losesData: Bool { !isDomain && !removed.isEmpty }

    /// Constraints hold for new values only at first, so that no table is read under a strong lock.
    var statements: [RenderedStatement] {
        let start = "ALTER \(isDomain ? "DOMAIN" : "TYPE") \(to.name) "
        let word = isDomain ? "CONSTRAINT" : "ATTRIBUTE"
        return removed.map { RenderedStatement(purpose, start + "DROP \(word) \($0.name)", losesData: !isDomain) }
            + added.map { part in
                RenderedStatement(purpose, start + "ADD \(word) \(part.text)" + (waits(part) ? Self.notValid : ""))
            }
    }

    var validations: [RenderedStatement] {
        added.filter(waits).map { part in
            RenderedStatement(
                purpose, "ALTER DOMAIN \(to.name) VALIDATE CONSTRAINT \(part.name)", runsAlone: true,
                remarks: ["fails where a value breaks it"])
        }
    }

    private static let notValid = " NOT VALID"

    private var isDomain: Bool { to.kind == "DOMAIN" }
    private var purpose: String { "alter \(to.kind.lowercased()) \(to.name)" }

    private func waits(_ part: Part) -> Bool { isDomain && !part.text.hasSuffix(Self.notValid) }

    static func parts(of object: TextObject) -> (head: String, parts: [Part])? {
        switch object.kind {
        case "DOMAIN":
            let pieces = pieces(of: object.definition, separator: "\n    CONSTRAINT ")
            return (pieces[0], pieces.dropFirst().map(part))
        case "COMPOSITE TYPE":
            let pieces = pieces(of: object.definition, separator: " AS (\n    ")
            guard pieces.count == 2, pieces[1].hasSuffix("\n)") else { return nil }
            return (pieces[0], self.pieces(of: String(pieces[1].dropLast(2)), separator: ",\n    ").map(part))
        default: return nil
        }
    }

    private static func pieces(of text: String, separator: String) -> [String] {
        var pieces: [String] = []
        var rest = text
        while let place = rest.firstUTF8Offset(of: separator) {
            let bytes = Array(rest.utf8)
            pieces.append(String(decoding: bytes[..<place], as: UTF8.self))
            rest = String(decoding: bytes[(place + separator.utf8.count)...], as: UTF8.self)
        }
        return pieces + [rest]
    }

    /// A quote within a quoted name is doubled.
    private static func part(_ text: String) -> Part {
        guard text.hasPrefix("\"") else { return Part(name: String(text.prefix { $0 != " " }), text: text) }
        var isInside = true
        let rest = text.dropFirst().prefix { character in
            if character == "\"" { isInside.toggle() }
            return isInside || character == "\""
        }
        return Part(name: "\"" + rest, text: text)
    }
}

extension TextObject {
    var isTypeOfColumns: Bool { kind == "DOMAIN" || kind == "COMPOSITE TYPE" }

    /// A type of the own schema that columns may have, by its name without quotes.
    var ownType: ObjectName? {
        guard isTypeOfColumns else { return nil }
        if name.hasPrefix("\""), name.hasSuffix("\""), !name.contains("\".") {
            let inside = name.dropFirst().dropLast()
            return inside.contains("\"") ? nil : ObjectName(String(inside))
        }
        return name.contains(".") || name.contains("\"") ? nil : ObjectName(name)
    }
}
