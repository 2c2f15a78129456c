import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime

/// How to go on with what a run left undone.
///
/// As a rule the same command may be given again: targets that are done are skipped. Not so with `-1` or `+2`, which
/// count from where each target is by then and would take the ones that are done further. Those get commands that name
/// the targets that are left.
struct Repetition: Sendable {
    /// The command as it was typed, without passwords.
    var typed: String
    /// The words of the same command, up to and without the targets.
    var words: [String]
    /// The same with a revision yet to be named.
    private var openWords: [String]
    /// Whether the command as it was typed leaves alone what is done.
    let isSafe: Bool
    /// Commands that only read do everything again.
    private let skipsDone: Bool
    private var database: String?

    init(typed: [String], words: [String], database: String? = nil) {
        self.database = database
        self.typed = CommandText.line(typed)
        self.words = words
        openWords = words
        isSafe = true
        skipsDone = false
    }

    /// - Parameter database: the URL that was given instead of targets of an inventory.
    init(typed: [String], operation: Operation, config: String?, database: String? = nil) {
        let end = config.map { ["--config", $0] } ?? []
        let argument = operation.argument.isEmpty ? [] : [operation.argument]
        self.typed = CommandText.line(typed)
        words = [operation.name] + argument + end
        openWords = [operation.name, "REVISION"] + end
        isSafe = !operation.countsFromPresent
        skipsDone = operation.writesTargets
        self.database = database
    }

    /// For the only target of a run.
    func command(forSingle target: TargetID, _ failure: TargetFailure) -> String {
        needsRevision(failure.cause, failure.state) ? CommandText.line(openWords + options([target])) : typed
    }

    /// For all targets of a group, of which there may be more than the examples.
    func command(for group: FailureGroup) -> String {
        let isOpen = needsRevision(group.cause, group.state)
        if isSafe && group.count > 1 && !isOpen { return typed }
        return CommandText.line((isOpen ? openWords : words) + options(group.examples))
            + (group.count > group.examples.count ? " ..." : "")
    }

    /// One target in the command line of another command.
    func naming(_ target: TargetID) -> String {
        CommandText.words(database.map { ["--database", $0] } ?? [target.text])
    }

    /// The argument that was given leads nowhere from these targets, or to another place than at first.
    private func needsRevision(_ cause: FailureCause, _ state: TargetState) -> Bool {
        cause == .noWay || !isSafe && state.isPartWay
    }

    private func options(_ targets: [TargetID]) -> [String] {
        database.map { ["--database", $0] } ?? targets.flatMap { ["--target", $0.text] }
    }

    /// What to type when some targets have not been begun.
    var resumption: String {
        isSafe ? typed : CommandText.line(words + ["--target", "ID"]) + " ...  (only those that are left)"
    }

    /// The end of a run that is not complete.
    func closing(on terminal: Terminal) -> [String] {
        let note = skipsDone && isSafe ? [Flow.Piece(text: "(what is done is skipped)")] : []
        return Flow.lines([Flow.Piece(text: "Next: " + resumption)] + note, on: terminal)
    }
}

extension Operation {
    /// `-1`, `+2`, `billing@-1`: another revision each time. `ae10+2` is always the same one.
    fileprivate var countsFromPresent: Bool {
        let start = argument.lastIndex(of: "@").map { argument.index(after: $0) } ?? argument.startIndex
        return argument[start...].hasPrefix("-") || argument[start...].hasPrefix("+")
    }
}

extension TargetState {
    fileprivate var isPartWay: Bool {
        switch self {
        case .partWay: true
        case .unchanged, .halfApplied, .inDoubt: false
        }
    }
}
