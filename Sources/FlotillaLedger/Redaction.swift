/// The last line of defence: texts that others composed may quote a URL with its password.
enum Redaction {
    /// `text` with the password of every `scheme://user:password@` replaced by `***`.
    ///
    /// As when a URL is parsed, a password reaches to the last `@` of its word: it may contain `@` and `:` itself.
    static func withoutURLPasswords(_ text: String) -> String {
        // Most texts have no `@`, and every target of a fleet comes by here.
        guard text.utf8.contains(UInt8(ascii: "@")), text.contains("://") else { return text }
        return text.split(separator: " ", omittingEmptySubsequences: false).map(redactedWord).joined(separator: " ")
    }

    private static func redactedWord(_ word: Substring) -> Substring {
        guard let scheme = word.firstRange(of: "://") else { return word }
        let authority = word[scheme.upperBound...]
        guard let at = authority.lastIndex(of: "@"), let colon = authority[..<at].firstIndex(of: ":") else {
            return word
        }
        return word[...colon] + "***" + word[at...]
    }
}
