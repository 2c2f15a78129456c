import FlotillaDriver
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
    /// The same with a revision yet to be named, where the one that was given counts from the present version.
    var wordsWithOpenRevision: [String]?

    init(typed: [String], words: [String]) {
        self.typed = CommandText.line(typed)
        self.words = words
    }

    init(typed: [String], operation: Operation, config: String?) {
        let end = config.map { ["--config", $0] } ?? []
        let argument = operation.argument.isEmpty ? [] : [operation.argument]
        self.init(typed: typed, words: [operation.name] + argument + end)
        if operation.countsFromPresent { wordsWithOpenRevision = [operation.name, "REVISION"] + end }
    }

    /// Whether the command as it was typed leaves alone what is done.
    var isSafe: Bool { wordsWithOpenRevision == nil }

    /// For the only target of a run.
    func command(forSingle target: TargetID, _ state: TargetState) -> String {
        isSafe || !state.isPartWay ? typed : command(for: [target], state)
    }

    /// For all targets of a group, of which there may be more than the examples.
    func command(for group: FailureGroup) -> String {
        if isSafe && group.count > 1 { return typed }
        return command(for: group.examples, group.state) + (group.count > group.examples.count ? " ..." : "")
    }

    private func command(for targets: [TargetID], _ state: TargetState) -> String {
        let words = state.isPartWay ? wordsWithOpenRevision ?? words : words
        return CommandText.line(words + targets.flatMap { ["--target", $0.text] })
    }

    /// What to type when some targets have not been begun.
    var resumption: String {
        isSafe ? typed : CommandText.line(words + ["--target", "ID"]) + " ...  (only those that are left)"
    }

    /// The last line of a run that is not complete.
    var closing: String { "Next: " + resumption + (isSafe ? "  (what is done is skipped)" : "") }
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
