import FlotillaKit

extension Complaint {
    /// Every error that the product reports, as a person reads it.
    init(_ error: FlotillaError) {
        switch error {
        case .settings(let error), .inventory(let error): self.init(error)
        case .selector(let error, let text): self.init(error, text: text)
        case .emptySelection(let selector, let nearMisses): self = .emptySelection(selector, nearMisses)
        case .unknownTarget(let target, let nearMisses): self = .unknownTarget(target.text, nearMisses.map(\.text))
        case .revision(let error): self.init(error)
        case .revisionFiles(let errors): self.init(errors)
        case .migrations(let error): self.init(error)
        case .missingScripts(let scripts): self.init(scripts)
        case .unsafeScripts(let scripts): self = .unsafeScripts(scripts)
        case .ledger(let error): self.init(error)
        case .missingMigrations(let path):
            self.init(
                .badSettings, "there is no migrations folder at \(path)",
                [.next("name it in flotilla.yaml or with FLOTILLA_MIGRATIONS, or go to the folder that holds it")])
        case .nothingSelected:
            self.init(
                .usage, "it is not said which databases are meant",
                [
                    .next(
                        """
                        add --database URL for one without an inventory,
                        --target ID or --select 'region=eu' for some, or --all
                        """)
                ])
        }
    }

    private static func unknownTarget(_ target: String, _ nearMisses: [String]) -> Complaint {
        let suggestion = Fact.suggestion(nearMisses)
        return Complaint(
            .usage, "the inventory has no target '\(target)'",
            suggestion.isEmpty ? [.next("flotilla inventory list shows every target")] : suggestion)
    }

    private static func unsafeScripts(_ scripts: [UnsafeScript]) -> Complaint {
        Complaint(
            .badSettings,
            "\(Wording.count(scripts.count, "statement")) would end the transaction that the version is written in",
            scripts.map { .place("\($0.file):\($0.line): \($0.reason)") } + [
                .state("nothing was done"),
                .next("take them out, or mark the section with transaction=script"),
            ])
    }
}
