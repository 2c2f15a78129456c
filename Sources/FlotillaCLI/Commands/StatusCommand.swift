import ArgumentParser
import FlotillaKit

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show how many targets are on which revision, who is behind, and why.",
        discussion: "Answers from the ledger, without connecting to any target, unless --live is given.")

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @Flag(help: "Ask the targets instead of the ledger.")
    var live = false

    @Flag(help: "Exit with 2 when any target is behind, unseen or failed.")
    var detailedExitcode = false

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        guard targets.database != nil else { return }
        throw ValidationError(
            "--database is not for status, which knows databases by their names in the inventory. "
                + "'flotilla current --database URL' asks a single one.")
    }

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let selection = targets.isEmpty ? nil : try await flotilla.select(targets.selection)
        let writer = common.writer(StatusRendering.layout)
        let watched = WatchedRun(
            title: "status", common: common, repetition: Repetition(typed: Shell.current.arguments, words: ["status"]))
        let report = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.status(of: selection, live: live, control: control)
        }
        let rendering = StatusRendering(
            report: report, live: CommandText.line(["status", "--live"] + targets.words),
            upgrade: CommandText.line(["upgrade"] + targets.words), terminal: writer.terminal)
        rendering.write(to: writer)
        if let interruption = watched.shell.interrupts.status { throw interruption }
        if detailedExitcode && !report.isAllAtHead { throw ProgramStatus.findings }
    }
}
