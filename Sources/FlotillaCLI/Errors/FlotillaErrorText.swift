import FlotillaKit
import FlotillaRuntime

extension Complaint {
    /// Every error that the product reports, as a person reads it.
    init(_ error: FlotillaError) {
        switch error {
        case .settings(let error), .inventory(let error): self.init(error)
        case .selector(let error, let text): self.init(error, text: text)
        case .emptySelection(let selector, let nearMisses, let total):
            self = .emptySelection(selector, nearMisses, total)
        case .emptyInventory(let path):
            self.init(
                .badSettings, "the inventory \(path) lists no target",
                [.next("add targets or sources to it; flotilla inventory list shows what it gives")])
        case .unknownTargets(let targets, let nearMisses):
            self = .unknownTargets(targets.map(\.text), nearMisses.map(\.text))
        case .badDatabaseURL(let problem): self.init(databaseURL: problem)
        case .unreadableMigrations(let path, let words):
            self.init(
                .badSettings, "\(path) cannot be read",
                [.words(words), .state("nothing was done"), .next("correct that, then repeat the command")])
        case .graph(let error): self.init(error)
        case .nothingToResolve(let target, let isListed):
            self.init(
                .failed, "nothing is in doubt on \(target.text)",
                isListed
                    ? [.next("flotilla status shows what is")]
                    : [.state("nothing was changed"), .next("see where it stands: flotilla current --database URL")])
        case .revision(let error): self.init(error)
        case .revisionFiles(let errors): self.init(errors)
        case .scripts(let failures): self = .scripts(failures)
        case .ledger(let error): self.init(error)
        case .rollout(let problem): self.init(problem)
        case .models(let problem): self.init(problem)
        case .revisions(let problem): self.init(problem)
        case .project(let problem): self.init(problem)
        case .script(let problem): self.init(problem)
        case .importing(let problem): self.init(problem)
        case .baseline(let problem): self.init(problem)
        case .missingMigrations(let path):
            self.init(
                .badSettings, "there is no migrations folder at \(path)",
                [.next("name it in flotilla.yaml or with FLOTILLA_MIGRATIONS, or go to the folder that holds it")])
        case .missingVersions(let path): self = .missingVersions(path)
        case .misnamedRevision(let path):
            self.init(
                .badSettings, "\(path) would be passed over: the names of revisions end in .sql, in small letters",
                [.state("nothing was done"), .next("rename it, or move it elsewhere if it is no revision")])
        case .nothingSelected:
            self.init(
                .usage, "it is not said which databases are meant",
                [
                    .next(
                        """
                        add --database URL for one without an inventory, \
                        --target ID or --select 'region=eu' for some, or --all
                        """)
                ])
        }
    }

    private static func missingVersions(_ path: String) -> Complaint {
        Complaint(
            .badSettings, "there is no folder \(path), which holds the revisions, and no revision beside it",
            [
                .state("nothing was done"),
                .next(
                    """
                    correct 'migrations' in flotilla.yaml or FLOTILLA_MIGRATIONS; for a project that has no \
                    revision yet: mkdir \(CommandText.quoted(path))
                    """),
            ])
    }

    private static func unknownTargets(_ targets: [String], _ nearMisses: [String]) -> Complaint {
        let suggestion = Fact.suggestion(nearMisses)
        let more = targets.count > 1 ? " (nor \(Wording.count(targets.count - 1)) more of those named)" : ""
        return Complaint(
            .usage, "the inventory has no target '\(targets.first ?? "")'\(more)",
            suggestion.isEmpty ? [.next("flotilla inventory list shows every target")] : suggestion)
    }

    private static func scripts(_ failures: [TargetFailure]) -> Complaint {
        let isAboutWayBack = failures.allSatisfy { $0.cause == .irreversible }
        return Complaint(
            .badSettings,
            failures.count == 1 ? "a revision cannot be run as it stands" : "revisions cannot be run as they stand",
            failures.flatMap { failure -> [Fact] in
                let place = failure.place.map { [Fact.place("\($0.file):\($0.line)")] } ?? []
                return [.words(failure.message)] + place
            } + [
                .state("nothing was done"),
                .next(isAboutWayBack ? FailureText.withoutWayBack : "correct what is said, then repeat the command"),
            ])
    }
}
