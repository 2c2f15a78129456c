/// The revisions of another tool's folder, as that tool's own version table names them. Such a table is a diary: it says of
/// each revision whether it has been applied, where Alembic's says only how far a database has come. As the revisions are a
/// chain, the one can be told from the other.
///
/// It holds no SQL and opens nothing.
public struct VersionHistory: Sendable, Hashable {
    public let tool: VersionTool
    /// Oldest first.
    public let entries: [VersionEntry]
    private let places: [String: Int]

    public init(_ tool: VersionTool, _ entries: [VersionEntry]) {
        self.tool = tool
        self.entries = entries
        places = Dictionary(
            entries.enumerated().map { (Self.key(of: $1.version, tool), $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Where the version stands in the chain, however its row spells it.
    func place(of version: String) -> Int? { places[Self.key(of: version, tool)] }

    func entry(_ version: String) -> VersionEntry {
        place(of: version).map { entries[$0] } ?? VersionEntry(version: version)
    }

    /// The one that comes before; `nil` for the first.
    func entry(before version: String) -> VersionEntry? {
        place(of: version).flatMap { $0 > 0 ? entries[$0 - 1] : nil }
    }

    /// The one that comes next; the first behind `nil`.
    func entry(after version: String?) -> VersionEntry? {
        guard let version else { return entries.first }
        return place(of: version).flatMap { $0 + 1 < entries.count ? entries[$0 + 1] : nil }
    }

    private static func key(of version: String, _ tool: VersionTool) -> String {
        tool == .flyway ? FlywayVersion(version).key : version
    }
}

/// Tools whose version tables are kept as they keep them.
public enum VersionTool: String, Sendable, Hashable, CaseIterable {
    case golangMigrate = "golang-migrate"
    case goose
    case dbmate
    case flyway = "Flyway"

    /// What the tool calls its table unless it is told otherwise.
    public var usualTable: String {
        switch self {
        case .golangMigrate, .dbmate: "schema_migrations"
        case .goose: "goose_db_version"
        case .flyway: "flyway_schema_history"
        }
    }
}

/// A revision as the tool's table knows it.
public struct VersionEntry: Sendable, Hashable {
    public var version: String
    public var description: String
    /// The name of its file.
    public var script: String
    /// `nil` where the tool keeps none.
    public var checksum: Int32?
    /// Stands for everything before it.
    public var isBaseline: Bool

    public init(
        version: String, description: String = "", script: String = "", checksum: Int32? = nil, isBaseline: Bool = false
    ) {
        self.version = version
        self.description = description
        self.script = script
        self.checksum = checksum
        self.isBaseline = isBaseline
    }
}

/// Flyway's order of versions: number by number; zeros in front of a number or behind the last one mean nothing.
struct FlywayVersion: Comparable {
    private let parts: [String]

    init(_ text: String) {
        var parts = text.split(separator: ".").map { String($0.drop { $0 == "0" }) }
        while let last = parts.last, last.isEmpty { parts.removeLast() }
        self.parts = parts
    }

    /// Equal for versions that are equal.
    var key: String { parts.joined(separator: ".") }

    static func < (one: Self, other: Self) -> Bool {
        for (mine, others) in zip(one.parts, other.parts) where mine != others {
            return (mine.utf8.count, mine) < (others.utf8.count, others)
        }
        return one.parts.count < other.parts.count
    }
}
