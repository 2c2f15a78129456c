/// The name of a target: unique in its fleet, chosen by its owner, kept when the database moves.
public struct TargetID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }

    public static func < (left: TargetID, right: TargetID) -> Bool { left.text < right.text }
}
