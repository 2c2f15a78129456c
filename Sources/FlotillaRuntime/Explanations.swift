import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// What a graph, a script or a secret has against a target, in the words that go into the ledger beside the words of
/// the engines.
extension TargetFailure {
    init(_ error: RevisionError) {
        let cause: FailureCause =
            switch error {
            case .unknownRows, .foldedRow: .unknownRevision
            case .overlapping, .duplicateRow, .rowNotOnBranch: .diverged
            default: .noWay
            }
        self.init(cause: cause, message: error.words)
    }

    init(missing revision: RevisionID) {
        self.init(cause: .unknownRevision, message: "revision \(revision) has no file in the migrations folder")
    }
}

extension RevisionError {
    /// Whether another start could have been accepted: the argument alone is not to blame.
    var dependsOnRows: Bool {
        switch self {
        case .rangeNotAncestor, .notBelowRows, .relativeWalk(_, .offTheEnd), .ambiguousWalk, .noSingleRowOnBranch,
            .unknownRows, .foldedRow, .overlapping, .duplicateRow:
            true
        default: false
        }
    }

    fileprivate var words: String {
        switch self {
        case .unknownRows(let rows, _):
            "the version table names \(Self.list(rows)), which the migrations folder does not have: "
                + "written by newer code, or its file was deleted"
        case .foldedRow(let row, let baseline):
            "the version table names \(row), which is folded into the baseline \(baseline): "
                + "the files on the way from there are gone"
        case .overlapping(let revision, let ancestor):
            "the version table holds \(revision) together with its own ancestor \(ancestor)"
        case .duplicateRow(let row): "the version table holds \(row) more than once"
        case .notBelowRows(let target, let rows):
            "\(target) is not below what is applied (\(rows.isEmpty ? "nothing" : Self.list(rows)))"
        case .rangeNotAncestor(let lower, let upper): "\(lower) is not an ancestor of \(upper)"
        case .relativeWalk(let argument, .offTheEnd): "\(argument) leads off the end of the history"
        case .relativeWalk(let argument, .inStamp): "\(argument) names no revision, and a stamp needs one"
        case .relativeWalk(let argument, .wrongSign): "\(argument) goes the wrong way for this command"
        case .relativeWalk(let argument, _): "\(argument) is no number of steps"
        case .ambiguousWalk(let argument, let candidates):
            "\(argument) is ambiguous here: it could start from, or lead to, \(Self.list(candidates)); "
                + "name a branch, as in branch@\(argument)"
        case .noSingleRowOnBranch(let branch, let rows):
            "branch \(branch) has \(rows.count) of the applied revisions and must have exactly one"
        case .unresolved(let argument, _): "no revision is called '\(argument)'"
        default: "the revision argument cannot be used here (\(category))"
        }
    }

    private static func list(_ revisions: [RevisionID]) -> String { revisions.map(\.text).joined(separator: ", ") }
}

extension InventoryError {
    /// Why a target's URL or one of its secrets cannot be had. Never a value.
    var words: String {
        let place = place.map { " (\($0))" } ?? ""
        return switch reason {
        case .secretUnavailable(let reference, let problem): "\(reference): \(problem.words)\(place)"
        case .badURL(.inReference(let reference, _)): "what \(reference) gives is not a usable URL\(place)"
        case .badURL: "the target's URL cannot be used\(place)"
        case .spool(let words): "the list of this run's targets cannot be read back: \(words)"
        default: "the target's entry in the inventory cannot be used\(place)"
        }
    }
}

extension SecretProblem {
    fileprivate var words: String {
        switch self {
        case .notSet: "is not set"
        case .empty: "is empty"
        case .unreadable(let words): words
        case .notRegularFile: "is not a regular file"
        case .tooLarge(let limit): "is larger than \(limit >> 10) KiB"
        case .notText: "is not text"
        case .notPort: "is not a port"
        case .command(.notStarted(let words)): "could not be started: \(words)"
        case .command(.exited(let status)): "ended with status \(status)"
        case .command(.killed(let signal)): "was ended by signal \(signal)"
        case .command(.timedOut): "took too long"
        case .command(.tooMuchOutput(let limit)): "printed more than \(limit >> 10) KiB"
        case .command(.stopped): "was stopped"
        }
    }
}

extension SQLProblem {
    var explanation: String {
        switch kind {
        case .unterminatedString: "a string is not ended"
        case .unterminatedName: "a quoted name is not ended"
        case .unterminatedComment: "a comment is not ended"
        case .unterminatedDollarQuote(let tag): "\(tag) is not ended by another \(tag)"
        case .unterminatedBody: "the body of a stored program has no END"
        case .unclosedParenthesis: "a parenthesis is not closed"
        case .nulByte: "there is a NUL byte, at which clients would stop reading in silence"
        case .clientCommand(let command):
            "\(command) is a command of a command line client, which no server knows and which may run programs; it is never run"
        case .copyWithoutEnd: "the data of COPY … FROM stdin is not ended by a line with \\."
        case .textAfterCopy: "there is SQL behind COPY … FROM stdin on the same line"
        case .badDelimiter: "DELIMITER needs an argument without a backslash"
        case .delimiterInsideStatement: "DELIMITER stands inside a statement"
        }
    }
}
