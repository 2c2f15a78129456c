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
        NameFault.inName(text) { scalar in
            switch scalar {
            case "@", "-", "+", ":", ",", "<", ">": true
            default: false
            }
        }
    }
}

extension NameFault {
    /// White space, control characters and what was no UTF-8 are never allowed.
    static func inName(_ text: String, forbidden: (Unicode.Scalar) -> Bool) -> NameFault? {
        switch text {
        case "": return .empty
        case "head", "heads", "base", "current": return .reserved
        default: break
        }
        return text.unicodeScalars.first { scalar in
            scalar.value <= 0x20 || scalar == "\u{7F}" || forbidden(scalar)
                || (!scalar.isASCII && (scalar.properties.isWhitespace || scalar == "\u{FFFD}"))
        }.map { .character(Character($0)) }
    }
}
