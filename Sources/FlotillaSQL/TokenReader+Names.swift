/// Reading names, which undoes their quotes.
extension TokenReader {
    enum NameRole {
        /// A table, a trigger or a schema, which MySQL's family compares as the server is set.
        case relation
        case other
    }

    /// The name that stands here, and moves behind it. Nil, without a promise of where it then stands, for what is no
    /// name, is not UTF-8, or is not spelled out: `U&"…"`, and what PostgreSQL would cut at 63 bytes.
    mutating func name(_ role: NameRole = .other) -> SQLName? {
        let isQuoted = token.kind == .quotedName
        guard isQuoted || token.kind == .word || (token.kind == .number && engine == .mysql) else { return nil }
        var letters = isQuoted ? unquoted : Array(bytes)
        if engine == .postgresql && !isQuoted { letters = letters.map(\.lowercased) }
        advance()
        guard let text = String(validating: letters, as: UTF8.self), !text.isEmpty else { return nil }
        guard engine != .postgresql || (letters.count <= SQLQuoting.postgresqlNameLimit && !isAt(UInt8(ascii: "&")))
        else { return nil }
        return SQLName(text, comparison(role))
    }

    mutating func qualifiedName(_ role: NameRole = .other) -> QualifiedName? {
        let first = self
        guard let single = name(role) else { return nil }
        guard accept(.dot) else { return QualifiedName(name: single) }
        var again = first
        guard let schema = again.name(.relation), let name = name(role), !isAt(.dot) else { return nil }
        return QualifiedName(schema: schema, name: name)
    }

    /// The text of a plain `'…'`.
    mutating func literal() -> String? {
        guard token.kind == .string, bytes.first == .quote, !bytes.contains(.backslash) else { return nil }
        let letters = unquoted
        advance()
        return String(validating: letters, as: UTF8.self)
    }

    private func comparison(_ role: NameRole) -> SQLName.Comparison {
        switch (engine, role) {
        case (.postgresql, _): .exact
        case (.mysql, .relation): .asServerCompares
        case (.mysql, .other), (.sqlite, _): .ignoringCase
        }
    }

    /// Between the quotes, each doubled closing quote once.
    private var unquoted: [UInt8] {
        let inside = bytes.dropFirst().dropLast()
        guard let closing = bytes.last, closing != .closeBracket else { return Array(inside) }
        var letters: [UInt8] = []
        var skipsNext = false
        for byte in inside {
            if skipsNext && byte == closing {
                skipsNext = false
                continue
            }
            skipsNext = byte == closing
            letters.append(byte)
        }
        return letters
    }
}
