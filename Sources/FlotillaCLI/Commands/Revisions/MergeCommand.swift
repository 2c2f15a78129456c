import ArgumentParser
import FlotillaKit
import FlotillaRevisions

struct MergeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge",
        abstract: "Write a revision that joins branches and does nothing else.",
        usage: "flotilla merge [<revision> ...] [--message <text>] [--branch-label <label>] [--rev-id <id>]",
        discussion: "All heads are joined when no revision is named.")

    @Argument(help: "The revisions that it follows ('flotilla help revisions').", completion: .revisions)
    var revisions = ["heads"]

    @OptionGroup var purpose: MessageOptions

    @OptionGroup var naming: NewRevisionOptions

    @Flag(help: "Follow revisions that others follow already, and so open a branch.")
    var splice = false

    @OptionGroup(title: "Common")
    var common: CommonOptions

    func run() async throws {
        let flotilla = try Connection.open(common)
        var request = RevisionRequest(NewPlace(after: revisions, splices: splice, labels: naming.labels))
        request.message = purpose.message ?? ""
        request.id = naming.id
        request.isMerge = true
        let draft = try await flotilla.draft(request)
        Hardening.opensNewFiles()
        let entry = try await flotilla.write(draft)
        RevisionListing(common: common).tellWritten(entry, next: "flotilla upgrade --all; to see it: flotilla show")
    }
}
