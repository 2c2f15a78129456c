import FlotillaLint
import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("Rules")
struct CorpusTests {
    @Test("find what they are for, and nothing in what they recommend", arguments: LintCase.all)
    func corpus(_ one: LintCase) throws {
        for form in one.bad {
            let bench = try Bench(upgrade: form.sql, form.options, on: one.engine)
            #expect(bench.rules.contains(one.rule), "\(form.sql)")
        }
        for form in one.good {
            let bench = try Bench(upgrade: form.sql, form.options, on: one.engine)
            #expect(!bench.rules.contains(one.rule), "\(form.sql)")
        }
    }

    /// These need more than one section to show, and have tests of their own.
    static let elsewhere: Set<String> = [
        "check-that-writes", "no-way-back", "hard-coded-schema", "foreign-word-in-shared-section",
        "waiver-without-reason",
        "malformed-waiver", "unused-waiver",
    ]

    @Test("all have a case in the corpus")
    func everyRuleHasACase() {
        let rules = Set(LintRule.all.map(\.id.text))
        let cases = Set(LintCase.all.map(\.rule))
        #expect(rules.subtracting(cases) == Self.elsewhere)
        #expect(cases.isSubset(of: rules))
    }

    @Test("recommend nothing that they find themselves", arguments: LintRule.all.map(\.id.text))
    func recipes(id: String) throws {
        let rule = try #require(LintRule.named(LintRule.ID(id)))
        let isAlone = rule.recipe.contains("transaction=none") || rule.recipe.contains("batch=")
        let sql = rule.recipe.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("-- flotilla:") }.joined(separator: "\n")
        for engine in rule.engines {
            let options = sql.contains("BEGIN;") ? "transaction=script" : isAlone ? "transaction=none" : ""
            let bench =
                rule.recipe.hasPrefix("-- flotilla:check")
                ? try Bench(rule.recipe, before: Bench.tables(engine), engines: [engine])
                : try Bench(upgrade: sql, options, on: engine)
            #expect(!bench.rules.contains(id), "\(engine): \(rule.recipe)")
        }
    }
}
