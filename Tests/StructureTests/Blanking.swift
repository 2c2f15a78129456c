/// Replaces comments and string literals of Swift text by blanks, keeping every line break.
///
/// Enough of Swift's lexer for rules about words: nested comments, raw strings and multi-line strings are known; what
/// stands in an interpolation is blanked with its literal. Works on bytes, one blank for each.
struct Blanking {
    private let input: [UInt8]
    private var position = 0
    private var output: [UInt8] = []

    init(_ text: String) { input = Array(text.utf8) }

    mutating func run() -> String {
        output.reserveCapacity(input.count)
        while position < input.count {
            switch input[position] {
            case UInt8(ascii: "/") where next("//"): blankLine()
            case UInt8(ascii: "/") where next("/*"): blankComment()
            case UInt8(ascii: "\""): blankLiteral(hashes: 0)
            case UInt8(ascii: "#") where literalOpens() != nil: blankLiteral(hashes: literalOpens() ?? 0)
            default: keep()
            }
        }
        return String(decoding: output, as: UTF8.self)
    }

    private mutating func keep() {
        output.append(input[position])
        position += 1
    }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<count where position < input.count {
            output.append(isLineEnd ? UInt8(ascii: "\n") : UInt8(ascii: " "))
            position += 1
        }
    }

    private var isLineEnd: Bool { input[position] == UInt8(ascii: "\n") }

    private func next(_ text: String) -> Bool { input[position...].starts(with: text.utf8) }

    private mutating func blankLine() {
        while position < input.count, !isLineEnd { blank() }
    }

    private mutating func blankComment() {
        var depth = 0
        repeat {
            let opens = next("/*")
            let closes = next("*/")
            depth += opens ? 1 : closes ? -1 : 0
            blank(opens || closes ? 2 : 1)
        } while depth > 0 && position < input.count
    }

    /// How many `#` stand before the quotation mark, or `nil` when no literal begins here.
    private func literalOpens() -> Int? {
        let hashes = input[position...].prefix { $0 == UInt8(ascii: "#") }.count
        return input[(position + hashes)...].first == UInt8(ascii: "\"") ? hashes : nil
    }

    private mutating func blankLiteral(hashes: Int) {
        let fence = String(repeating: "#", count: hashes)
        blank(hashes)
        let quote = next("\"\"\"") ? "\"\"\"" : "\""
        blank(quote.utf8.count)
        while position < input.count, !next(quote + fence) {
            if next("\\\(fence)(") {
                blankInterpolation(opening: 2 + hashes)
            } else {
                blank(next("\\" + fence) ? 2 + hashes : 1)
            }
        }
        blank(quote.utf8.count + hashes)
    }

    private mutating func blankInterpolation(opening: Int) {
        blank(opening)
        var depth = 1
        while depth > 0, position < input.count {
            if let hashes = literalOpens() {
                blankLiteral(hashes: hashes)
                continue
            }
            depth += next("(") ? 1 : next(")") ? -1 : 0
            blank()
        }
    }
}
