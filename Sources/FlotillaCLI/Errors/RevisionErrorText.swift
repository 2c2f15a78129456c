import FlotillaKit
import FlotillaRevisions

extension Complaint {
    /// What is wrong with the graph of revisions, with a revision that was asked for, or with a version table.
    init(_ error: RevisionError) {
        let text = ReasonText(error)
        self.init(ProgramStatus(error), text.headline, text.facts)
    }
}

extension ProgramStatus {
    /// Wrong files, a wrong argument, or a database that does not fit the files.
    fileprivate init(_ error: RevisionError) {
        self =
            switch error {
            case .illegalID, .illegalLabel, .duplicateID, .duplicateLabel, .missingRevision, .cycle, .dependencyCycle,
                .staleBaseline, .halfFolded:
                .badSettings
            case .unresolved, .ambiguousID, .notOnBranch, .branchWithoutOneLabel, .multipleHeads, .rangeNotAncestor,
                .notBelowRows, .notOnTheWay, .relativeWalk, .ambiguousWalk, .rangeNotAllowed, .rangeRequired,
                .rangeSyntax,
                .noSingleRowOnBranch, .duplicateTarget, .overlappingTargets, .contestedRow:
                .usage
            case .unknownRows, .foldedRow, .rowNotOnBranch, .overlapping, .duplicateRow: .failed
            }
    }
}

extension ReasonText {
    fileprivate init(_ error: RevisionError) {
        self =
            switch error {
            case .illegalID(let id, let fault):
                .init(
                    "'\(id)' cannot be a revision's identifier: \(fault.words)",
                    [.next("give it another one in its header")])
            case .illegalLabel(let label, let fault, let revision):
                .init(
                    "'\(label)' cannot be a branch label: \(fault.words)",
                    [.revision(revision), .next("give it another one in the header")])
            case .duplicateID(let id): .init("two files declare revision \(id)", [.next("rename one of them")])
            case .duplicateLabel(let label, let revisions):
                .init(
                    "the branch label '\(label)' is given twice",
                    [.init("on", revisions.listed), .next("take it out of one of the headers")])
            case .missingRevision(let name, let user, let nearMisses): .missing(name.text, user, nearMisses)
            case .cycle(let ids): .circle("revise", ids, field: "Revises")
            case .dependencyCycle(let ids): .circle("depend on", ids, field: "Depends on")
            case .staleBaseline(let id, let lacks, let besides): .staleBaseline(id, lacks, besides)
            case .halfFolded(let id, let remaining): .halfFolded(id, remaining)
            case .unresolved(let text, let nearMisses): .unresolved(text, nearMisses)
            case .ambiguousID(let text, let candidates):
                .init(
                    "'\(text)' begins more than one name",
                    [.next("write more of \(Wording.list(candidates, joining: "or"))")])
            case .notOnBranch(let id, _, let branch), .rowNotOnBranch(let id, let branch):
                .init("revision \(id) is not on branch '\(branch)'", [.next("flotilla history shows what is on it")])
            case .branchWithoutOneLabel(let id, let labels): .branchWithoutOneLabel(id, labels)
            case .multipleHeads(let heads, let argument): .multipleHeads(heads, argument)
            case .rangeNotAncestor(let lower, let upper): .notInLine(lower, upper)
            case .notBelowRows(let target, let rows):
                .init(
                    "\(target) is not below what is applied",
                    [.init("on", rows.listed), .next("to go up, use upgrade")])
            case .notOnTheWay(let target, let branch, let next): .notOnTheWay(target, branch, next)
            case .relativeWalk(let text, let fault):
                .init("'\(text)' leads nowhere: \(fault.words)", [.next(fault.remedy)])
            case .ambiguousWalk(let text, let candidates):
                .init("'\(text)' could lead to more than one revision", [.next("name one of \(candidates.listed)")])
            case .rangeNotAllowed(let text):
                .init("'\(text)' is a range, which is for printing SQL only", [.next("add --sql to print it")])
            case .rangeRequired(let text): .rangeRequired(text)
            case .rangeSyntax(let text): .init("'\(text)' is no range", [.next("write FROM:TO, such as base:head")])
            case .noSingleRowOnBranch(let branch, let rows): .noSingleRow(branch, rows)
            case .duplicateTarget(let id): .init("revision \(id) is named twice", [.next("name it once")])
            case .overlappingTargets(let id, let ancestor): .overlappingTargets(id, ancestor)
            case .contestedRow(let id):
                .init("two of the named revisions would both replace \(id)", [.next("name one")])
            case .unknownRows(let rows, let nearMisses): .unknownRows(rows, nearMisses)
            case .foldedRow(let row, let baseline): .foldedRow(row, baseline)
            case .overlapping(let id, let ancestor):
                .init(
                    "\(id) stands beside its own ancestor \(ancestor)",
                    [.next("keep the later one: flotilla stamp \(id)")])
            case .duplicateRow(let id): .init("the version table names \(id) twice", [.next("delete one of the rows")])
            }
    }

    private static func rangeRequired(_ text: String) -> Self {
        .init(
            "'\(text)' must be a range FROM:TO, because no database is asked",
            [.next("say where it begins and ends, such as head:-1")])
    }

