import ArgumentParser
import FlotillaKit
import FlotillaRevisions
import FlotillaSQL

struct RevisionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revision",
        abstract: "Write an empty revision, to be filled in by hand.",
        usage: "flotilla revision [--message <text>] [--head <revision>] [--splice] [--autogenerate] [--sql]",
        discussion: """
            The file has a section for the way up and one for the way down; for each engine where the settings, --engine or \
            the newest revision name several. With --autogenerate it is filled as 'flotilla migrate' does.
            """)

    @OptionGroup var naming: NewRevisionOptions

    @Option(help: ArgumentHelp("What it follows ('flotilla help revisions'); base for nothing.", valueName: "revision"))
    var head: String?

    @Flag(help: "Follow a revision that another one follows already, and so open a branch.")
    var splice = false

    @Option(
        help: ArgumentHelp(
            "What must be applied before it without being its parent. May be repeated.", valueName: "revision"))
    var dependsOn: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write sections for this engine: postgresql, mysql or sqlite. May be repeated.", valueName: "engine"),
        transform: engineArgument)
    var engine: [Engine] = []

    @Flag(help: "Fill it with what the models want and the revisions lack.")
    var autogenerate = false

    @Flag(help: "Print the revision instead of writing it.")
    var sql = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func validate() throws {
        guard autogenerate, head != nil || splice || !dependsOn.isEmpty || !naming.branchLabel.isEmpty else { return }
        throw ValidationError(
            "--autogenerate follows the only head; --head, --splice, --depends-on and --branch-label are for revisions "
                + "that are filled in by hand.")
    }

    func run() async throws {
        let flotilla = try Connection.open(common)
        guard !autogenerate else {
            var request = ModelRequest()
            request.engines = engine.sorted()
            return try await ModelWork(common: common, flotilla: flotilla).writeRevision(
                naming.message ?? "", request, id: naming.id, printsOnly: sql)
        }
        var request = RevisionRequest(
            NewPlace(after: [head ?? "head"], splices: splice, labels: naming.labels, dependencies: dependsOn))
        request.message = naming.message ?? ""
        request.id = naming.id
        request.engines = Set(engine).sorted()
        let draft = try await flotilla.draft(request)
        if sql { return Shell.current.writeResult(try draft.text) }
        Hardening.opensNewFiles()
        RevisionListing(common: common).tellWritten(try await flotilla.write(draft), next: "fill it in: flotilla edit")
    }
}

/// What a new revision is called.
struct NewRevisionOptions: ParsableArguments {
    @Option(
        name: [.short, .long], help: ArgumentHelp("What the revision is for; it names the file.", valueName: "text"))
    var message: String?

    @Option(
        help: ArgumentHelp("Give the branch that begins here this label. May be repeated.", valueName: "label"))
    var branchLabel: [String] = []

    @Option(help: ArgumentHelp("The revision's identifier, instead of one that is made up.", valueName: "id"))
    var revID: String?

    var id: RevisionID? { revID.map { RevisionID($0) } }
    var labels: [BranchLabel] { branchLabel.map { BranchLabel($0) } }
}
