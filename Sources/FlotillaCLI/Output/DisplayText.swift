/// Text from outside, made fit for a terminal.
///
/// Names, labels and error messages come from inventories and servers. Sent to a terminal as they are, their control
/// characters could move the cursor, rewrite the screen or the clipboard, and the bidirectional ones could make a line
/// read as another. Everything printed for people goes through here first.
enum DisplayText {
    /// `text` on one line: what could act on a terminal is spelled out (`\n`, `\u{1b}`).
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: acts) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if acts(scalar) { result += spelled(scalar) } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }

    /// `text` as lines, each escaped. A line break ends a line; everything else that acts is spelled out.
    static func lines(_ text: String) -> [String] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }.map { escaped(String($0)) }
    }

    /// Columns that `text` takes on a terminal.
    static func width(_ text: String) -> Int {
        if text.utf8.allSatisfy({ $0 < 0x80 }) { return text.utf8.count }
        return text.reduce(0) { $0 + width($1) }
    }

    /// The longest beginning of `text` that takes no more than `limit` columns, with `ellipsis` when it was cut.
    static func fitted(_ text: String, to limit: Int, ellipsis: String) -> String {
        guard width(text) > limit else { return text }
        let room = limit - width(ellipsis)
        guard room > 0 else { return String(ellipsis.prefix(max(0, limit))) }
        var used = 0
        let kept = text.prefix { character in
            used += width(character)
            return used <= room
        }
        return kept + ellipsis
    }

    /// `text` broken between words into lines of at most `limit` columns; a longer word stands on a line of its own.
    static func wrapped(_ text: String, to limit: Int) -> [String] {
        guard width(text) > limit else { return [text] }
        var lines: [String] = []
        for word in text.split(separator: " ", omittingEmptySubsequences: false) {
            if let last = lines.last, width(last) + 1 + width(String(word)) <= limit {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(String(word))
            }
        }
        return lines
    }

    /// C0, DEL, C1 (0x9b alone starts a control sequence on some terminals), line and paragraph separators, and the
    /// marks that change the direction of writing (Unicode TR 36 §3.2).
    private static func acts(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0..<0x20, 0x7f...0x9f, 0x061c, 0x200e, 0x200f, 0x2028...0x202e, 0x2066...0x2069: true
        default: false
        }
    }

    private static func spelled(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\n": "\\n"
        case "\r": "\\r"
        case "\t": "\\t"
        default: "\\u{" + String(scalar.value, radix: 16) + "}"
        }
    }

    /// After Unicode's East Asian Width (TR 11) and what terminals do with emoji: the wide ranges, coarsely.
    private static func width(_ character: Character) -> Int {
        guard let first = character.unicodeScalars.first else { return 0 }
        if character.unicodeScalars.contains("\u{fe0f}") { return 2 }
        switch first.properties.generalCategory {
        case .nonspacingMark, .enclosingMark, .format: return 0
        default: break
        }
        switch first.value {
        case 0x1100...0x115f, 0x2e80...0x303e, 0x3041...0x33ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xa000...0xa4cf,
            0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f, 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1faff,
            0x20000...0x3fffd:
            return 2
        default: return first.properties.isEmojiPresentation ? 2 : 1
        }
    }
}
