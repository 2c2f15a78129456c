import ArgumentParser
import FlotillaKit
import FlotillaRevisions

/// What a new revision is called.
struct NewRevisionOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Give the branch that begins here this label. May be repeated.", valueName: "label"))
    var branchLabel: [String] = []

    @Option(help: ArgumentHelp("The revision's identifier, instead of one that is made up.", valueName: "id"))
    var revID: String?

    var id: RevisionID? { revID.map { RevisionID($0) } }
    var labels: [BranchLabel] { branchLabel.map { BranchLabel($0) } }
}

/// What a new revision is for, where that may be left open.
struct MessageOptions: ParsableArguments {
    @Option(
        name: [.short, .long], help: ArgumentHelp("What the revision is for; it names the file.", valueName: "text"))
    var message: String?
}

/// Where a new revision stands, and its file.
struct NewPlaceOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("What it follows ('flotilla help revisions'); base for nothing.", valueName: "revision"),
        completion: .revisions)
    var head: String?

    @Flag(help: "Follow a revision that another one follows already, and so open a branch.")
    var splice = false

    @Option(
        help: ArgumentHelp(
            "The folder for the file, where 'locations' in flotilla.yaml names several.", valueName: "folder"))
    var versionPath: String?

    /// Without any word about its place it follows the only head.
    func revision(_ message: String, _ naming: NewRevisionOptions, _ dependsOn: [String] = []) -> NewRevision {
        var new = NewRevision(message, id: naming.id)
        new.location = versionPath
        if head != nil || splice || !naming.labels.isEmpty || !dependsOn.isEmpty {
            new.place = NewPlace(
                after: [head ?? "head"], splices: splice, labels: naming.labels, dependencies: dependsOn)
        }
        return new
    }
}
