import ArgumentParser
import FlotillaKit
import FlotillaRuntime

struct GateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gate",
        abstract: "Exit with 0 when every target has a revision, for pipelines that deploy what needs it.",
        usage: "flotilla gate --min <revision> [--target <id> | --select <expression> | --all] [--timeout <duration>]",
        discussion: """
            A target has a revision when it is on it or on one that comes behind it. Targets never seen, in doubt, half \
            applied or on a version that is not in the migrations folder do not count as having it. Otherwise exits \
            with 2; with --timeout it looks again and again, and exits with 7 when that time is over.
            """)

    @Option(help: ArgumentHelp("The revision that all must have ('flotilla help revisions').", valueName: "revision"))
    var min: String

    @Flag(help: "Ask the targets instead of the ledger.")
    var live = false

    @Option(
        help: ArgumentHelp("How often to look while waiting (10s).", valueName: "duration"), transform: durationArgument
    )
    var interval: Duration = .seconds(10)

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if interval < .milliseconds(100) { throw ValidationError("--interval must be 100ms or more.") }
    }

    func run() async throws {
        var patient = common
        patient.timeout = nil
        let flotilla = try Connection.open(patient, limits)
        // Whoever hangs longer than that is not waited for; see the loop for all others.
        if let timeout = common.timeout { Shell.current.interrupts.limitTime(to: timeout + .seconds(10)) }
        let selection = try await flotilla.select(targets.selectionOrAll)
        let report = try await GateWatch(timeout: common.timeout, interval: interval, mode: common.progress).wait {
            () async throws(FlotillaError) in try await look(flotilla, selection)
        }
        let rendering = GateRendering(report: report, minimum: min, targets: targets.words)
        rendering.write(to: common.writer(GateRendering.layout))
        if let interruption = Shell.current.interrupts.status { throw interruption }
        if !report.isOpen { throw common.timeout == nil ? ProgramStatus.findings : ProgramStatus.timedOut }
    }

    private func look(_ flotilla: Flotilla, _ selection: FleetSelection) async throws(FlotillaError) -> GateReport {
        guard live || targets.database != nil else {
            return try await flotilla.gate(min, on: selection, isLive: false, control: RunControl())
        }
        let watched = WatchedRun(
            title: "gate", common: common,
            repetition: Repetition(typed: Shell.current.arguments, words: ["gate", "--min", min, "--live"]))
        return try await watched.watch(common.writer(GateRendering.layout)) { control throws(FlotillaError) in
            try await flotilla.gate(min, on: selection, isLive: true, control: control)
        }
    }
}
