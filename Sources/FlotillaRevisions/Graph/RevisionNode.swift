/// One revision as its file declares it: a node of the graph, before the graph has been checked.
public struct RevisionNode: Sendable, Hashable {
    public let id: RevisionID
    /// What it revises. None: a base. Two or more: a merge point.
    public let parents: [RevisionID]
    /// What must be applied before it without being its parent.
    public let dependencies: [RevisionName]
    /// The branch labels its file gives it; ``RevisionGraph/labels(of:)`` adds the inherited ones.
    public let labels: [BranchLabel]
    /// Revisions that it stands for and whose own files are gone; itself may be among them.
    public let replaces: [RevisionID]
    /// What it is for, in its author's words; may span lines.
    public let message: String

    public init(
        _ id: RevisionID, parents: [RevisionID] = [], dependencies: [RevisionName] = [], labels: [BranchLabel] = [],
        replaces: [RevisionID] = [], message: String = ""
    ) {
        self.id = id
        self.parents = parents
        self.dependencies = dependencies
        self.labels = labels
        self.replaces = replaces
        self.message = message
    }
}

/// A whole identifier or a branch label, as `Depends on:` spells them. Never a shortened identifier.
public struct RevisionName: Sendable, Hashable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }
}

/// The name of a line of revisions, unique in the graph and different from every identifier.
public struct BranchLabel: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let text: String

    public init(_ text: String) { self.text = text }

    public var description: String { text }

    /// What is wrong with the label, if anything. A `-` is allowed: Alembic's users have labels such as `tenant-eu`.
    public var fault: NameFault? {
        NameFault.inName(text) { scalar in
            switch scalar {
            case "@", ":", ",", "<", ">": true
            default: false
            }
        }
    }

    public static func < (left: BranchLabel, right: BranchLabel) -> Bool { left.text < right.text }
}
