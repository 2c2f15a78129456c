/// What the splitter shows a statement body of one token.
enum Lexeme: Hashable {
    case keyword(Keyword)
    /// Any other word, a quoted name or a number.
    case name
    case string
    /// Punctuation, parentheses and semicolons included.
    case symbol(UInt8)
}

/// Follows one statement to know which semicolons in it do not end it.
///
/// One value per statement. It is shown tokens only while it is watching, so that the bulk of a script, which has no
/// bodies, costs nothing.
protocol StatementBody {
    init()

    /// Tokens still matter.
    var isWatching: Bool { get }

    /// A semicolon here is part of the statement.
    var holdsSemicolon: Bool { get }

    /// Lines of data follow the statement's semicolon.
    var isCopyFromStdin: Bool { get }

    /// `depth` counts the parentheses around the token; a parenthesis is not within itself.
    mutating func see(_ lexeme: Lexeme, depth: Int)
}

extension StatementBody {
    var isCopyFromStdin: Bool { false }
}
