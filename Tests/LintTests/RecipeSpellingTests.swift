import FlotillaRevisions
import Testing

@testable import FlotillaLint

@Suite("A recipe for a folder of another tool") struct RecipeSpellingTests {
    private static let others = RevisionFormat.allCases.filter { $0 != .flotilla }

    @Test("says nothing of Flotilla's markers, and all of the rest", arguments: others)
    func markers(_ format: RevisionFormat) {
        for rule in LintRule.all {
            let recipe = rule.recipe(in: format)
            #expect(!recipe.contains("flotilla:"), "\(rule.id.text): \(recipe)")
            let statements = rule.recipe.split(separator: "\n").filter { !$0.hasPrefix("--") }
            #expect(statements.allSatisfy { recipe.contains($0) }, "\(rule.id.text): \(recipe)")
        }
    }

    @Test(
        "spells what runs without a transaction as the tool does",
        arguments: zip(
            [RevisionFormat.golangMigrate, .goose, .dbmate, .flyway, .flotilla],
            [
                "-- in an .up.sql file of its own:", "-- +goose NO TRANSACTION\n-- +goose Up",
                "-- migrate:up transaction:false",
                "-- in a V script of its own, beside which a .conf file says executeInTransaction=false:",
                "-- flotilla:upgrade postgresql transaction=none",
            ]))
    func withoutTransaction(_ format: RevisionFormat, _ first: String) {
        let statement = "CREATE INDEX CONCURRENTLY ix_orders_user_id ON orders (user_id);"
        #expect(LintRule.indexWithoutConcurrently.recipe(in: format) == first + "\n" + statement)
    }

    @Test("says in words what the tool has no spelling for")
    func words() {
        let way = LintRule.noWayBack.recipe(in: .goose)
        #expect(way.hasPrefix("-- +goose Down\nDROP INDEX"))
        #expect(way.hasSuffix("-- flotilla-lint: ignore no-way-back the old values are gone"))
        #expect(
            LintRule.longWorkUnderLock.recipe(in: .dbmate).contains("repeats it until it changes no row:\nUPDATE users")
        )
        #expect(LintRule.lockTimeoutSwitchedOff.recipe(in: .flyway).contains("'upgrade': --lock-timeout 5s"))
        #expect(LintRule.checkThatWrites.recipe(in: .flyway).hasPrefix("-- asked by hand beforehand"))
    }
}
