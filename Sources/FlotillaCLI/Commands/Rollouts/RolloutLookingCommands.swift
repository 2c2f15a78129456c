import ArgumentParser
import FlotillaKit
import FlotillaRuntime

struct RolloutListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the rollouts that this ledger has recorded, newest first.")

    @Option(help: ArgumentHelp("Show at most this many.", valueName: "number"))
    var limit = 20

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if limit < 1 { throw ValidationError("--limit must be 1 or more, not \(limit).") }
    }

    func run() async throws {
        let rollouts = try await Connection.open(common).rollouts(limit: limit)
        let writer = common.writer(RolloutRows.layout)
        for rollout in rollouts { writer.row(RolloutRows.fields(rollout)) }
        writer.finish(
            ReportEnd(closing: [
                rollouts.isEmpty ? "No rollout has been started yet." : Wording.count(rollouts.count, "rollout")
            ]))
    }
}

struct RolloutShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what a rollout is doing, why, who is affected, and what to type next.")

    @OptionGroup var which: RolloutOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let view = try await Connection.open(common).view(which.rollout)
        let writer = common.writer(WaveRows.layout)
        RolloutRendering(view: view, terminal: writer.terminal).write(to: writer)
    }
}

struct RolloutWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow a rollout until it is held or has ended.",
        discussion:
            "Exits as the rollout does: 0 when it is done, 3 with failures, 5 when it waits, 1 when it was aborted.")

    @OptionGroup var which: RolloutOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let shell = Shell.current
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: "flotilla rollout watch")
        var view = try await flotilla.view(which.rollout)
        let number = Int(view.record.run.number)
        let teller = WaveTeller(console: shell.console)
        while !control.isStopping {
            teller.tell(view.record)
            switch view.record.state.phase {
            case .paused, .completed, .aborted:
                let writer = common.writer(WaveRows.layout)
                RolloutRendering(view: view, terminal: writer.terminal).write(to: writer)
                let status = ProgramStatus(view.record)
                if status != .done { throw status }
                return
            case .advancing, .gating, .retrying, .pausing, .aborting: break
            }
            try? await Task.sleep(for: .milliseconds(500))
            view = try await flotilla.view(number)
        }
        if let status = shell.interrupts.status { throw status }
    }
}
