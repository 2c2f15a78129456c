/// Why the graph, or a request to it, was refused. Each case carries what a person needs to put it right.
public enum RevisionError: Error, Sendable, Hashable {
    // The graph cannot be built.

    case illegalID(RevisionID, NameFault)
    case illegalLabel(BranchLabel, NameFault, revision: RevisionID)
    case duplicateID(RevisionID)
    /// The label stands in two revisions, or is also the identifier of one.
    case duplicateLabel(BranchLabel, revisions: [RevisionID])
    /// A parent or a dependency that no file declares.
    case missingRevision(RevisionName, neededBy: RevisionID, nearMisses: [String])
    /// A loop over parents, each revising the next, the last revising the first.
    case cycle([RevisionID])
    /// A loop over parents and dependencies together.
    case dependencyCycle([RevisionID])
    /// A baseline that does not fold exactly what leads to its revision.
    case staleBaseline(RevisionID, lacks: [RevisionID], hasBesides: [RevisionID])
    /// Of the revisions that a baseline replaces some have their files still, and others that they need have not.
    case halfFolded(RevisionID, remaining: [RevisionID])

    // The argument cannot be made out.

    case unresolved(String, nearMisses: [String])
    /// A shortened identifier that matches several identifiers and labels.
    case ambiguousID(String, candidates: [String])
    /// `name` is how the revision was spelled.
    case notOnBranch(RevisionID, name: String, branch: String)
    /// The revision is what the table holds, but it is not on that branch.
    case rowNotOnBranch(RevisionID, branch: String)
    /// A range that starts from a branch named by a revision, which has no label or several.
    case branchWithoutOneLabel(RevisionID, labels: [BranchLabel])
    /// `head` where there are several.
    case multipleHeads([RevisionID], argument: String)
    /// The two ends of a range are not in one line.
    case rangeNotAncestor(lower: String, upper: String)
    /// The target of a downgrade is not below what is applied.
    case notBelowRows(target: String, rows: [RevisionID])
    /// Several revisions follow the target of a downgrade, and none of them leads to the branch.
    case notOnTheWay(target: String, branch: String, next: [RevisionID])
    case relativeWalk(String, RelativeWalkFault)
    /// A relative walk that could go to, or start from, any of these.
    case ambiguousWalk(String, candidates: [RevisionID])
    /// `a:b` outside script mode.
    case rangeNotAllowed(String)
    /// A downgrade in script mode needs `from:to`.
    case rangeRequired(String)
    /// A history range needs a colon.
    case rangeSyntax(String)
    /// `branch@-1`, but the branch has none of the rows, or several.
    case noSingleRowOnBranch(branch: String, rows: [RevisionID])
    /// The same revision twice among the targets of a stamp.
    case duplicateTarget(RevisionID)
    /// One target of a stamp is an ancestor of another, so that it is said already.
    case overlappingTargets(RevisionID, ancestor: RevisionID)
    /// A row that two targets of a stamp would both replace.
    case contestedRow(RevisionID)

    // The version table cannot be trusted.

    /// Rows that name no revision of ours: written by newer code, or the file is gone.
    case unknownRows([RevisionID], nearMisses: [String])
    /// A row that names a revision of which a baseline is all that is left.
    case foldedRow(RevisionID, into: RevisionID)
    /// One revision stands beside its own ancestor.
    case overlapping(RevisionID, ancestor: RevisionID)
    case duplicateRow(RevisionID)
}

/// Why `+N` or `-N` leads nowhere.
public enum RelativeWalkFault: Sendable, Hashable {
    /// `-N` for an upgrade, `+N` for a downgrade.
    case wrongSign
    /// The walk ran off the graph.
    case offTheEnd
    /// More than a number holds.
    case tooManySteps
    /// A stamp says what the schema is, not how far it is from what the table says.
    case inStamp
}

extension RevisionError {
    /// The short, stable name of the kind of refusal: the categories of the conformance vectors, and `duplicate-id`.
    public var category: String {
        switch self {
        case .illegalID, .illegalLabel: "illegal-id"
        case .duplicateID: "duplicate-id"
        case .duplicateLabel: "duplicate-label"
        case .missingRevision: "missing-revision"
        case .cycle: "cycle"
        case .dependencyCycle: "dependency-cycle"
        case .staleBaseline, .halfFolded: "baseline"
        case .unresolved: "unresolved"
        case .ambiguousID: "ambiguous-id"
        case .notOnBranch: "not-on-branch"
        case .multipleHeads: "multiple-heads"
        case .rangeNotAncestor, .notBelowRows, .notOnTheWay: "range-not-ancestor"
        case .relativeWalk: "relative-walk"
        case .ambiguousWalk: "ambiguous-walk"
        case .rangeNotAllowed: "range-not-allowed"
        case .rangeRequired: "range-required"
        case .rangeSyntax: "range-syntax"
        case .noSingleRowOnBranch, .duplicateTarget, .contestedRow, .branchWithoutOneLabel: "refused"
        case .unknownRows, .foldedRow, .rowNotOnBranch: "bad-current"
        case .overlapping, .overlappingTargets, .duplicateRow: "overlapping"
        }
    }
}
