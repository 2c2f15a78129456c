import ArgumentParser
import FlotillaDriver
import FlotillaKit
import FlotillaLedger
import FlotillaRollout

/// Waits until what a command asked for has come about, and says how the rollout stands.
private struct Steering {
    var common: CommonOptions
    var flotilla: Flotilla

    func end(_ record: RolloutRecord, waits: Bool, until isOver: (RolloutPhase) -> Bool) async throws {
        var view = try await flotilla.view(Int(record.run.number))
        let teller = WaveTeller(console: Shell.current.console)
        while waits, !isOver(view.record.state.phase), !isForsaken(view) {
            teller.tell(view.record)
            try? await Task.sleep(for: .milliseconds(200))
            try await flotilla.lapse(record.run)
            view = try await flotilla.view(Int(record.run.number))
        }
        let writer = common.writer(WaveRows.layout)
        RolloutRendering(view: view, terminal: writer.terminal).write(to: writer)
        if waits, isForsaken(view) { throw ProgramStatus.waiting }
    }

    /// What lost workers left has to be looked at, and nobody is there to look.
    private func isForsaken(_ view: RolloutView) -> Bool {
        let rollout = view.record.rollout
        return rollout.state.phase == .aborting && rollout.underWay == 0 && !view.workers.contains(where: \.isAlive)
    }
}

struct RolloutPauseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "pause",
        abstract: "Let nothing new begin, and return when what is under way has ended.")

    @OptionGroup var which: RolloutOptions
    @OptionGroup var why: ReasonOptions

    @Flag(help: "Return at once, while targets are still under way.")
    var noWait = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let record = try await flotilla.steer(which.rollout, .pauseRequested, reason: why.reason)
        try await Steering(common: common, flotilla: flotilla).end(record, waits: !noWait) { $0 != .pausing }
    }
}

struct RolloutAbortCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "abort",
        abstract: "End a rollout early: nothing new begins, and what is under way comes to its end.")

    @OptionGroup var which: RolloutOptions
    @OptionGroup var why: ReasonOptions

    @Flag(help: "Return at once, while targets are still under way.")
    var noWait = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let record = try await flotilla.steer(
            which.rollout, .abortRequested(takesBack: false), reason: why.reason)
        try await Steering(common: common, flotilla: flotilla).end(record, waits: !noWait) { $0 != .aborting }
    }
}

struct RolloutApproveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "approve",
        abstract: "Agree to the gate that a rollout waits at. Whoever started the rollout may not.")

    @OptionGroup var which: RolloutOptions
    @OptionGroup var why: ReasonOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let record = try await flotilla.approve(which.rollout, reason: why.reason)
        try await Steering(common: common, flotilla: flotilla).end(record, waits: false) { _ in true }
    }
}

/// What commands after which a rollout goes on have in common: whether this process works on it, and how that is shown.
struct WorkOptions: ParsableArguments {
    @Flag(help: "Leave the work to others.")
    var detach = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func go(on run: RunID, _ flotilla: Flotilla) async throws {
        try await RolloutWork(common: common).go(on: run, flotilla, isDetached: detach)
    }
}

struct RolloutResumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resume",
        abstract: "Let a rollout go on, and work on it.",
        discussion: """
            Targets are worked on by this command, and by every 'flotilla worker' that reaches the ledger. With --detach \
            it only lets the rollout go on.
            """)

    @OptionGroup var which: RolloutOptions
    @OptionGroup var why: ReasonOptions

    @Option(help: ArgumentHelp("Bear so many failures from now on, in all and in each wave.", valueName: "number"))
    var tolerate: Int?

    @Flag(help: "Go on behind a gate that has not passed.")
    var pastGate = false

    @OptionGroup var work: WorkOptions

    func validate() throws {
        if let tolerate, tolerate < 0 { throw ValidationError("--tolerate must be 0 or more, not \(tolerate).") }
        if tolerate != nil, !why.isGiven { throw ValidationError("--tolerate needs a --reason, which is kept.") }
        if pastGate, !why.isGiven { throw ValidationError("--past-gate needs a --reason, which is kept.") }
    }

    func run() async throws {
        let flotilla = try Connection.open(work.common)
        let view = try await flotilla.view(which.rollout)
        let number = Int(view.record.run.number)
        switch view.record.state.phase {
        case .paused, .pausing:
            _ = try await flotilla.steer(
                number, pastGate ? .gateWaived : .resumeRequested(tolerating: tolerate), reason: why.reason)
        case .gating where pastGate: _ = try await flotilla.steer(number, .gateWaived, reason: why.reason)
        case .advancing, .gating, .sweeping, .retrying, .aborting: break
        case .completed, .aborted:
            let record = view.record
            throw Complaint(.rollout(.hasEnded(record.run, record.state.phase, failures: record.rollout.failures)))
        }
        try await work.go(on: view.record.run, flotilla)
    }
}

struct RolloutRetryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "retry",
        abstract: "Try targets again that failed or were not reached: all, a group of failures, or some.",
        discussion: "The rollout is held again afterwards, so that somebody can look; with --resume it goes on.")

    @OptionGroup var which: RolloutOptions
    @OptionGroup var why: ReasonOptions

    @Option(help: ArgumentHelp("Only this group of failures, by its number in 'rollout show'.", valueName: "number"))
    var group: Int?

    @Option(help: ArgumentHelp("Only this target. May be repeated.", valueName: "id"))
    var target: [String] = []

    @Option(help: ArgumentHelp("At most so many of them.", valueName: "number"))
    var sample: Int?

    @Flag(help: "Let the rollout go on when they have ended.")
    var resume = false

    @OptionGroup var work: WorkOptions

    func validate() throws {
        if group != nil, !target.isEmpty { throw ValidationError("--group and --target exclude each other.") }
        if let sample, sample < 1 { throw ValidationError("--sample must be 1 or more, not \(sample).") }
    }

    func run() async throws {
        let flotilla = try Connection.open(work.common)
        let choice: RetryChoice =
            if let group { .group(group) } else if target.isEmpty { .all } else {
                .targets(target.map { TargetID($0) })
            }
        let (count, record) = try await flotilla.retry(
            which.rollout, choice, sample: sample, resumes: resume, reason: why.reason)
        Shell.current.console.say(["trying \(Wording.count(count, "target")) of rollout \(record.run) again"])
        try await work.go(on: record.run, flotilla)
    }
}
