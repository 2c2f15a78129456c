/// SQLite's only body: `CREATE TRIGGER … BEGIN …; …; END`.
///
/// `END` closes it after a semicolon only, so `CASE … END` inside needs no thought. `BEGIN` is also a permitted name.
/// (Grammar: `trigger_cmd_list` in `src/parse.y`.)
struct SQLiteBody: StatementBody {
    private enum Stage {
        /// Nothing, or `EXPLAIN [QUERY PLAN]`.
        case first
        /// `CREATE [TEMP]`
        case create
        /// `CREATE TRIGGER`, up to `BEGIN`.
        case header
        case body
        case plain
    }

    private var stage = Stage.first
    /// A name stands here, whatever word it is.
    private var expectsName = false
    private var isAtStart = false

    var isWatching: Bool { stage != .plain }
    var holdsSemicolon: Bool { stage == .body }

    mutating func see(_ lexeme: Lexeme, depth: Int) {
        switch (stage, lexeme) {
        case (.first, .keyword(.explain)), (.first, .keyword(.query)), (.first, .keyword(.plan)): break
        case (.first, .keyword(.create)): stage = .create
        case (.create, .keyword(.temp)), (.create, .keyword(.temporary)): break
        case (.create, .keyword(.trigger)): stage = .header
        case (.first, _), (.create, _): stage = .plain
        case (.header, .keyword(.begin)) where !expectsName && depth == 0:
            stage = .body
            isAtStart = true
        case (.header, _): break
        case (.body, .keyword(.end)) where isAtStart: stage = .plain
        case (.body, _): isAtStart = lexeme == .symbol(.semicolon)
        case (.plain, _): break
        }
        expectsName = Self.namesFollow.contains(lexeme)
    }

    private static let namesFollow: Set<Lexeme> = [
        .keyword(.trigger), .keyword(.exists), .keyword(.on), .keyword(.of), .symbol(.dot), .symbol(.comma),
    ]
}
