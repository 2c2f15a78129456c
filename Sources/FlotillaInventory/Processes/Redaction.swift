/// Takes passwords out of words that a program or a server wrote.
public enum Redaction {
    /// Every `scheme://user:password@` loses its password.
    public static func withoutPasswords(_ words: String) -> String {
        var result = ""
        var rest = words[...]
        while let mark = rest.range(ofText: "://") {
            result += rest[..<mark.upperBound]
            rest = rest[mark.upperBound...]
            // Up to the last @ of the word: a password may hold one too.
            let word = rest.prefix { !$0.isWhitespace && $0 != "\"" }
            guard let at = word.lastIndex(of: "@"), let colon = word[..<at].firstIndex(of: ":") else { continue }
            result += rest[..<colon] + ":***"
            rest = rest[at...]
        }
        return result + rest
    }
}

extension Substring {
    /// Where `text` stands first, byte by byte: to a comparison by characters `/` with a combining mark is no slash.
    func range(ofText text: String) -> Range<Index>? {
        guard let first = text.utf8.first else { return nil }
        var rest = utf8[...]
        while let start = rest.firstIndex(of: first) {
            if rest[start...].starts(with: text.utf8) { return start..<utf8.index(start, offsetBy: text.utf8.count) }
            rest = rest[utf8.index(after: start)...]
        }
        return nil
    }
}
