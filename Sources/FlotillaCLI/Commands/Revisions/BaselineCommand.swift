import ArgumentParser
import FlotillaKit
import FlotillaSQL

struct BaselineCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "baseline",
        abstract: "Fold a history into one revision for new databases.",
        usage: "flotilla baseline [<revision>] [--message <text>] [--engine <engine>] [--dry-run | --sql | --check]",
        discussion: """
            Goes the long way to the revision on a scratch database of each engine, writes one file that makes the same \
            schema at once, and proves on another one that it does. A database without any revision takes the baseline and \
            is then on the revision; every other one keeps the way it is on. Rows that the long way writes are no part of a \
            schema: they are told, and the file is yours to add them to. Once no database is below the revision, the files \
            that the baseline replaces can be deleted. No target is touched.
            """)

    @Argument(
        help: "The revision up to which is folded ('flotilla help revisions'); head, when none is named.",
        completion: .revisions)
    var revision: String?

    @OptionGroup var about: MessageOptions

    @Option(
        help: ArgumentHelp("For this engine only: postgresql, mysql or sqlite. May be repeated.", valueName: "engine"),
        completion: .engines, transform: engineArgument)
    var engine: [Engine] = []

    @Flag(help: "Prove it, say what would be written, and write nothing.")
    var dryRun = false

    @Flag(help: "Print the file instead of writing it.")
    var sql = false

    @Flag(
        help: """
            Prove baselines that are there, as for a build: all, or the one at the revision. Exits with 2 when one leads \
            elsewhere.
            """)
    var check = false

    @OptionGroup var given: VariableOptions

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        if [dryRun, sql, check].count(where: { $0 }) > 1 {
            throw ValidationError("--dry-run, --sql and --check exclude each other.")
        }
        if check, about.message != nil { throw ValidationError("--check writes nothing: leave --message out.") }
    }

    private var request: BaselineRequest {
        var request = BaselineRequest()
        request.revision = revision ?? "head"
        request.message = about.message ?? ""
        request.engines = engine
        return request
    }

    func run() async throws {
        let work = BaselineWork(common: common, flotilla: try Connection.open(common, variables: given.variables))
        if check { return try await work.check(revision, engine) }
        let draft = try await work.fold(request)
        if sql { return work.shell.writeResult(try draft.revision.text) }
        if !dryRun {
            Hardening.opensNewFiles()
            try await work.flotilla.write(draft)
        }
        work.tell(draft, isWritten: !dryRun)
    }
}
