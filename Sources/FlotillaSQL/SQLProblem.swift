/// Why a script cannot be run as it stands. None of these is guessed around: a script with a problem is refused.
public struct SQLProblem: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// `'…` or `E'…` reaches the end of the script.
        case unterminatedString
        /// A quoted name reaches the end of the script.
        case unterminatedName
        /// `/*` reaches the end of the script. (SQLite allows it: there it is a ``SQLNote``.)
        case unterminatedComment
        /// `$tag$` is not followed by another; the tag is given with its dollars.
        case unterminatedDollarQuote(tag: String)
        /// `BEGIN`, `IF`, `LOOP`… of a stored program or trigger has no `END`.
        case unterminatedBody
        /// PostgreSQL: `(` has no `)`, so no semicolon behind it ends a statement.
        case unclosedParenthesis
        /// A NUL byte: the C clients would take it for the end of the text and drop the rest in silence.
        case nulByte
        /// A command of psql, mysql or sqlite3, which a server does not know and which may run programs: `\copy`,
        /// `source`, `.read`. Given with what introduces it.
        case clientCommand(String)
        /// PostgreSQL: no line `\.` ends the data of a `COPY … FROM stdin`, or there is no data at all.
        case copyWithoutEnd
        /// PostgreSQL: SQL follows a `COPY … FROM stdin;` on its line, where psql would run it after the data.
        case textAfterCopy
        /// The mysql client's `DELIMITER` without an argument, or with one that has a backslash.
        case badDelimiter
        /// The mysql client's `DELIMITER` before the statement in front of it was ended.
        case delimiterInsideStatement
    }

    public var kind: Kind
    public var position: SQLPosition

    public init(_ kind: Kind, at position: SQLPosition) {
        self.kind = kind
        self.position = position
    }
}

/// What was passed over in a script and does no harm.
public struct SQLNote: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// `\restrict` and `\unrestrict`, which dumps of PostgreSQL contain to tie psql's hands.
        case ignoredCommand(String)
        /// SQLite: a comment reaches the end of the script.
        case commentRunsToEnd
    }

    public var kind: Kind
    public var position: SQLPosition

    public init(_ kind: Kind, at position: SQLPosition) {
        self.kind = kind
        self.position = position
    }
}

/// A place in a script.
public struct SQLPosition: Sendable, Hashable {
    /// In bytes, from 0.
    public var offset: Int
    /// From 1; only a newline ends a line, so CRLF counts once.
    public var line: Int
    /// From 1, in Unicode scalars; a byte that is no UTF-8 counts as one.
    public var column: Int

    public init(offset: Int, line: Int, column: Int) {
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// Counts from the start of `bytes`: linear in `offset`.
    public init(offset: Int, in bytes: [UInt8]) {
        var counter = PositionCounter()
        self = counter.position(of: offset, in: bytes)
    }
}
