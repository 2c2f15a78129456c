import ArgumentParser
import FlotillaKit

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how many targets are on which revision, who is behind, and why.",
        discussion: """
            Answers from the ledger about the targets of the inventory, without connecting to any of them, unless \
            --live is given. Where there is no inventory, it is about all that the ledger knows.
            """)

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @Flag(help: "Ask the targets instead of the ledger.")
    var live = false

    @Option(
        help: ArgumentHelp("Show where they stood then, as far as the ledger knew.", valueName: "moment"),
        transform: momentArgument)
    var asOf: PointInTime?

    @Flag(help: "Exit with 2 when any target is behind, unseen or failed.")
    var detailedExitcode = false

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if asOf != nil && (live || detailedExitcode) {
            throw ValidationError("--as-of looks back; --live and --detailed-exitcode are about now.")
        }
        guard targets.database != nil else { return }
        throw ValidationError(
            "--database is not for status, which knows databases by their names in the inventory. "
                + "'flotilla current --database URL' asks a single one.")
    }

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        // Without --live the ledger can answer for a fleet whose inventory is elsewhere.
        let selection =
            targets.isEmpty && !live ? try await flotilla.fleet() : try await flotilla.select(targets.selectionOrAll)
        let writer = common.writer(StatusRendering.layout)
        if let asOf {
            let status = try await flotilla.status(of: selection, at: asOf)
            return PastStatusRendering(status: status).write(to: writer)
        }
        let watched = WatchedRun(
            title: "status", common: common,
            repetition: Repetition(
                typed: Shell.current.arguments, words: live ? ["status", "--live"] : ["status"]))
        let report = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.status(of: selection, live: live, control: control)
        }
        let rendering = StatusRendering(
            report: report, live: CommandText.line(["status", "--live"] + targets.words),
            upgrade: CommandText.line(["upgrade"] + targets.words), terminal: writer.terminal)
        if let run = report.run { watched.tellFailures(run) }
        rendering.write(to: writer)
        if let run = report.run { try watched.throwStatus(of: run) }
        if let interruption = watched.shell.interrupts.status { throw interruption }
        if detailedExitcode && !report.isAllAtHead { throw ProgramStatus.findings }
    }
}
