import FlotillaRevisions

/// A recipe in the spelling of the folder that it is for. Recipes are written with Flotilla's own markers, which mean nothing
/// to golang-migrate, goose, dbmate or Flyway; what one of these has no spelling for is said in words.
extension LintRule {
    public func recipe(in format: RevisionFormat) -> String {
        guard format != .flotilla else { return recipe }
        let spelling = RecipeSpelling(format: format)
        return recipe.split(separator: "\n", omittingEmptySubsequences: false)
            .flatMap { spelling.lines(String($0)) }.joined(separator: "\n")
    }
}

private struct RecipeSpelling {
    private static let start = "-- flotilla:"

    /// Not Flotilla's own.
    let format: RevisionFormat

    func lines(_ line: String) -> [String] {
        guard line.hasPrefix(Self.start) else {
            return [line.replacing("flotilla:upgrade batch=", with: "in batches of ")]
        }
        let marker = line.dropFirst(Self.start.count)
        let words = marker.split(separator: " ")
        let reason = marker.drop { $0 != "\"" }.dropFirst().prefix { $0 != "\"" }
        switch words.first {
        case "check": return ["-- asked by hand beforehand, and must give no row (\(reason)):"]
        case "irreversible": return ["-- \(Waiver.start) no-way-back \(reason)"]
        case "downgrade": return [downgrade]
        default: return upgrade(words.dropFirst().filter { $0.contains("=") }.map(String.init))
        }
    }

    private func upgrade(_ options: [String]) -> [String] {
        if options.contains("transaction=none") { return withoutTransaction }
        if options.contains("transaction=script") { return withOwnTransactions }
        if options.contains(where: { $0.hasPrefix("batch=") }) {
            return ["-- by a script of your own, which repeats it until it changes no row:"]
        }
        let limits = options.filter { $0.contains("_timeout=") }.map { option in
            "--" + option.replacing("_", with: "-").replacing("=", with: " ")
        }
        return limits.isEmpty ? [upgrade] : ["-- as an option of 'upgrade': \(limits.joined(separator: " "))"]
    }

    private var upgrade: String {
        switch format {
        case .goose: "-- +goose Up"
        case .dbmate: "-- migrate:up"
        case .flyway: "-- in a V script:"
        case .golangMigrate, .flotilla: "-- in an .up.sql file:"
        }
    }

    private var downgrade: String {
        switch format {
        case .goose: "-- +goose Down"
        case .dbmate: "-- migrate:down"
        case .flyway: "-- in the U script of that version:"
        case .golangMigrate, .flotilla: "-- in the .down.sql file of that version:"
        }
    }

    private var withoutTransaction: [String] {
        switch format {
        case .goose: ["-- +goose NO TRANSACTION", upgrade]
        case .dbmate: [upgrade + " transaction:false"]
        case .flyway: ["-- in a V script of its own, beside which a .conf file says executeInTransaction=false:"]
        case .golangMigrate, .flotilla: ["-- in an .up.sql file of its own:"]
        }
    }

    private var withOwnTransactions: [String] {
        switch format {
        case .goose, .dbmate: withoutTransaction
        case .flyway: ["-- say executeInTransaction=false in a .conf file beside the script"]
        case .golangMigrate, .flotilla: ["-- write all of them into an .up.sql file of its own"]
        }
    }
}
