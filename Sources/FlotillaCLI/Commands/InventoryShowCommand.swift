import ArgumentParser
import FlotillaDriver
import FlotillaKit

struct InventoryShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show one target: its URL without secrets, its labels, and where it was declared.")

    @Argument(help: "The target's id.", completion: .targets)
    var id: String

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let selection = try await flotilla.select(.targets([TargetID(id)]))
        let writer = common.writer(TargetRows.layout)
        let isPage = common.output == .table || common.output == .wide
        var page: [String] = []
        try selection.forEachTarget { target in
            if isPage { page += TargetRows.page(target) } else { writer.row(TargetRows.fields(target)) }
        }
        writer.finish(ReportEnd(closing: page))
    }
}
