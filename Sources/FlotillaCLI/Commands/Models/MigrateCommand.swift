import ArgumentParser
import FlotillaDriver
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

    @Option(help: ArgumentHelp("The revision's identifier, instead of one that is made up.", valueName: "id"))
    var revID: String?

    @Flag(help: "Print the revision instead of writing it.")
    var sql = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if !message.contains(where: { !$0.isWhitespace }) { throw ValidationError("--message needs some words.") }
    }

    func run() async throws {
        let flotilla = try Connection.open(common)
        let work = ModelWork(common: common, flotilla: flotilla)
        let comparison = try await work.compare(models.request, asks: true)
        let id = revID.map { RevisionID($0) }
        guard !comparison.isEmpty else {
            return work.tell(
                comparison, members: [JSON.Member("revision", .null)],
                closing: [ModelWork.headline(comparison), "no difference: no revision was written"])
        }
        try await work.prove(comparison)
        if sql {
            Shell.current.writeResult(try await flotilla.revisionText(message, of: comparison, id: id))
            return
        }
        let written = try await flotilla.writeRevision(message, of: comparison, id: id)
        work.tell(
            comparison,
            members: [
                JSON.Member(
                    "revision",
                    .object([
                        JSON.Member("id", .string(written.id.text)), JSON.Member("path", .string(written.path)),
                        JSON.Member("parent", written.parent.map { .string($0.text) } ?? .null),
                    ]))
            ],
            closing: closing(comparison, written))
    }

    private func closing(_ comparison: ModelComparison, _ written: WrittenRevision) -> [String] {
        let losing = comparison.parts.contains { $0.summary.losesData }
        return [ModelWork.headline(comparison), "written: \(DisplayText.escaped(written.path))"]
            + (losing ? ["It loses data: look at what is marked so. It runs with --lose-data only."] : [])
            + ["Next: read it, then flotilla upgrade --all, or flotilla rollout plan"]
    }
}
