/// The identifier of a revision: free text without `@ - + :` and white space, by habit 12 hex digits.
public struct RevisionID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }

    public static func < (left: RevisionID, right: RevisionID) -> Bool { left.text < right.text }
}
