/// Canonical text: the same for statements that differ in blanks, comments, case of keywords, or needless quotes and
/// parentheses.
enum SQLiteText {
    /// On one line, without parentheses around the whole.
    static func expression(_ tokens: ArraySlice<SQLiteToken>, _ scope: SQLiteScope) -> String {
        line(SQLitePieces.of(bare(tokens), scope)[...])
    }

    /// A line for each clause, without a semicolon at the end.
    static func query(_ tokens: ArraySlice<SQLiteToken>, _ scope: SQLiteScope) -> [String] {
        let pieces = SQLitePieces.of(tokens, scope)
        var lines: [String] = []
        var start = pieces.startIndex
        var depth = 0
        for index in pieces.indices {
            if depth == 0, index > start, isClause(at: index, pieces) {
                lines.append(line(pieces[start..<index]))
                start = index
            }
            if pieces[index].role == .opening { depth += 1 }
            if pieces[index].role == .closing { depth -= 1 }
        }
        return lines + [line(pieces[start...])]
    }

    /// What stands inside parentheses around the whole, if there are any.
    static func bare(_ tokens: ArraySlice<SQLiteToken>) -> ArraySlice<SQLiteToken> {
        var tokens = tokens
        while tokens.count > 2, tokens.first?.isSymbol("(") == true,
            closing(of: tokens.startIndex, tokens) == tokens.endIndex - 1
        {
            tokens = tokens.dropFirst().dropLast()
        }
        return tokens
    }

    /// Where the parenthesis closes that opens at `index`; `nil` if nowhere.
    static func closing(of index: Int, _ tokens: ArraySlice<SQLiteToken>) -> Int? {
        var depth = 0
        for place in index..<tokens.endIndex where tokens[place].kind == .symbol {
            if tokens[place].text == "(" { depth += 1 }
            if tokens[place].text == ")" { depth -= 1 }
            if depth == 0 { return place }
        }
        return nil
    }

    private static func line(_ pieces: ArraySlice<SQLitePiece>) -> String {
        var text = ""
        var last: SQLitePiece?
        for piece in pieces {
            if last?.isApart(from: piece) == true { text += " " }
            text += piece.text
            last = piece
        }
        return text
    }

    private static func isClause(at index: Int, _ pieces: [SQLitePiece]) -> Bool {
        let piece = pieces[index]
        guard piece.role == .keyword else { return false }
        let before = pieces[index - 1]
        switch piece.text {
        case "WHERE", "GROUP", "HAVING", "LIMIT", "UNION", "INTERSECT", "EXCEPT", "RETURNING", "SET": return true
        case "ORDER", "VALUES": return true
        case "FROM": return !before.isKeyword("DELETE", "DISTINCT")
        case "SELECT": return true
        case let word where joins.contains(word):
            guard before.role != .keyword || !joins.contains(before.text) else { return false }
            return pieces[index...].first { !($0.role == .keyword && joins.contains($0.text) && $0.text != "JOIN") }?
                .isKeyword("JOIN") ?? false
        default: return false
        }
    }

    private static let joins: Set<String> = ["NATURAL", "LEFT", "RIGHT", "FULL", "INNER", "CROSS", "OUTER", "JOIN"]
}
