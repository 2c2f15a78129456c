import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// Why no baseline can be made or checked.
extension Complaint {
    init(_ problem: BaselineProblem) {
        switch problem {
        case .nothingToFold(let name):
            self.init(
                .usage, "nothing leads to '\(name)', so there is nothing to fold",
                [Self.unwritten, .next("name a revision; flotilla history lists them")])
        case .severalRevisions(let name, let revisions):
            self.init(
                .usage, "a baseline ends at one revision, and '\(name)' means \(Wording.count(revisions.count))",
                [
                    .init("revisions", VersionText.of(revisions)), Self.unwritten,
                    .next("name one of them, or join them first: flotilla merge"),
                ])
        case .taken(let id, let path):
            self.init(
                .usage, "there is a baseline at \(id) already",
                [
                    .place(path), Self.unwritten,
                    .next(
                        "to prove it again: flotilla baseline \(id) --check; to make it anew, delete that file first"),
                ])
        case .unproven(let fault, let engine): self = .unproven(fault, engine)
        case .notWritten(.unwritable(let error)): self.init([error])
        case .notWritten(.system(let path, let words)):
            self.init(
                .failed, "\(path) cannot be written",
                [.words(words), .state("no baseline was written"), .next("correct that, then repeat the command")])
        case .none(let id):
            self.init(
                .usage, id.map { "there is no baseline at \($0)" } ?? "there is no baseline",
                [.next("make one: flotilla baseline\(id.map { " \($0)" } ?? "")")])
        }
    }

    private static let unwritten = Fact.state("no baseline was written")

    private static func unproven(_ fault: BaselineFault, _ engine: Engine) -> Complaint {
        let goal =
            switch fault {
            case .leadsElsewhere: "does not lead where the long way does"
            case .leavesBehind: "does not lead back to an empty database"
            }
        return Complaint(
            .failed, "one revision for \(engine.rawValue) \(goal)",
            fault.summary.lines.prefix(10).map { Fact("left to do", $0.text) } + [
                .state("no baseline was written; it was tried out on scratch databases only"),
                .next(
                    """
                    fold up to an earlier revision, and report the schema that leads here: it is a fault of flotilla
                    """),
            ])
    }
}
