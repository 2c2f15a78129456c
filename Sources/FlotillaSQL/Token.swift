/// The smallest part of a statement that means something: blanks and comments lie between tokens.
struct Token {
    enum Kind: UInt8 {
        /// A keyword or an unquoted name.
        case word
        /// `"x"`, `` `x` `` or `[x]`, where the engine reads it as a name.
        case quotedName
        /// Any string, PostgreSQL's `E'…'` and `$$…$$` included.
        case string
        case number
        /// One byte that is none of the others.
        case symbol
        case openParenthesis
        case closeParenthesis
        case semicolon
        /// What the `DELIMITER` command of the mysql client asked for.
        case delimiter
        /// A backslash outside quotes: no engine knows it, the command line clients do.
        case clientEscape
        /// `/*!50003` or `/*M!100100`: MySQL and MariaDB run what follows.
        case executableStart
        /// `*/` after the former.
        case executableEnd
        case end
    }

    var kind: Kind
    var start: Int
    var end: Int

    var count: Int { end - start }
}
