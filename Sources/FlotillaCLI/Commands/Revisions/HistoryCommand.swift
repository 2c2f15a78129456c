import ArgumentParser
import FlotillaKit

struct HistoryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "List revisions, newest first.",
        usage:
            "flotilla history [--rev-range <a:b>] [--verbose] [--indicate-current [--database <url> | --target <id>]]",
        discussion: """
            Reads the migrations folder. Connects to a database only for --indicate-current, and where 'current' is an end \
            of the range. -o wide shows a table instead of the lines that Alembic prints.
            """)

    @Option(
        name: [.short, .long], parsing: .unconditional,
        help: ArgumentHelp(
            "Only these: from:to, both included and either left out ('flotilla help revisions').", valueName: "a:b"),
        completion: .revisions)
    var revRange: String?

    @OptionGroup var details: VerboseOptions

    @Flag(name: [.short, .long], help: "Mark what the version table of the database names.")
    var indicateCurrent = false

    @OptionGroup(title: "Which database (the only one of the inventory, when none is named)")
    var database: OneDatabaseOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let listing = RevisionListing(common: common)
        let range = revRange ?? ""
        if revRange != nil, !range.contains(":") { throw FlotillaError.revision(.rangeSyntax(range)) }
        let rows = try await listing.version(
            flotilla, of: database,
            if: indicateCurrent || range.split(separator: ":", omittingEmptySubsequences: false).contains("current"))
        var entries = try await flotilla.history(range, rows: rows)
        // Alembic marks them only where it is asked to.
        if !indicateCurrent { for index in entries.indices { entries[index].isCurrent = nil } }
        listing.tell(
            entries, as: entries.flatMap { details.verbose ? RevisionText.block($0) : [RevisionText.line($0)] })
    }
}
