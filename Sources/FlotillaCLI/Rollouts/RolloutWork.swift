import FlotillaKit
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

/// Work on a rollout with a person watching: signals steer it, progress shows it, and its end is told.
struct RolloutWork {
    var common: CommonOptions
    var shell = Shell.current

    /// Looks after a rollout that is in the ledger already.
    func go(on run: RunID, _ flotilla: Flotilla, isDetached: Bool) async throws {
        guard !isDetached else { return try await tell(run, flotilla) }
        let selection = try await flotilla.select(.all)
        try await watch(run, flotilla) { control, teller throws(FlotillaError) in
            try await flotilla.attend(
                run, on: selection, control: control, onLook: { teller.tell($0) },
                onLost: { teller.tell(lost: $0) })
        }
    }

    /// - Parameters:
    ///   - takesBack: that is what the command is for. Otherwise a rollout that ends with its own revert has failed.
    ///   - work: looks after the rollout until it is held or has ended.
    func watch(
        _ run: RunID?, _ flotilla: Flotilla, takesBack: Bool = false,
        _ work: (RunControl, WaveTeller) async throws(FlotillaError) -> RolloutReport
    ) async throws {
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: "flotilla rollout resume" + (run.map { " \($0)" } ?? ""))
        let teller = WaveTeller(console: shell.console)
        let display = ProgressDisplay(
            mode: common.progress, title: "rollout" + (run.map { " \($0)" } ?? ""),
            progress: { teller.meter.progress(own: control.progress) }, console: shell.console)
        let waits = WaitWatch(flotilla: flotilla, teller: teller)
        let report = try await display.during { () async throws(FlotillaError) in
            try await waits.during { () async throws(FlotillaError) in try await work(control, teller) }
        }
        try await tell(report.record.run, flotilla)
        if let failure = report.ledgerFailure { throw Complaint(failure) }
        if let status = shell.interrupts.status { throw status }
        if takesBack, report.record.takesBack == nil, report.record.state.phase.isFinal {
            // All that was asked for: it has ended, and nothing of it is left.
            return shell.console.say(["rollout \(report.record.run) had changed nothing that could be taken back"])
        }
        let status = ProgramStatus(report.record)
        if status != .done { throw status }
        if report.record.takesBack != nil, !takesBack, report.record.run != run { throw ProgramStatus.failed }
    }

    /// How the rollout stands, as a result.
    func tell(_ run: RunID, _ flotilla: Flotilla) async throws {
        let view = try await flotilla.viewWithLatecomers(Int(run.number))
        let writer = common.writer(WaveRows.layout)
        RolloutRendering(view: view, terminal: writer.terminal).write(to: writer)
    }
}
