/// A function, initialiser or computed member with a body, found by keyword and braces.
struct FunctionBody {
    let name: String
    /// From 1, in its file.
    let firstLine: Int
    /// From the declaration to its closing brace, blank lines and comments included.
    let lineCount: Int
    let body: Substring

    /// All of one file. Reads blanked code, so braces in comments and literals do not count.
    static func all(in file: SourceFile) -> [FunctionBody] {
        let code = file.code
        let opening = #/(?:^|[\s{;])(?<word>func\s+(?<name>[^\s(<]+)|init|deinit|subscript)(?=[\s?<({])/#
        return code.matches(of: opening).compactMap { match in
            guard let brace = bodyStart(in: code, after: match.range.upperBound),
                let end = closing(of: brace, in: code)
            else { return nil }
            let start = match.output.word.startIndex
            return FunctionBody(
                name: String(match.output.name ?? match.output.word),
                firstLine: 1 + lineEnds(in: code[..<start]), lineCount: 1 + lineEnds(in: code[start..<end]),
                body: code[brace..<end])
        }
    }

    // All of these walk over bytes: what they look for is ASCII, and characters cost many times as much.

    private static func lineEnds(in text: Substring) -> Int {
        text.utf8.count { $0 == UInt8(ascii: "\n") }
    }

    /// Where the `{` of the body stands; `nil` for a requirement of a protocol, which has none.
    private static func bodyStart(in code: String, after start: String.Index) -> String.Index? {
        var depth = 0
        for index in code.utf8[start...].indices {
            switch code.utf8[index] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return index
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "\n") where depth == 0 && startsDeclaration(code[code.utf8.index(after: index)...]):
                return nil
            default: break
            }
        }
        return nil
    }

    private static func startsDeclaration(_ rest: Substring) -> Bool {
        rest.prefixMatch(of: #/\s*(@|func\b|var\b|let\b|init\b|case\b|static\b|mutating\b|associatedtype\b|public\b)/#)
            != nil
    }

    private static func closing(of brace: String.Index, in code: String) -> String.Index? {
        var depth = 0
        for index in code.utf8[brace...].indices {
            if code.utf8[index] == UInt8(ascii: "{") { depth += 1 }
            if code.utf8[index] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return index }
        }
        return nil
    }
}
