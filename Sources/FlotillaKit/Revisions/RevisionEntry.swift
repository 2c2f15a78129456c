import FlotillaRevisions

/// A revision as lists of revisions show it: what its file says, and where it stands among the others.
public struct RevisionEntry: Sendable, Hashable {
    public var header: RevisionHeader
    /// Absolute, as far as the file system tells.
    public var path: String
    /// That of the way down, where another tool has a file of its own for it.
    public var downgradePath: String?
    /// Those in force at it, its own and those of its branch. Sorted.
    public var labels: [BranchLabel]
    public var traits: Set<RevisionTrait>
    /// What revises it, sorted.
    public var children: [RevisionID]
    /// Whether the version table of the database that was asked names it; `nil` when none was asked.
    public var isCurrent: Bool?
    /// The file that new databases run instead of the revision and all that lead to it.
    public var baseline: FoldedRevisions?

    /// - Parameter rows: those of a version table.
    public init(_ header: RevisionHeader, path: String, in graph: RevisionGraph, rows: [RevisionID]? = nil) {
        self.header = header
        self.path = path
        labels = graph.labels(of: header.id)
        traits = graph.traits(of: header.id)
        children = graph.children(of: header.id)
        isCurrent = rows.map { $0.contains(header.id) }
    }

    public var id: RevisionID { header.id }
}

/// A baseline: its file, and what that stands for.
public struct FoldedRevisions: Sendable, Hashable {
    /// Absolute, as far as the file system tells.
    public var path: String
    public var replaces: [RevisionID]

    public init(path: String, replaces: [RevisionID]) {
        self.path = path
        self.replaces = replaces
    }
}

/// A revision that two or more others revise, and these.
public struct BranchEntry: Sendable, Hashable {
    public var point: RevisionEntry
    public var children: [RevisionEntry]

    public init(point: RevisionEntry, children: [RevisionEntry]) {
        self.point = point
        self.children = children
    }
}
