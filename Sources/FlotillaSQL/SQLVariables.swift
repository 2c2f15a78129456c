/// Values for the places that a script leaves open: `:{region}`.
///
/// A value is put as a literal of the engine, so it is a text whatever stands in it: `:{region}`, or `:{region=eu}` with a
/// text for when there is none. Only `:{table!raw}` is put as it is, for names and other things that no literal can be.
/// In strings, quoted names, dollar quotes, comments and the data of a COPY nothing is looked for. What follows `::` is
/// never taken for a variable: `x:::{type!raw}` casts to one.
public struct SQLVariables: Sendable, Hashable {
    public var values: [String: String]

    public init(_ values: [String: String] = [:]) { self.values = values }

    /// The script with every place filled in. Without such places it is what it was.
    ///
    /// - Throws: the first place that cannot be filled in.
    public func filledIn(
        _ script: [UInt8], engine: Engine, options: SQLOptions = SQLOptions()
    ) throws(SQLVariableProblem) -> [UInt8] {
        let places = try SQLVariablePlace.all(in: script, engine: engine, options: options)
        guard !places.isEmpty else { return script }
        var text: [UInt8] = []
        var copied = 0
        for place in places {
            text += script[copied..<place.range.lowerBound]
            let before = text.last
            let after = place.range.upperBound < script.count ? script[place.range.upperBound] : nil
            text += try bytes(for: place, between: before, and: after, engine, options)
            copied = place.range.upperBound
        }
        return text + script[copied...]
    }

    /// A literal must not grow together with a prefix or another string beside it: `E:{x}` is no `E'…'`.
    private func bytes(
        for place: SQLVariablePlace, between before: UInt8?, and after: UInt8?, _ engine: Engine, _ options: SQLOptions
    ) throws(SQLVariableProblem) -> [UInt8] {
        guard let value = values[place.name] ?? place.fallback else {
            throw SQLVariableProblem(.undefined(place.name), line: place.line)
        }
        guard !value.utf8.contains(.nul), let literal = Self.literal(value, engine, options) else {
            throw SQLVariableProblem(.unquotable(place.name), line: place.line)
        }
        if place.isRaw { return Array(value.utf8) }
        var bytes = Array(literal.utf8)
        if before.map(Self.joinsLiterals) ?? false { bytes.insert(.space, at: 0) }
        if after.map(Self.joinsLiterals) ?? false { bytes.append(.space) }
        return bytes
    }

    private static func joinsLiterals(_ byte: UInt8) -> Bool {
        byte.continuesWord || byte == .quote || byte == .doubleQuote || byte == UInt8(ascii: "&")
    }

    /// Where a backslash is an ordinary byte for the server and every literal of ours would double it, a hexadecimal one
    /// says the same text under any setting.
    private static func literal(_ value: String, _ engine: Engine, _ options: SQLOptions) -> String? {
        if engine == .mysql, options.noBackslashEscapes, value.utf8.contains(.backslash) {
            let digits = value.utf8.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
            return "_utf8mb4 X'\(digits)'"
        }
        return try? SQLQuoting.literal(value, engine: engine)
    }
}

/// A place of a script that a variable fills.
public struct SQLVariablePlace: Sendable, Hashable {
    public let name: String
    /// It is put as it is, be it SQL.
    public let isRaw: Bool
    /// Where the variable has no value.
    public let fallback: String?
    /// In the script.
    let range: Range<Int>
    /// From 1.
    public let line: Int
}

/// Why a place cannot be filled in.
public struct SQLVariableProblem: Error, Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        case undefined(String)
        /// What follows `:{` is no name, or nothing ends it in its line.
        case malformed
        /// The value holds a NUL.
        case unquotable(String)
        /// A `${name}` of Flyway's.
        case undefinedPlaceholder(String)
    }

    public var kind: Kind
    /// Of the script, from 1.
    public var line: Int

    init(_ kind: Kind, line: Int) {
        self.kind = kind
        self.line = line
    }
}

extension SQLVariablePlace {
    /// In the order of the script. Linear in its length, and next to nothing where no brace follows a colon.
    public static func all(
        in script: [UInt8], engine: Engine, options: SQLOptions = SQLOptions()
    ) throws(SQLVariableProblem) -> [SQLVariablePlace] {
        let mayHoldSome = script.indices.dropLast().contains { script[$0] == .colon && script[$0 + 1] == .openBrace }
        guard mayHoldSome else { return [] }
        var places: [SQLVariablePlace] = []
        for statement in SQLScript(script, engine: engine, options: options).statements {
            var lexer = Lexer(script, statement.range, engine: engine, options: statement.options)
            while let start = nextPlace(&lexer) {
                let line = 1 + script[..<start].count { $0 == .newline }
                guard let place = SQLVariablePlace(script, at: start, before: statement.range.upperBound, line) else {
                    throw SQLVariableProblem(.malformed, line: line)
                }
                places.append(place)
                lexer.position = place.range.upperBound
            }
        }
        return places
    }

    /// Moves behind the next `:` that a brace follows; nil at the end.
    private static func nextPlace(_ lexer: inout Lexer) -> Int? {
        while true {
            let token = lexer.next()
            guard token.kind != .end else { return nil }
            guard token.kind == .symbol, lexer.bytes[token.start] == .colon else { continue }
            if lexer.peek(0) == .colon {
                lexer.position += 1
            } else if lexer.peek(0) == .openBrace {
                return token.start
            }
        }
    }

    /// `:{name}`, `:{name!raw}`, `:{name=fallback}`; a fallback is of plain letters, so that no lexer stumbles over it.
    private init?(_ script: [UInt8], at start: Int, before end: Int, _ line: Int) {
        let inside = script[(start + 2)..<end]
        guard let close = inside.firstIndex(where: { $0 == .closeBrace || $0 == .newline }),
            script[close] == .closeBrace
        else { return nil }
        let text = String(decoding: inside[..<close], as: UTF8.self)
        let halves = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let isRaw = halves[0].hasSuffix("!raw")
        let name = isRaw ? String(halves[0].dropLast(4)) : halves[0]
        guard Self.isName(name), halves.count == 1 || Self.isPlain(halves[1]) else { return nil }
        self.name = name
        self.isRaw = isRaw
        fallback = halves.count > 1 ? halves[1] : nil
        range = start..<(close + 1)
        self.line = line
    }

    /// Letters, digits, `_`, and inside also `-` and `.`.
    public static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, first.startsWord, first < 128 else { return false }
        return text.utf8.allSatisfy { ($0.continuesWord && $0 < 128 && $0 != .dollar) || [.minus, .dot].contains($0) }
            && !text.contains("--")
    }

    private static func isPlain(_ text: String) -> Bool {
        text.utf8.allSatisfy { ($0.continuesWord && $0 != .dollar) || [.space, 0x2B, .minus, .dot].contains($0) }
            && !text.contains("--")
    }
}
