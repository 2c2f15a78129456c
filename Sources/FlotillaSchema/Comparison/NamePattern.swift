/// What an ignore list holds: a name in which `*` stands for any text, for certain kinds of things.
///
/// `audit_*` is everything whose name begins so, `legacy.*` all of another namespace, `view:report_*` views only. What belongs
/// to a table may be called with its table or without: `ix_*`, `users.ix_*`, `index:users.ix_*`, `trigger:*.tr_audit`.
public struct NamePattern: Sendable, Hashable {
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case namespace, `extension`, type, sequence, table, view, routine, other
        /// Of a table: by the own name, or by the name of the table, a point and the own name.
        case constraint, index, trigger

        var isPartOfTable: Bool { self == .constraint || self == .index || self == .trigger }
    }

    /// `nil` for every kind.
    public var kind: Kind?
    public var text: String

    public init(_ text: String, kind: Kind? = nil) {
        self.kind = kind
        self.text = text
    }

    /// As people write it, with the kind and a colon before it.
    public init(parsing text: String) throws(NamePatternError) {
        guard let colon = text.firstIndex(of: ":") else {
            if text.isEmpty { throw NamePatternError(text: text, nearMisses: []) }
            self.init(text)
            return
        }
        let word = String(text[..<colon])
        let name = String(text[text.index(after: colon)...])
        guard let kind = Kind(rawValue: word), !name.isEmpty else {
            let near =
                Kind(rawValue: word) == nil ? Spelling.nearMisses(word, among: Kind.allCases.map(\.rawValue)) : []
            throw NamePatternError(text: text, nearMisses: near)
        }
        self.init(name, kind: kind)
    }

    func matches(_ kind: Kind, _ name: String) -> Bool {
        guard self.kind == kind || self.kind == nil else { return false }
        return Self.matches(Array(name.utf8)[...], Array(text.utf8)[...])
    }

    /// Goes back only to the last star: linear but for repeated beginnings.
    private static func matches(_ name: ArraySlice<UInt8>, _ pattern: ArraySlice<UInt8>) -> Bool {
        var (at, of) = (name.startIndex, pattern.startIndex)
        var retry: (at: Int, of: Int)?
        while at < name.endIndex {
            if of < pattern.endIndex, pattern[of] == UInt8(ascii: "*") {
                retry = (at, of + 1)
                of += 1
            } else if of < pattern.endIndex, pattern[of] == name[at] {
                at += 1
                of += 1
            } else if let last = retry {
                retry = (last.at + 1, last.of)
                (at, of) = (last.at + 1, last.of)
            } else {
                return false
            }
        }
        return pattern[of...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// A pattern without a name, or for a kind that there is not.
public struct NamePatternError: Error, Sendable, Hashable {
    public var text: String
    /// Kinds that may have been meant.
    public var nearMisses: [String]

    public init(text: String, nearMisses: [String]) {
        self.text = text
        self.nearMisses = nearMisses
    }
}
