/// The identifier of a revision: free text without `@ - + : ,` and white space, by habit 12 hex digits.
///
/// The type takes any text, because a version table may hold anything; ``RevisionFile`` and ``RevisionGraph`` refuse
/// what is illegal, see ``fault``.
public struct RevisionID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }

    public static func < (left: RevisionID, right: RevisionID) -> Bool { left.text < right.text }
}

/// Why a text cannot name a revision or a branch.
public enum NameFault: Sendable, Hashable {
    case empty
    /// A character that the identifier grammar or the file header needs for itself.
    case character(Character)
    /// `head`, `heads`, `base` and `current` already mean something.
    case reserved
}

extension RevisionID {
    /// The number of characters that fit into Alembic's version table, whose column is a `VARCHAR(32)`.
    public static let columnWidth = 32

    /// What is wrong with the identifier, if anything.
    public var fault: NameFault? {
        RevisionID.fault(of: text) { "@-+:,<>".contains($0) }
    }

    static func fault(of text: String, forbidden: (Character) -> Bool) -> NameFault? {
        if text.isEmpty { return .empty }
        if ["head", "heads", "base", "current"].contains(text) { return .reserved }
        return text.first { forbidden($0) || $0.isWhitespace || $0 == "\u{FFFD}" || $0 == "\0" }.map { .character($0) }
    }
}
