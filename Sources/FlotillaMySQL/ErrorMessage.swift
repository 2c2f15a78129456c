/// The server's words without the values of rows, and without the literals of statements, that it quotes in them.
///
/// Which messages carry a value, and where, is known by number; the wording is not looked at, because a server may speak
/// any of twenty languages (`lc_messages`). Rather than a value too few, a name too many is removed.
enum ErrorMessage {
    static func withoutValues(_ words: String, of number: UInt32) -> String {
        switch number {
        // Duplicate entry '…' for key 'name'.
        case 1062, 1586: masked(words, keepingLast: true)
        // Incorrect value: '…' [for column `name` at row 1 | for column 'name' at row 1].
        case 1292, 1366: masked(words, keepingLast: endsInQuotedName(words))
        // Invalid character string: '…'; illegal value '…' found; incorrect value: '…' [for function name];
        // foreign key of table 'name', record '…' [in table 'name', key 'name'].
        case 1300, 1367, 1411, 1525, 1761, 1762: masked(words, keepingLast: false)
        // Syntax error near '… VALUES ('…')'.
        case 1064, 1149: withoutLiterals(words)
        // No partition for value …, which is not in quotes.
        case 1526, 1591: "no partition takes a value of the row"
        default: words
        }
    }

    /// Everything between the first quote and the last, or, with `keepingLast`, the last but one pair.
    private static func masked(_ words: String, keepingLast: Bool) -> String {
        let quotes = words.indices.filter { words[$0] == "'" }
        guard let first = quotes.first else { return words }
        // A message that was cut has no second pair: then nothing tells value from name.
        let last = quotes[quotes.count - (keepingLast && quotes.count >= 4 ? 3 : 1)]
        return words[...first] + "…" + (last == first ? "" : words[last...])
    }

    /// MySQL puts the column into quotes after the value, MariaDB into backticks.
    private static func endsInQuotedName(_ words: String) -> Bool {
        guard let last = words.lastIndex(of: "'") else { return false }
        let tail = words[last...].dropFirst()
        return !tail.isEmpty && !tail.contains("`")
    }

    /// The statement's fragment stands between the first quote and the last; in it, what stands in quotes is masked.
    private static func withoutLiterals(_ words: String) -> String {
        guard let first = words.firstIndex(of: "'"), let last = words.lastIndex(of: "'"), first < last else {
            return words
        }
        var kept = String(words[...first])
        var fragment = words[words.index(after: first)..<last]
        // A batch ends its statements with a semicolon on a line of its own. What follows is not what the error is about.
        if let end = fragment.firstRange(of: "\n;\n") { fragment = fragment[..<end.lowerBound] }
        while let quote = fragment.firstIndex(where: { $0 == "'" || $0 == "\"" }) {
            kept += fragment[...quote] + "…"
            fragment = afterLiteral(fragment[quote...])
            if !fragment.isEmpty { kept.append(words[quote]) }
        }
        return kept + fragment + words[last...]
    }

    /// What follows the closing quote; empty when there is none.
    private static func afterLiteral(_ literal: Substring) -> Substring {
        var rest = literal.dropFirst()
        while let character = rest.popFirst(), character != literal.first {
            if character == "\\" { rest = rest.dropFirst() }
        }
        return rest
    }
}
