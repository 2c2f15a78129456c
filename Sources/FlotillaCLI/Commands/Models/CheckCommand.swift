import ArgumentParser
import FlotillaKit

struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Exit with 0 when the revisions make all that the models want, for CI.",
        usage: "flotilla check [--engine <engine>] [--database <url>]",
        discussion: "Lists what differs and exits with 2 when something does. Writes to scratch databases only.")

    @OptionGroup(title: "What is compared")
    var models: ModelOptions

    @OptionGroup var given: VariableOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let work = ModelWork(common: common, flotilla: try Connection.open(common, variables: given.variables))
        let comparison = try await work.compare(models.request, asks: false)
        let count = comparison.parts.reduce(0) { $0 + $1.summary.lines.count }
        work.tell(
            comparison,
            closing: [
                ModelWork.headline(comparison),
                comparison.isEmpty
                    ? "no difference" : "\(Wording.count(count, "difference")); Next: flotilla migrate --message '…'",
            ])
        if !comparison.isEmpty { throw ProgramStatus.findings }
    }
}
