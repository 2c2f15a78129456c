import ArgumentParser
import FlotillaKit

struct HeadsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "heads",
        abstract: "List the newest revision of every branch.",
        usage: "flotilla heads [--verbose] [--resolve-dependencies]",
        discussion: """
            More than one head means that two people have written revisions side by side; 'flotilla merge' joins them. A \
            head that another revision depends on is listed too, unless dependencies are resolved.
            """)

    @OptionGroup var details: VerboseOptions

    @Flag(help: "Leave out heads that another revision depends on.")
    var resolveDependencies = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let entries = try await Connection.open(common).heads(resolvingDependencies: resolveDependencies)
        RevisionListing(common: common).tell(
            entries, as: entries.flatMap { details.verbose ? RevisionText.block($0) : [RevisionText.head($0)] })
    }
}
