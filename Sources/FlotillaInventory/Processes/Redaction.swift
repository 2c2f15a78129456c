/// Takes passwords out of words that a program or a server wrote.
enum Redaction {
    /// Every `scheme://user:password@` loses its password.
    static func withoutPasswords(_ words: String) -> String {
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
    /// Where `text` stands first.
    func range(ofText text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) { return start..<index(start, offsetBy: text.count) }
            start = index(after: start)
        }
        return nil
    }
}
