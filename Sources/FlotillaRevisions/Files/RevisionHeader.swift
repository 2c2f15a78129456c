/// What a revision says of itself.
public struct RevisionHeader: Sendable, Hashable {
    public let id: RevisionID
    /// What it revises; none for a base.
    public let parents: [RevisionID]
    public let dependencies: [RevisionName]
    public let labels: [BranchLabel]
    /// The revisions that a baseline folds into one, itself too, oldest first; none for any other revision.
    public let replaces: [RevisionID]
    /// As written. Alembic writes `2026-11-22 08:23:11+00:00`; nothing is decided by it.
    public let createDate: String?
    /// In its author's words; may span lines, without blank ones at its ends.
    public let message: String

    public init(
        id: RevisionID, parents: [RevisionID] = [], dependencies: [RevisionName] = [], labels: [BranchLabel] = [],
        replaces: [RevisionID] = [], createDate: String? = nil, message: String = ""
    ) {
        self.id = id
        self.parents = parents
        self.dependencies = dependencies
        self.labels = labels
        self.replaces = replaces
        self.createDate = createDate
        let lines = ByteLine(message.utf8).split(separator: .lineFeed, omittingEmptySubsequences: false)
        self.message = lines.map { $0.trimmed.text }.trimmingEmpty().joined(separator: "\n")
    }

    /// The first line of the message, as lists show it.
    public var summary: String { String(message.prefix { $0 != "\n" }) }
}

/// The lines of a header that have a meaning.
enum HeaderField: String, CaseIterable {
    case id = "Revision ID"
    case parents = "Revises"
    case createDate = "Create Date"
    case labels = "Branch labels"
    case dependencies = "Depends on"
    /// May stand in several lines, because it is long.
    case replaces = "Replaces"

    /// What stands for no parent, besides nothing.
    static let noParent = "<base>"

    private static let byLowercasedName = Dictionary(
        uniqueKeysWithValues: allCases.map { ($0.rawValue.lowercased(), $0) })

    /// However the name is capitalised.
    init?(name: String) {
        guard let field = HeaderField.byLowercasedName[name.lowercased()] else { return nil }
        self = field
    }
}

extension [String] {
    /// Without empty elements at both ends.
    func trimmingEmpty() -> ArraySlice<String> {
        let tail = drop { $0.isEmpty }
        guard let last = tail.lastIndex(where: { !$0.isEmpty }) else { return [] }
        return tail[...last]
    }
}