    private static func overlappingTargets(_ id: RevisionID, _ ancestor: RevisionID) -> Self {
        .init("\(ancestor) is an ancestor of \(id), so that \(id) says both", [.next("leave \(ancestor) out")])
    }

    private static func circle(_ verb: String, _ ids: [RevisionID], field: String) -> Self {
        .init(
            "revisions \(verb) each other in a circle",
            [.init("circle", ids.listed), .next("correct '\(field):' in the header of one of them")])
    }

    private static func missing(_ name: String, _ user: RevisionID, _ nearMisses: [String]) -> Self {
        .init(
            "revision \(user) builds on \(name), which no file declares",
            nearMisses.isEmpty
                ? [.next("bring the missing file back, or correct the header of \(user)")]
                : Complaint.Fact.suggestion(nearMisses))
    }

    private static func staleBaseline(_ id: RevisionID, _ lacks: [RevisionID], _ besides: [RevisionID]) -> Self {
        var facts: [Complaint.Fact] = []
        if !lacks.isEmpty { facts.append(.init("lacks", Wording.sample(lacks.map(\.text)))) }
        if !besides.isEmpty { facts.append(.init("besides", Wording.sample(besides.map(\.text)))) }
        return .init(
            "the baseline at \(id) does not replace exactly what leads to \(id)",
            facts + [.next("delete its file and make it again: flotilla baseline \(id)")])
    }

    private static func halfFolded(_ id: RevisionID, _ remaining: [RevisionID]) -> Self {
        .init(
            "of the revisions that the baseline at \(id) replaces, some have their files and some have not",
            [
                .init("files", Wording.sample(remaining.map(\.text))),
                .next("delete these files too, or bring back the others"),
            ])
    }

    private static func foldedRow(_ row: RevisionID, _ baseline: RevisionID) -> Self {
        .init(
            "the database is on \(row), and the files on the way from there are folded into the baseline \(baseline)",
            [.next("bring back the files that the baseline replaces, and upgrade to \(baseline) with them")])
    }

    private static func notOnTheWay(_ target: String, _ branch: String, _ next: [RevisionID]) -> Self {
        .init(
            "going down to \(target) would not touch branch '\(branch)'",
            [.init("above", next.listed), .next("name a revision that is on the branch")])
    }

    private static func noSingleRow(_ branch: String, _ rows: [RevisionID]) -> Self {
        .init(
            "there is not exactly one version on branch '\(branch)'",
            [.init("on", rows.listed), .next("name a revision in the place of a number of steps")])
    }

    private static func notInLine(_ lower: String, _ upper: String) -> Self {
        .init(
            "no way leads from \(lower) up to \(upper)",
            [.next("turn the two round, or name others; flotilla history shows their order")])
    }

    private static func unresolved(_ text: String, _ nearMisses: [String]) -> Self {
        .init(
            "no revision is called '\(text)'",
            nearMisses.isEmpty
                ? [.next("it may be in newer files than these, or its file was deleted: get the files that have it")]
                : Complaint.Fact.suggestion(nearMisses))
    }

    private static func branchWithoutOneLabel(_ id: RevisionID, _ labels: [BranchLabel]) -> Self {
        labels.isEmpty
            ? .init("revision \(id) has no branch label to start from", [.next("begin the range with a revision")])
            : .init(
                "revision \(id) has more than one branch label",
                [.next("name one: \(Wording.list(labels.map(\.text), joining: "or"))")])
    }

    private static func multipleHeads(_ heads: [RevisionID], _ argument: String) -> Self {
        .init(
            "'\(argument)' is ambiguous: there are \(Wording.count(heads.count, "head"))",
            [.init("heads", heads.listed), .next("name one, or all of them with 'heads'")])
    }

    private static func unknownRows(_ rows: [RevisionID], _ nearMisses: [String]) -> Self {
        .init(
            "the database is on \(rows.listed), which no file here declares",
            [
                .next(
                    """
                    it was migrated by newer files, or the file was deleted: get the files that have it, \
                    or, if you know what the schema is, say so with flotilla stamp REVISION --purge
                    """)
            ] + Complaint.Fact.suggestion(nearMisses))
    }

}

extension [RevisionID] {
    fileprivate var listed: String { VersionText.of(self) }
}

extension Complaint.Fact {
    fileprivate static func revision(_ id: RevisionID) -> Self { .place("revision \(id)") }
}

extension NameFault {
    var words: String {
        switch self {
        case .empty: "it is empty"
        case .character(let character): "'\(character)' has a meaning of its own"
        case .reserved: "the word is reserved"
        }
    }
}

extension RelativeWalkFault {
    fileprivate var remedy: String {
        switch self {
        case .wrongSign: "change the sign, or use the other command"
        case .offTheEnd, .tooManySteps: "take fewer steps, or name a revision; flotilla history shows them"
        case .inStamp: "name the revision itself"
        }
    }

    fileprivate var words: String {
        switch self {
        case .wrongSign: "upgrade goes up with +N, downgrade goes down with -N"
        case .offTheEnd: "there are not so many revisions"
        case .tooManySteps: "that is more than can be counted"
        case .inStamp: "a stamp needs the name of the revision that the schema really has"
        }
    }
}
