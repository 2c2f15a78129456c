import ArgumentParser
import FlotillaDriver
import FlotillaKit

struct InventoryListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List targets.",
        discussion: "Asks the inventory's sources, but connects to no target.")

    @OptionGroup(title: "Which targets (all, when nothing is named)")
    var targets: TargetOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let selection = try await flotilla.select(targets.selectionOrAll)
        let writer = common.writer(TargetRows.layout)
        try selection.forEachTarget { writer.row(TargetRows.fields($0)) }
        writer.finish(
            ReportEnd(
                members: [JSON.Member("total", .integer(selection.count))],
                closing: [Wording.count(selection.count, "target") + TargetRows.servers(selection.servers.count)]))
    }
}
