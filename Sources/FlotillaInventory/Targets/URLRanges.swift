/// Where the password and the database stand in the text of a URL template. References are stepped over, whatever they
/// hold.
struct URLRanges {
    /// Between the first `:` of the login and the `@`.
    private(set) var password: Range<String.Index>?
    /// Between the first `/` after the hosts and the `?`.
    private(set) var database: Range<String.Index>?

    /// Both are `nil` for a URL without hosts (SQLite) and for a whole reference.
    init(of text: String) {
        let bytes = text.utf8
        guard var index = Self.authority(of: text) else { return }
        let start = index
        var colon: String.Index?
        var at: String.Index?
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "/"), bytes[index] != UInt8(ascii: "?") {
            switch bytes[index] {
            case UInt8(ascii: ":"): if colon == nil { colon = index }
            case UInt8(ascii: "@"): at = index
            default: break
            }
            index = Self.next(after: index, in: bytes)
        }
        if let at, let colon, colon < at, start < colon || start == colon {
            password = bytes.index(after: colon)..<at
        }
        guard index < bytes.endIndex, bytes[index] == UInt8(ascii: "/") else { return }
        let first = bytes.index(after: index)
        index = first
        while index < bytes.endIndex, bytes[index] != UInt8(ascii: "?") { index = Self.next(after: index, in: bytes) }
        database = first..<index
    }

    /// Where the hosts and the login begin; `nil` when the scheme is not followed by `//` or has no hosts.
    static func authority(of text: String) -> String.Index? {
        let bytes = text.utf8
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")), bytes[colon...].starts(with: "://".utf8),
            !bytes.starts(with: "${".utf8), !text[..<colon].lowercased().utf8.starts(with: "sqlite".utf8)
        else { return nil }
        return bytes.index(colon, offsetBy: 3)
    }

    /// One byte on, or behind the reference that begins here.
    private static func next(after index: String.Index, in bytes: String.UTF8View) -> String.Index {
        let following = bytes.index(after: index)
        guard bytes[index] == UInt8(ascii: "$"), following < bytes.endIndex, bytes[following] == UInt8(ascii: "{"),
            let brace = bytes[following...].firstIndex(of: UInt8(ascii: "}"))
        else { return following }
        return bytes.index(after: brace)
    }
}
