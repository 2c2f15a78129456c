/// A path into a JSON document (RFC 6901).
struct JSONPointer {
    static let whole = JSONPointer(text: "", path: [])

    let text: String
    let path: [String]

    private init(text: String, path: [String]) {
        self.text = text
        self.path = path
    }

    /// `nil` unless the text is empty or begins with a slash.
    init?(_ text: String) {
        guard text.isEmpty || text.hasPrefix("/") else { return nil }
        self.text = text
        path = text.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(Self.unescaped)
    }

    /// `~1` is a slash, `~0` a tilde.
    private static func unescaped(_ name: Substring) -> String {
        var result = ""
        var rest = name
        while let tilde = rest.firstIndex(of: "~") {
            result += rest[..<tilde]
            let code = rest[rest.index(after: tilde)...].first
            result += code == "1" ? "/" : "~"
            rest = rest[rest.index(after: tilde)...].dropFirst()
        }
        return result + rest
    }
}
