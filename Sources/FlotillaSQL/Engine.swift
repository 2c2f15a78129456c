/// A family of database servers that share a dialect.
///
/// MySQL and MariaDB are one engine: where they differ, the session's ``capabilities`` tell.
public enum Engine: String, Sendable, Hashable, CaseIterable, Comparable {
    case postgresql, mysql, sqlite

    public static func < (left: Engine, right: Engine) -> Bool { left.rawValue < right.rawValue }
}
