import FlotillaRevisions
import FlotillaSQL

/// What a rule found at a place.
public struct LintFinding: Sendable, Hashable {
    public let rule: LintRule.ID
    public let severity: LintRule.Severity
    public let revision: RevisionID
    public let path: String
    /// From 1.
    public let line: Int
    /// On which of the engines looked at, sorted; empty where it is about the file itself.
    public let engines: [Engine]
    /// What the statement does.
    public let what: String
    /// Where the harm grows with the rows of a table that is older than the section: that table.
    public let table: Table?
    /// Why it may stand, when its author says so.
    public let waiver: Waiver?

    /// A table as a statement names it.
    public struct Table: Sendable, Hashable {
        public let schema: String?
        public let name: String
    }
}

/// What the linter looked at and what it found, in the order of the revisions and lines.
public struct LintReport: Sendable, Hashable {
    public let findings: [LintFinding]
    /// How many files were looked at.
    public let files: Int
    /// How many statements, each counted once for every engine that runs it.
    public let statements: Int
    public let engines: [Engine]
    /// Whose way of writing the files follow.
    public var format = RevisionFormat.flotilla

    /// Those that no waiver covers.
    public var open: [LintFinding] { findings.filter { $0.waiver == nil } }

    public var waived: [LintFinding] { findings.filter { $0.waiver != nil } }

    public func count(of severity: LintRule.Severity) -> Int { open.count { $0.severity == severity } }
}
