/// Where a secret is, as an inventory writes it: `${env:NAME}` or `${NAME}`, `${file:path}`, `${command:program
/// argument}`.
///
/// Only the place, never the value. A command's words are separated by spaces and nothing is quoted: what needs more
/// than that is a script. Whoever writes a reference into an inventory can read files and run programs as us.
public enum Reference: Sendable, Hashable, CustomStringConvertible {
    case environment(String)
    case file(String)
    case command([String])

    /// What stands between `${` and `}`.
    init(parsing text: some StringProtocol) throws(URLProblem) {
        let colon = text.firstIndex(of: ":")
        let kind = colon.map { String(text[..<$0]) } ?? "env"
        let rest = colon.map { String(text[text.index(after: $0)...]) } ?? String(text)
        switch kind {
        case "env":
            guard Self.isVariableName(rest) else { throw rest.isEmpty ? .emptyReference : .unknownReference(kind: "") }
            self = .environment(rest)
        case "file":
            guard !rest.isEmpty else { throw .emptyReference }
            self = .file(rest)
        case "command":
            let words = rest.split(separator: " ").map(String.init)
            guard !words.isEmpty else { throw .emptyReference }
            self = .command(words)
        default: throw .unknownReference(kind: kind)
        }
    }

    public var description: String {
        switch self {
        case .environment(let name): "${env:\(name)}"
        case .file(let path): "${file:\(path)}"
        case .command(let words): "${command:\(words.joined(separator: " "))}"
        }
    }

    private static func isVariableName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !isDigit(first) else { return false }
        return text.utf8.allSatisfy { isDigit($0) || isLetter($0) || $0 == UInt8(ascii: "_") }
    }
}

func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

func isLetter(_ byte: UInt8) -> Bool {
    (byte | 0x20) >= UInt8(ascii: "a") && (byte | 0x20) <= UInt8(ascii: "z")
}
