import ArgumentParser
import FlotillaKit

struct EditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit",
        abstract: "Open a revision in $VISUAL or $EDITOR.",
        usage: "flotilla edit [<revision>] [--database <url> | --target <id>]",
        discussion: """
            The editor takes the place of flotilla, and its exit code is the one that is seen. Connects to a database only \
            for 'current', which is what its version table names.
            """)

    @Argument(help: "The revision ('flotilla help revisions'); heads opens all of them.", completion: .revisions)
    var revision = "head"

    @OptionGroup(title: "Which database (the only one of the inventory, when none is named)")
    var database: OneDatabaseOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        let rows = try await RevisionListing(common: common).version(
            flotilla, of: database, if: revision == "current")
        let entries = try await flotilla.revisions(named: revision, rows: rows)
        guard !entries.isEmpty else { throw FlotillaError.revisions(.nothingToEdit(revision)) }
        guard let editor = Editor(environment: Shell.current.environment) else {
            throw FlotillaError.revisions(.noEditor)
        }
        let files = entries.flatMap { [$0.path, $0.downgradePath].compactMap(\.self) }
        throw FlotillaError.revisions(.editor(editor.command, words: editor.open(files)))
    }
}
