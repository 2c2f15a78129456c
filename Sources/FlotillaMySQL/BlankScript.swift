/// Whether a script says nothing to the server: white space, semicolons and comments only.
///
/// MySQL's comments (manual, "Comments"): `-- ` and `#` to the end of the line, `/* … */` without nesting. What stands in
/// `/*! … */`, and in `/*M! … */` for MariaDB, is no comment but a statement.
enum BlankScript {
    static func matches(_ script: [UInt8]) -> Bool {
        var rest = script[...]
        while let first = rest.first {
            switch first {
            case UInt8(ascii: " "), 9...13, UInt8(ascii: ";"): rest.removeFirst()
            case UInt8(ascii: "#"): rest = afterLine(rest)
            case UInt8(ascii: "-"):
                guard opensLineComment(rest) else { return false }
                rest = afterLine(rest)
            case UInt8(ascii: "/"):
                guard let after = afterBlockComment(rest) else { return false }
                rest = after
            default: return false
            }
        }
        return true
    }

    /// Two dashes need white space or a control character after them, or the end.
    private static func opensLineComment(_ text: ArraySlice<UInt8>) -> Bool {
        text.starts(with: Array("--".utf8)) && text.dropFirst(2).first.map { $0 <= 32 } ?? true
    }

    private static func afterLine(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        text.drop { $0 != 10 }
    }

    /// `nil` when there is none, or one that is carried out.
    private static func afterBlockComment(_ text: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard text.starts(with: Array("/*".utf8)) else { return nil }
        let content = text.dropFirst(2)
        guard content.first != UInt8(ascii: "!"), !content.starts(with: Array("M!".utf8)) else { return nil }
        var rest = content
        while !rest.isEmpty, !rest.starts(with: Array("*/".utf8)) { rest.removeFirst() }
        return rest.isEmpty ? nil : rest.dropFirst(2)
    }
}
