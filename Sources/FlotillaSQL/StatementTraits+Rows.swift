/// What every engine has in common: queries and changes of rows.
extension StatementTraits {
    mutating func describeRows(verb: Keyword, after reader: TokenReader) {
        switch verb {
        case .insert, .update, .delete, .replace, .merge, .load, .call, .do, .execute, .truncate, .import:
            writesRows = true
        case .copy:
            // COPY t TO gives rows away, COPY t FROM takes them in.
            var rest = reader
            writesRows = rest.seek { $0.keyword == .from || $0.keyword == .to } && rest.keyword == .from
            isCopyFromStdin = writesRows && [.stdin, .stdout].contains(rest.following.keyword)
        case .select, .values, .table, .with:
            writesRows = reader.writesWithin
            isQuery = !writesRows
        case .show, .desc, .describe, .fetch: isQuery = true
        case .explain, .analyze:
            describeExplanation(verb: verb, after: reader)
        default: break
        }
    }

    /// `EXPLAIN` runs nothing, `EXPLAIN ANALYZE` runs the statement; so does MariaDB's `ANALYZE` without `TABLE`.
    private mutating func describeExplanation(verb: Keyword, after reader: TokenReader) {
        var rest = reader
        var runs = verb == .analyze
        while let keyword = rest.keyword, [.analyze, .analyse, .verbose, .query, .plan].contains(keyword) {
            runs = runs || keyword == .analyze || keyword == .analyse
            rest.advance()
        }
        if rest.isAt("format"), rest.following.isAt(.equals) { for _ in 0..<3 { rest.advance() } }
        if rest.isAt(.openParenthesis) {
            runs = runs || rest.parenthesesContain(.analyze) || rest.parenthesesContain(.analyse)
            rest.skipParentheses()
        }
        if verb == .analyze, ![.select, .with, .insert, .update, .delete, .replace].contains(rest.keyword) { return }
        writesRows = runs && (rest.keyword != .select || rest.writesWithin)
        isQuery = !writesRows
    }
}

extension TokenReader {
    /// Whether a word that changes rows or makes a table stands anywhere in the rest of a query: `WITH x AS (DELETE …)`,
    /// `SELECT … INTO`. `FOR UPDATE` and the functions `REPLACE(…)` and `INSERT(…)` do not count.
    var writesWithin: Bool {
        var rest = self
        var previous: Keyword?
        while !rest.isAtEnd {
            let keyword = rest.keyword
            rest.advance()
            switch keyword {
            case .delete, .merge, .into: return true
            case .update where previous != .for && previous != .key: return true
            case .insert where !rest.isAt(.openParenthesis), .replace where !rest.isAt(.openParenthesis): return true
            default: previous = keyword
            }
        }
        return false
    }

    /// Whether the word stands in the parentheses that open here, and is not switched off behind it.
    func parenthesesContain(_ wanted: Keyword) -> Bool {
        var rest = self
        guard rest.accept(.openParenthesis) else { return false }
        while !rest.isAtEnd, !rest.isAt(.closeParenthesis) {
            if rest.accept(wanted) { return !rest.isSwitchedOff }
            rest.advance()
        }
        return false
    }

    /// The value of an option as PostgreSQL writes it: nothing, `true`, `off`, `= false`.
    private var isSwitchedOff: Bool {
        var rest = self
        _ = rest.accept(.equals)
        return rest.isAt("false") || rest.isAt("off") || rest.isAt(UInt8(ascii: "0"))
    }

    /// An option in parentheses somewhere in the statement that is set to false: `WITH (refresh = false)`.
    func switchesOff(_ option: StaticString) -> Bool {
        var rest = self
        while !rest.isAtEnd {
            let isOption = rest.isAt(option)
            rest.advance()
            if isOption && rest.isSwitchedOff { return true }
        }
        return false
    }
}
