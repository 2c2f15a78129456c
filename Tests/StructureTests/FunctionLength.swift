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
                firstLine: 1 + code[..<start].count { $0 == "\n" },
                lineCount: 1 + code[start..<end].count { $0 == "\n" }, body: code[brace..<end])
        }
    }

    /// Where the `{` of the body stands; `nil` for a requirement of a protocol, which has none.
    private static func bodyStart(in code: String, after start: String.Index) -> String.Index? {
        var depth = 0
        var index = start
        while index < code.endIndex {
            switch code[index] {
            case "(", "[": depth += 1
            case ")", "]": depth -= 1
            case "{" where depth == 0: return index
            case "}" where depth == 0: return nil
            case "\n" where depth == 0 && startsDeclaration(code[code.index(after: index)...]): return nil
            default: break
            }
            index = code.index(after: index)
        }
        return nil
    }

    private static func startsDeclaration(_ rest: Substring) -> Bool {
        rest.prefixMatch(of: #/\s*(@|func\b|var\b|let\b|init\b|case\b|static\b|mutating\b|associatedtype\b|public\b)/#)
            != nil
    }

    private static func closing(of brace: String.Index, in code: String) -> String.Index? {
        var depth = 0
        var index = brace
        while index < code.endIndex {
            if code[index] == "{" { depth += 1 } else if code[index] == "}" { depth -= 1 }
            if depth == 0 { return index }
            index = code.index(after: index)
        }
        return nil
    }
}
