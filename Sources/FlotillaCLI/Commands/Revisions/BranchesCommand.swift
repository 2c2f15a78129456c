import ArgumentParser
import FlotillaKit

struct BranchesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "branches",
        abstract: "List the revisions from which branches go out, and where these begin.",
        usage: "flotilla branches [--verbose]",
        discussion: "In every format but the lines of Alembic a row is a branch point, and its children are a column.")

    @OptionGroup var details: VerboseOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let branches = try await Connection.open(common).branches()
        RevisionListing(common: common).tell(
            branches.map(\.point), as: branches.flatMap { RevisionText.branch($0, isVerbose: details.verbose) })
    }
}
