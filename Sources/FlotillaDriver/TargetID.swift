/// The name by which a target is known in the inventory, the ledger and everything printed.
public struct TargetID: Hashable, Sendable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }

    public static func < (left: TargetID, right: TargetID) -> Bool { left.text < right.text }
}
