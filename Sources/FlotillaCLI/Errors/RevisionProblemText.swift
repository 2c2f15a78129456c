import FlotillaInventory
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime

/// Why revisions cannot be shown or written as they were asked for.
extension Complaint {
    init(_ problem: RevisionProblem) {
        switch problem {
        case .otherFormat(let path, let format): self = .otherFormat(path, format)
        case .formatLacks(let format, let lack): self = .formatLacks(format, lack)
        case .notOneDatabase(let count):
            self.init(
                .usage, "the version of one database is asked for, and none is named",
                [
                    .state(
                        count == 0 ? "there is no inventory" : "the inventory lists \(Wording.count(count, "target"))"),
                    .next("add --database URL, or --target ID for one of the inventory"),
                ])
        case .unanswered(let failure):
            self.init(
                failure.cause == .unreachable || failure.cause == .authentication ? .unreachable : .failed,
                "the database does not say which revision it is on",
                [
                    .words(failure.message), .state("nothing was changed"),
                    .next("see what is wrong with it: flotilla current"),
                ])
        case .misplaced(let error): self.init(error)
        case .nothingToMerge(let parents):
            self.init(
                .usage,
                "there is nothing to merge: \(parents.isEmpty ? "no revision" : "only \(VersionText.of(parents))")",
                [.state("no revision was written"), .next("see what the heads are: flotilla heads")])
        case .notWritten(.unwritable(let error)): self.init([error])
        case .notWritten(.system(let path, let words)):
            self.init(
                .failed, "\(path) cannot be written",
                [.words(words), .state("no revision was written"), .next("correct that, then repeat the command")])
        case .unknownLocation(let path, let known): self = .unknownLocation(path, known)
        case .noLocation(let known): self = .noLocation(known)
        case .hookFailed(let path, let error): self = .hookFailed(path, error)
        case .nothingToEdit(let name):
            self.init(
                .usage, "'\(name)' names no revision, so there is no file to edit",
                [.next("name another one; flotilla history lists them")])
        case .noEditor:
            self.init(
                .usage, "it is not said with which editor",
                [.next("set VISUAL or EDITOR, such as EDITOR=nano; flotilla show names the file")])
        case .editor(let editor, let words):
            self.init(
                .failed, "the editor '\(editor)' cannot be started",
                [.words(words), .next("name another one: set VISUAL or EDITOR, such as EDITOR=nano")])
        }
    }

    private static func unknownLocation(_ path: String, _ known: [String]) -> Complaint {
        Complaint(
            .usage, "\(path) is none of the folders for revisions",
            [
                .init("folders", known.joined(separator: ", ")), .state("no revision was written"),
                .next("name one of them with --version-path, or add it to 'locations' in flotilla.yaml"),
            ])
    }

    private static func noLocation(_ known: [String]) -> Complaint {
        Complaint(
            .usage, "there are several folders for revisions, and it is not said which is meant",
            [
                .init("folders", known.joined(separator: ", ")), .state("no revision was written"),
                .next("name one with --version-path"),
            ])
    }

    private static func hookFailed(_ path: String, _ error: InventoryError) -> Complaint {
        let fault = Complaint(error)
        return Complaint(
            .failed, "a program of post_write_hooks failed: \(fault.headline)",
            fault.facts.filter { $0.label != Fact.nextLabel } + [
                .state("the revision is written, as it was before that program: \(path)"),
                .next("correct the program or its entry in flotilla.yaml, and run it on the file by hand"),
            ])
    }

    /// Why a new revision cannot stand where it was to.
    private init(_ error: PlacingError) {
        switch error {
        case .argument(.multipleHeads(let heads, let argument)):
            self.init(
                .usage, "'\(argument)' is ambiguous: there are \(Wording.count(heads.count, "head"))",
                [
                    .init("heads", VersionText.of(heads)), .state("no revision was written"),
                    .next("name one with --head, or join them first: flotilla merge"),
                ])
        case .argument(let error): self.init(error)
        case .notAHead(let id, let followed):
            self.init(
                .usage,
                "\(id) is no head: \(VersionText.of(followed)) \(followed.count == 1 ? "revises" : "revise") it",
                [
                    .state("no revision was written"),
                    .next("name a head (flotilla heads), or open a branch from there with --splice"),
                ])
        case .repeatedParent(let id):
            self.init(.usage, "\(id) is named twice", [.state("no revision was written"), .next("name it once")])
        case .graph(.duplicateID(let id)):
            self.init(
                .usage, "there is a revision \(id) already",
                [.state("no revision was written"), .next("choose another --rev-id, or none")])
        case .graph(let error):
            let refusal = Complaint(error)
            self.init(
                .usage, refusal.headline,
                refusal.facts.filter { $0.label != Fact.nextLabel } + [
                    .state("no revision was written"), .next("choose another name"),
                ])
        }
    }

    /// Databases that lack revisions, where somebody wants to know that none does.
    init(behind count: Int, of total: Int, heads: [String], upgrade: String) {
        self.init(
            .findings,
            total == 1
                ? "the database is not on all heads"
                : "\(Wording.count(count)) of \(Wording.count(total, "target")) are not on all heads",
            [.init("heads", Wording.sample(heads)), .next("bring them there: \(upgrade)")])
    }
}
