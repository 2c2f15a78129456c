import FlotillaSQL

/// Random scripts that a server runs without complaint, made of what splitters stumble over.
struct HarmlessSQL {
    var random: SplitMix64
    let engine: Engine
    let options: SQLOptions

    init(seed: UInt64, engine: Engine, options: SQLOptions = SQLOptions()) {
        random = SplitMix64(state: seed)
        self.engine = engine
        self.options = options
    }

    /// Some of the traps, unescaped.
    mutating func trap() -> String {
        random.pick([
            ";", "'", "\"", "`", "\\", "--", "-- ", "#", "/*", "*/", "/*!", "$$", "$a$", "$a", "\n", "\r\n", " ", "a",
            "é", "BEGIN",
            "END;", "DELIMITER //", "//", "[", "]", "(", ")", "\\'", "COPY t FROM stdin;", "0",
        ])
    }

    mutating func traps() -> String { (0..<random.number(0...5)).map { _ in trap() }.joined() }

    mutating func blank() -> String {
        random.chance(oneIn: 3) ? comment() : random.pick([" ", "\n", "\r\n", "\t", "  ", "\u{0C}"])
    }

    /// With a blank on both sides, so that it never becomes part of an operator or a word.
    mutating func comment() -> String {
        let text = traps()
        let line = text.filter { $0 != "\n" && $0 != "\r\n" }
        switch (engine, random.number(1...3)) {
        case (.mysql, 1): return " #\(line)\n"
        case (_, 1), (_, 2): return " -- \(line)\n"
        case (.postgresql, _): return " /* \(balanced(text)) /* \(balanced(traps())) */ */ "
        // No exclamation mark: what it opens is no comment.
        default: return " /* \(text.without("!", "*/")) */ "
        }
    }

    private func balanced(_ text: String) -> String { text.without("*/", "/*") }

    mutating func expression() -> String {
        switch engine {
        case .postgresql: postgresqlExpression()
        case .mysql: mysqlExpression()
        case .sqlite: sqliteExpression()
        }
    }

    private mutating func postgresqlExpression() -> String {
        switch random.number(1...7) {
        case 1: return quoted(traps(), "'")
        case 2: return escaped()
        case 3: return escaped() + blankLine() + quoted(escapeBackslashes(traps()), "'")
        case 4: return "U&" + quoted(traps().replacing("\\", with: ""), "'")
        case 5: return dollarQuoted()
        case 6: return "(1 +" + comment() + "2)"
        default: return "B'1'" + blank() + "||" + blank() + "X'1'"
        }
    }

    private mutating func mysqlExpression() -> String {
        switch random.number(1...6) {
        case 1: return mysqlString("'")
        case 2 where !options.ansiQuotes: return mysqlString("\"")
        case 3: return "(5" + random.pick(["--1", " - -1", "--\t1\n+2", "#x;'\n"]) + ")"
        case 4: return "/*!50000 " + mysqlString("'") + " */"
        case 5: return "\\N"
        default: return "CASE WHEN 1" + blank() + "THEN " + mysqlString("'") + " ELSE 2 END"
        }
    }

    private mutating func sqliteExpression() -> String {
        switch random.number(1...4) {
        case 1: quoted(traps(), "'")
        case 2: "x'00'"
        case 3: "(5--1;'\n+ 1)"
        default: "CASE WHEN 1" + blank() + "THEN 2 END"
        }
    }

    mutating func alias() -> String {
        let name = "n" + traps().replacing("\u{0}", with: "")
        switch engine {
        case .mysql:
            return options.ansiQuotes && random.chance(oneIn: 2) ? quoted(name + "x", "\"") : quoted(name + "x", "`")
        case .postgresql: return quoted(String(name.prefix(20)), "\"")
        case .sqlite: return random.chance(oneIn: 2) ? quoted(name, "\"") : "[" + name.replacing("]", with: "") + "]"
        }
    }

    mutating func select() -> String {
        let columns = (0..<random.number(1...3)).map { _ in expression() + blank() + "AS" + blank() + alias() }
        return "SELECT" + blank() + columns.joined(separator: blank() + "," + blank())
    }
}

// Strings.
extension HarmlessSQL {
    func quoted(_ text: String, _ quote: String) -> String {
        quote + text.replacing(quote, with: quote + quote) + quote
    }

    private func escapeBackslashes(_ text: String) -> String { text.replacing("\\", with: "\\\\") }

    private mutating func escaped() -> String {
        let text = escapeBackslashes(traps()).replacing("'", with: random.pick(["''", "\\'"]))
        return random.pick(["E'", "e'"]) + text + "'"
    }

    private mutating func mysqlString(_ quote: String) -> String {
        if options.noBackslashEscapes { return quoted(traps(), quote) }
        let text = escapeBackslashes(traps()).replacing(quote, with: random.pick([quote + quote, "\\" + quote]))
        return quote + text + quote
    }

    private mutating func blankLine() -> String { random.pick(["\n", " \r\n\t", " -- ;'\n", "\n-- a\n-- b'\n"]) }

    private mutating func dollarQuoted() -> String {
        let tag = random.pick(["$$", "$a$", "$b$", "$é$", "$a1$"])
        var text = traps()
        // The closing tag may begin within the text: `$a` + `$a$`.
        while (text + tag).range(of: tag) != text.utf8.count { text = text.replacing("$", with: "") }
        return tag + text + tag
    }
}

extension String {
    /// Where `other` first occurs, in bytes.
    fileprivate func range(of other: String) -> Int? {
        let (bytes, wanted) = (Array(utf8), Array(other.utf8))
        return bytes.indices.first { bytes[$0...].starts(with: wanted) }
    }

    /// Also without those that come about when others go.
    fileprivate func without(_ texts: String...) -> String {
        var rest = self
        var count: Int
        repeat {
            count = rest.utf8.count
            for text in texts { rest = rest.replacing(text, with: "") }
        } while rest.utf8.count < count
        return rest
    }

    /// By bytes, unlike the standard library's, which takes CRLF for one character.
    func replacing(_ text: String, with other: String) -> String {
        let (bytes, wanted) = (Array(utf8), Array(text.utf8))
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if bytes[index...].starts(with: wanted) {
                result += other.utf8
                index += wanted.count
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
