import ArgumentParser
import FlotillaKit
import FlotillaLedger
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
        let view = try await Connection.open(common).viewWithLatecomers(which.rollout)
        let writer = common.writer(WaveRows.layout)
        RolloutRendering(view: view, terminal: writer.terminal).write(to: writer)
    }
}

struct RolloutWatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "watch",
        abstract: "Follow a rollout until it is held or has ended.",
        discussion: """
            Says a line for each wave and gate, and every half a minute how far it is. Exits as the rollout does: 0 when \
            it is done, 3 with failures, 5 when it waits, 1 when it was aborted.
            """)

    @OptionGroup var which: RolloutOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let shell = Shell.current
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: "flotilla rollout watch")
        let view = try await flotilla.view(which.rollout)
        let teller = WaveTeller(console: shell.console)
        let display = ProgressDisplay(
            mode: common.progress, title: "rollout \(view.record.run)", progress: { teller.meter.progress(own: nil) },
            console: shell.console)
        let waits = WaitWatch(flotilla: flotilla, teller: teller)
        let end = try await display.during { () async throws(FlotillaError) in
            try await waits.during { () async throws(FlotillaError) in
                try await follow(view.record, flotilla, control, teller)
            }
        }
        if let end {
            try await RolloutWork(common: common).tell(end.run, flotilla)
            let status = ProgramStatus(end)
            if status != .done { throw status }
        } else if let status = shell.interrupts.status {
            throw status
        }
    }

    /// Until it is held or has ended; `nil` when told to stop before.
    private func follow(
        _ first: RolloutRecord, _ flotilla: Flotilla, _ control: RunControl, _ teller: WaveTeller
    ) async throws(FlotillaError) -> RolloutRecord? {
        var record = first
        while !control.isStopping {
            teller.tell(record)
            switch record.state.phase {
            case .paused, .completed, .aborted: return record
            case .advancing, .gating, .sweeping, .retrying, .pausing, .aborting: break
            }
            try? await Task.sleep(for: .milliseconds(500))
            record = try await flotilla.report(on: record.run).record
        }
        return nil
    }
}
