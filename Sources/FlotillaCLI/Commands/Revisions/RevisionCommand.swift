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

    @OptionGroup var purpose: MessageOptions

    @OptionGroup var naming: NewRevisionOptions

    @OptionGroup var place: NewPlaceOptions

    @Option(
        help: ArgumentHelp(
            "What must be applied before it without being its parent. May be repeated.", valueName: "revision"),
        completion: .revisions)
    var dependsOn: [String] = []

    @Option(
        help: ArgumentHelp(
            "Write sections for this engine: postgresql, mysql or sqlite. May be repeated.", valueName: "engine"),
        completion: .engines, transform: engineArgument)
    var engine: [Engine] = []

    @Flag(help: "Fill it with what the models want and the revisions lack.")
    var autogenerate = false

    @Flag(help: "Print the revision instead of writing it.")
    var sql = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        guard !autogenerate else {
            var request = ModelRequest()
            request.engines = engine.sorted()
            return try await ModelWork(common: common, flotilla: flotilla).writeRevision(
                place.revision(purpose.message ?? "", naming, dependsOn), request, printsOnly: sql)
        }
        var request = RevisionRequest(
            NewPlace(
                after: [place.head ?? "head"], splices: place.splice, labels: naming.labels, dependencies: dependsOn))
        request.message = purpose.message ?? ""
        request.id = naming.id
        request.engines = Set(engine).sorted()
        request.location = place.versionPath
        let draft = try await flotilla.draft(request)
        if sql { return Shell.current.writeResult(try draft.text) }
        Hardening.opensNewFiles()
        RevisionListing(common: common).tellWritten(try await flotilla.write(draft), next: "fill it in: flotilla edit")
    }
}
