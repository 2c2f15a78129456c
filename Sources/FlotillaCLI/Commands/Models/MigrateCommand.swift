import ArgumentParser
import FlotillaKit
import FlotillaRevisions

struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Write a revision from what the models want and the revisions lack.",
        usage: "flotilla migrate --message <text> [--engine <engine>] [--rename <old:new>] [--database <url>]",
        discussion: """
            What the models of flotilla.yaml make of an empty database is compared with what the revisions make of one, on \
            every engine; nothing is written when they are equal. What may be a rename is asked about, never guessed. Look \
            at the file before you run it: what loses data is marked in it.
            """)

    @Option(
        name: [.short, .long], help: ArgumentHelp("What the revision is for; it names the file.", valueName: "text"))
    var message: String

    @OptionGroup(title: "What is compared")
    var models: ModelOptions

    @OptionGroup(title: "The revision")
    var naming: NewRevisionOptions

    @OptionGroup(title: "The revision")
    var place: NewPlaceOptions

    @Flag(help: "Print the revision instead of writing it.")
    var sql = false

    @OptionGroup var given: VariableOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if !message.contains(where: { !$0.isWhitespace }) { throw ValidationError("--message needs some words.") }
    }

    func run() async throws {
        let work = ModelWork(common: common, flotilla: try Connection.open(common, variables: given.variables))
        try await work.writeRevision(place.revision(message, naming), models.request, printsOnly: sql)
    }
}
