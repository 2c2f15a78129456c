import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// What a person reads about targets that failed for one reason: the cause, the server's words, the place, the state
/// the targets are in now, and what to do.
struct FailureText {
    /// What the targets are called in sentences: the id of the only one, or `3 targets`.
    var subject: String
    var isPlural: Bool
    /// As far as it is known; of one target only.
    var version: [RevisionID]?
    var outcome: Outcome
    var failure: TargetFailure
    /// The command that goes on with these targets and no others that are done.
    var again: String
    /// How a command names one of them, ready for a shell.
    var example: String

    /// `constraint violation (23505)`
    var cause: String {
        failure.cause.rawValue + (failure.code.isEmpty ? "" : " (\(failure.code))")
    }

    var facts: [Complaint.Fact] {
        [.words(failure.message)] + place + [.state(state), .next(next)]
    }

    private var place: [Complaint.Fact] {
        guard let place = failure.place else { return [] }
        guard place.statement > 0 else {
            let excerpt = place.excerpt.isEmpty ? "" : "\n" + place.excerpt
            return [.place("\(place.file):\(place.line), revision \(place.revision)" + excerpt)]
        }
        return [
            .place(
                """
                \(place.file):\(place.line), statement \(place.statement) of revision \(place.revision)
                \(place.excerpt)
                """
            )
        ]
    }
}

// MARK: The state now

extension FailureText {
    var state: String {
        switch failure.state {
        case .unchanged: unchanged
        case .partWay(let applied, let total):
            "\(Wording.count(applied, "step")) of \(total) took effect and \(applied == 1 ? "is" : "are") recorded; "
                + "\(subject) \(standing)"
        case .halfApplied(let revision, let done, let total):
            "revision \(revision) has no transaction and stopped after "
                + "\(done) of its \(Wording.count(total, "statement")); "
                + "the journal in the target knows where, and running it again goes on there"
        case .inDoubt(let revision, 0):
            "the last answer about revision \(revision) got lost; the target itself tells whether it took effect, "
                + "and the next run asks it first"
        case .inDoubt(let revision, let statement):
            "it cannot be told whether statement \(statement) of revision \(revision) took effect; "
                + "nothing runs on \(subject) until somebody has looked"
        }
    }

    private var unchanged: String {
        switch outcome {
        case .unreachable:
            (isPlural ? "none of them was opened" : "\(subject) was not opened") + ": nothing was changed\(at)"
        case .succeeded, .skipped, .failed, .unknown, .cancelled:
            "\(subject) \(isPlural ? "are" : "is") unchanged\(at): whatever was begun has been rolled back"
        }
    }

    private var at: String { version.map { ", on \(VersionText.of($0))" } ?? "" }

    private var standing: String {
        version.map { "stands on \(VersionText.of($0))" }
            ?? "\(isPlural ? "stand" : "stands") whole on the version that 'flotilla current' shows"
    }
}

// MARK: What to do next

extension FailureText {
    var next: String {
        // Without a statement it is something of which the target's version table, journal or catalogue knows.
        if case .inDoubt(_, 0) = failure.state { return "when the target answers again: " + again }
        if outcome == .unknown {
            return "look whether it took effect, then: flotilla resolve \(example) --applied "
                + "(or --not-applied) --reason TEXT"
        }
        // Found so by a run that wanted something else; where the step itself failed, a statement is to blame.
        if case .halfApplied(let revision, _, _) = failure.state, failure.place == nil, failure.cause == .diverged {
            return "finish revision \(revision) in the direction in which it was begun (correct its file from that "
                + "statement on, if need be), or finish it by hand and say so with flotilla stamp; then: " + again
        }
        // The same again would end the same.
        return failure.cause == .irreversible ? Self.withoutWayBack : advice + ": " + again
    }

    static let withoutWayBack =
        "go down no further than to this revision, or mend what it did by a new one "
        + "(flotilla revision -m TEXT); what was taken back by hand or from a backup is recorded by flotilla stamp REVISION"

    private var advice: String {
        switch failure.cause {
        case .unreachable: "make sure the server runs and can be reached from here, then"
        case .authentication: "correct user, password or the server's rules for logging in, then"
        case .tooManyConnections: "lower --per-server, or free connections on the server, then"
        case .notReady: "wait until the server takes connections, then"
        case .missingDatabase where failure.place != nil: "correct the revision, then"
        case .missingDatabase where failure.code == "SQLITE_CANTOPEN":
            "correct the path or make its folder, or let 'upgrade' make the file with ?mode=rwc in the URL, then"
        case .missingDatabase: "create the database, or correct its name in the URL, then"
        case .lockTimeout: "end the transaction that holds the lock, or wait, or raise --lock-timeout, then"
        case .statementTimeout: "raise --statement-timeout, or do the work in smaller parts, then"
        case .deadlock: "try again when less is going on"
        case .readOnly: "make the server or the file writable, then"
        case .diskFull: "free disk space on the server, then"
        case .corrupt: "restore the file from a backup, then"
        case .constraintViolation: "correct the rows or the revision, then"
        case .syntax: "correct the revision, then"
        case .permission: "grant the missing right, then"
        case .cancelled: "to go on"
        case .connectionLost: "find out why the connection broke, then"
        case .unsupported: "use a version or setting of the server that can do this, then"
        case .unknownRevision:
            "the database was migrated by other or newer files: get them (or, where you know what the schema is, say so "
                + "with flotilla stamp REVISION --purge), then"
        case .diverged: "compare the target's version table with its schema, put it right (flotilla stamp), then"
        case .foreignTable:
            "say under version_table in flotilla.yaml what the tool's own table is called there, or correct the format of "
                + "revisions, then"
        case .noWay: "name a revision that can be reached from the present version"
        case .locked: "wait until the other migration has ended, then"
        case .duplicateTarget: "take one of the two names of this database out of the inventory, then"
        case .checkFailed: "correct what the check found, then"
        case .unusableScript: "correct the revision, then"
        case .irreversible: Self.withoutWayBack
        case .unusablePython:
            "make the project's own Alembic work from here: 'alembic:' in flotilla.yaml names its folder and interpreter; "
                + "then"
        case .dataLoss: "if that is meant, add --lose-data"
        case .configuration: "correct the target's URL or secret, then"
        case .other: "when the reason is gone"
        }
    }
}

/// How the rows of a version table read.
enum VersionText {
    static let base = "base"

    /// `3512b954651e (head)`, as Alembic marks it.
    static func of(_ rows: [RevisionID], isHead: Bool = false) -> String {
        rows.isEmpty ? base : rows.map { $0.text + (isHead ? " (head)" : "") }.joined(separator: ", ")
    }
}

extension Outcome {
    /// Whether the target is where it should be.
    var isDone: Bool {
        switch self {
        case .succeeded, .skipped: true
        case .failed, .unreachable, .unknown, .cancelled: false
        }
    }
}
