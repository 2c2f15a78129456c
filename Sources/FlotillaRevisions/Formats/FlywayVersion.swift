/// A version of Flyway's: `1.1`, in a file's name `1_1`. Compared part by part as numbers of any length; parts that are
/// missing are 0, so that `1` and `1.0` are the same.
/// Source: Flyway's `MigrationVersion`.
public struct FlywayVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// As Flyway's table has it, zeros included.
    public let text: String
    /// Without zeros at their beginnings, and without parts of nothing at the end.
    private let parts: [Substring]

    /// `nil` for what is no version.
    public init?(_ written: some StringProtocol) {
        let text = String(written.map { $0 == "_" ? "." : $0 })
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }) else { return nil }
        let numbers = parts.map { $0.drop { $0 == "0" } }
        self.text = text
        self.parts = Array(numbers.prefix((numbers.lastIndex { !$0.isEmpty } ?? -1) + 1))
    }

    public var description: String { text }

    public static func == (left: FlywayVersion, right: FlywayVersion) -> Bool { left.parts == right.parts }

    public func hash(into hasher: inout Hasher) { hasher.combine(parts) }

    public static func < (left: FlywayVersion, right: FlywayVersion) -> Bool {
        for index in 0..<max(left.parts.count, right.parts.count) {
            let one = left.part(index)
            let other = right.part(index)
            if one != other { return (one.count, one) < (other.count, other) }
        }
        return false
    }

    private func part(_ index: Int) -> Substring { index < parts.count ? parts[index] : "" }
}
