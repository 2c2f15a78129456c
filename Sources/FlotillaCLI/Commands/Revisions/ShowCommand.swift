import ArgumentParser
import FlotillaKit

struct ShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show what is known of a revision, and where its file is.",
        usage: "flotilla show [<revision>] [--database <url> | --target <id>]",
        discussion: "Connects to a database only for 'current', which is what its version table names.")

    @Argument(help: "The revision ('flotilla help revisions'); heads shows all of them.", completion: .revisions)
    var revision = "head"

    @OptionGroup(title: "Which database (the only one of the inventory, when none is named)")
    var database: OneDatabaseOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let listing = RevisionListing(common: common)
        let rows = try await listing.version(flotilla, of: database, if: revision == "current")
        let entries = try await flotilla.revisions(named: revision, rows: rows)
        listing.tell(entries, as: entries.flatMap(RevisionText.block))
    }
}
