import ArgumentParser
import FlotillaKit

struct InventoryCheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Connect to every target, read-only, and say which can be reached.")

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup(title: "Limits")
    var limits: LimitOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common, limits)
        let selection = try await flotilla.select(targets.selectionOrAll)
        let writer = common.writer(CheckRows.layout)
        let watched = WatchedRun(
            title: "check", common: common,
            repetition: Repetition(typed: Shell.current.arguments, words: ["inventory", "check"]))
        let report = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.check(selection, control: control) { writer.row(CheckRows.fields($0)) }
        }
        try watched.finish(report, writer, showsSingle: false)
    }
}
