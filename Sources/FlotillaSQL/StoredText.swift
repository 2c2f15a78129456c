/// A text that MySQL or MariaDB keeps of a view, a default, a trigger or a routine, without the name of the database that it
/// belongs to.
///
/// The catalogue writes `` `shop`.`orders` `` where a person wrote `orders`, so that texts of two tenants are never equal.
/// Only tokens that are read as the database are taken out: `` `shop`.`id` `` stays where `shop` is a table or an alias, and
/// nothing inside a string or a comment is touched.
public struct StoredText: Sendable, Hashable {
    public private(set) var text: String
    /// What stands where a table may stand, in the order of the text. Names of variables and of common table expressions
    /// may be among them.
    public private(set) var relations: [QualifiedName] = []

    /// `database` is compared byte by byte, or by ASCII letters of either case where the server folds its names.
    public init(_ text: String, of database: String, ignoringCase: Bool = false, options: SQLOptions = SQLOptions()) {
        let bytes = Array(text.utf8)
        var reader = StoredTextReader(bytes, database: Array(database.utf8), ignoringCase, options)
        reader.read()
        relations = reader.relations
        self.text = reader.dropped.isEmpty ? text : Self.cut(reader.dropped, from: bytes)
    }

    private static func cut(_ dropped: [Range<Int>], from bytes: [UInt8]) -> String {
        var kept: [UInt8] = []
        var position = 0
        for range in dropped {
            kept += bytes[position..<range.lowerBound]
            position = range.upperBound
        }
        return String(decoding: kept + bytes[position...], as: UTF8.self)
    }

    /// Without the `_utf8mb4` that MySQL 8 writes before every string of a stored expression. It says which character set
    /// the client had that made it, and over a connection in `utf8mb4` it changes nothing.
    public static func withoutIntroducers(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var reader = TokenReader(bytes, engine: .mysql, options: SQLOptions())
        var dropped: [Range<Int>] = []
        while !reader.isAtEnd {
            let token = reader.token
            let isIntroducer = reader.isAt("_utf8mb4")
            reader.advance()
            if isIntroducer && reader.token.kind == .string { dropped.append(token.start..<reader.token.start) }
        }
        return dropped.isEmpty ? text : cut(dropped, from: bytes)
    }

    /// Without parentheses that enclose all of the text.
    public static func withoutOuterParentheses(_ text: String) -> String {
        let bytes = Array(text.utf8)
        var reader = TokenReader(bytes, engine: .mysql, options: SQLOptions())
        guard reader.token.kind == .openParenthesis else { return text }
        var inside = 0..<0
        var depth = 0
        let start = reader.token.end
        while !reader.isAtEnd {
            if reader.token.kind == .openParenthesis { depth += 1 }
            if reader.token.kind == .closeParenthesis { depth -= 1 }
            if depth == 0 {
                inside = start..<reader.token.start
                reader.advance()
                break
            }
            reader.advance()
        }
        guard reader.isAtEnd, !inside.isEmpty else { return text }
        return withoutOuterParentheses(String(decoding: bytes[inside], as: UTF8.self))
    }

    /// Whether the text is one constant: a string, a number, a number with a sign, or one of the forms `b'1'` and `x'1F'`.
    public static func isConstant(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        var reader = TokenReader(bytes, engine: .mysql, options: SQLOptions())
        if reader.isAt("null") { return reader.following.isAtEnd }
        if reader.isAt("b") || reader.isAt("x") {
            reader.advance()
            return reader.token.kind == .string && reader.following.isAtEnd
        }
        if reader.isAt(.minus) || reader.isAt(UInt8(ascii: "+")) { reader.advance() }
        guard reader.token.kind == .string || reader.token.kind == .number else { return false }
        // A decimal point, and the sign of an exponent, are tokens of their own.
        let isNumber = reader.token.kind == .number
        reader.advance()
        while isNumber, reader.isAt(.dot) || reader.isAt(.minus) || reader.token.kind == .number { reader.advance() }
        return reader.isAtEnd
    }
}
