/// What lies between tokens: blanks, comments, and a byte order mark before a statement.
extension Lexer {
    mutating func skipBlanksAndComments() {
        while position < end {
            let byte = bytes[position]
            if byte.isBlank {
                if engine == .sqlite && byte == 0x0B { return }
                position += 1
            } else if !skipComment(byte) && !skipByteOrderMark(byte) {
                return
            }
        }
    }

    /// Files that were joined by `cat` have a mark in the middle. Before a statement it is dropped, as clients do at
    /// the start of a file; elsewhere it is part of a word, as for the server.
    private mutating func skipByteOrderMark(_ byte: UInt8) -> Bool {
        guard byte == 0xEF, isFresh, peek(1) == 0xBB, peek(2) == 0xBF else { return false }
        position += 3
        return true
    }

    private mutating func skipComment(_ byte: UInt8) -> Bool {
        guard byte == .minus || byte == .slash || byte == .hash, !isAtDelimiter else { return false }
        switch byte {
        case .minus where startsLineComment: skipLine()
        case .hash where engine == .mysql: skipLine()
        case .slash where startsBlockComment: skipBlockComment()
        default: return false
        }
        return true
    }

    /// MySQL wants a blank or a control character after `--`, since `5--1` is six. Its client takes any `--` before a
    /// statement for a comment. At the end of the text `--` is left to the server, which takes it for a comment.
    private var startsLineComment: Bool {
        guard peek(1) == .minus else { return false }
        guard engine == .mysql, !isFresh else { return true }
        return peek(2).map { $0.isBlank || $0.isControl } ?? false
    }

    /// PostgreSQL ends a comment at a carriage return too.
    private mutating func skipLine() {
        while position < end {
            let byte = bytes[position]
            if byte == .newline || (byte == .carriageReturn && engine == .postgresql) { return }
            position += 1
        }
    }

    /// SQLite reads `/*` at the very end of the text as two operators.
    private var startsBlockComment: Bool {
        guard peek(1) == .asterisk else { return false }
        switch engine {
        case .postgresql: return true
        case .mysql: return executableCommentPrefix == nil
        case .sqlite: return peek(2) != nil
        }
    }

    private mutating func skipBlockComment() {
        let start = position
        var depth = 1
        position += 2
        while position + 1 < end {
            let pair = (bytes[position], bytes[position + 1])
            if pair == (.asterisk, .slash) {
                position += 2
                depth -= 1
                if depth == 0 { return }
            } else if pair == (.slash, .asterisk) && engine == .postgresql {
                position += 2
                depth += 1
            } else {
                position += 1
            }
        }
        markUnterminated(.unterminatedComment, from: start)
    }

    /// The length of `/*!`, `/*!50003`, `/*M!` or `/*M!100100` here; nil if it is an ordinary comment.
    ///
    /// A version from 99.0 up is a comment to every server, and what is in it need not be SQL: dumps of MariaDB begin
    /// with `/*M!999999\- enable the sandbox mode */`.
    var executableCommentPrefix: Int? {
        guard peek(1) == .asterisk else { return nil }
        let mark = peek(2) == UInt8(ascii: "M") ? 3 : 2
        guard peek(mark) == .exclamation else { return nil }
        var version = 0
        var length = mark + 1
        while length <= mark + 6, let digit = peek(length), digit.isDigit {
            version = version * 10 + Int(digit - 0x30)
            length += 1
        }
        let digits = length - mark - 1
        let isNeverRun = (digits == 5 && version >= 99_000) || (digits == 6 && version >= 990_000)
        return isNeverRun ? nil : length
    }
}
