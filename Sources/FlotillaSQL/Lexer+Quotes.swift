/// Strings and quoted names.
extension Lexer {
    /// From the opening quote to the closing one; a doubled quote stands for itself.
    mutating func scanQuoted(
        _ quote: UInt8, escapes: Bool, as kind: Token.Kind, or problem: SQLProblem.Kind
    ) -> Token.Kind {
        let start = position
        position += 1
        while position < end {
            let byte = bytes[position]
            position += 1
            if byte == quote {
                if position < end, bytes[position] == quote {
                    position += 1
                } else if !(escapes && engine == .postgresql && continuesOnLaterLine()) {
                    return kind
                }
            } else if escapes && byte == .backslash {
                position += 1
            }
        }
        markUnterminated(problem, from: start)
        return kind
    }

    /// PostgreSQL joins strings with a newline between them, and the later ones are read like the first: in
    /// `E'a'⏎'b\'c'` the backslash escapes. Only line comments may stand between. Moves behind the next quote if so.
    private mutating func continuesOnLaterLine() -> Bool {
        var index = position
        var sawNewline = false
        while index < end {
            let byte = bytes[index]
            if byte == .newline || byte == .carriageReturn {
                sawNewline = true
            } else if byte == .minus, index + 1 < end, bytes[index + 1] == .minus {
                while index + 1 < end, bytes[index + 1] != .newline, bytes[index + 1] != .carriageReturn { index += 1 }
            } else if !byte.isBlank {
                break
            }
            index += 1
        }
        guard sawNewline, index < end, bytes[index] == .quote else { return false }
        position = index + 1
        return true
    }

    mutating func scanBracketedName() -> Token.Kind {
        let start = position
        while position < end {
            position += 1
            if bytes[position - 1] == .closeBracket { return .quotedName }
        }
        markUnterminated(.unterminatedName, from: start)
        return .quotedName
    }

    /// `$$…$$` or `$tag$…$tag$`; nil where the dollar begins neither, as in `$1`.
    mutating func scanDollarQuote() -> Token.Kind? {
        let start = position
        var tagEnd = start + 1
        while tagEnd < end, bytes[tagEnd].continuesWord, bytes[tagEnd] != .dollar { tagEnd += 1 }
        guard tagEnd < end, bytes[tagEnd] == .dollar, !bytes[start + 1].isDigit else { return nil }
        let tag = bytes[start...tagEnd]
        position = tagEnd + 1
        while position < end {
            if bytes[position] == .dollar, bytes[position..<end].starts(with: tag) {
                return take(tag.count, as: .string)
            }
            position += 1
        }
        markUnterminated(.unterminatedDollarQuote(tag: String(decoding: tag, as: UTF8.self)), from: start)
        return .string
    }
}
