import FlotillaDriver
import FlotillaLint
import FlotillaRevisions
import FlotillaSQL
import Foundation
import Testing

@testable import FlotillaCLI

/// Two files with one finding of each severity, one that is waived, and names that must be escaped.
private func sample() throws -> LintReport {
    let first = """
        -- add plans, 100% of them
        --
        -- Revision ID: 3512b954651e
        -- Revises:

        -- flotilla:upgrade postgresql
        CREATE TABLE plans (id bigint PRIMARY KEY, name varchar(20));

        -- flotilla:downgrade
        DROP TABLE plans;

        """
    let second = """
        -- tidy up
        --
        -- Revision ID: ae1027a6acf1
        -- Revises: 3512b954651e

        -- flotilla:upgrade
        ALTER TABLE plans DROP COLUMN name;
        -- flotilla-lint: ignore truncate the cache fills itself
        TRUNCATE cache;

        -- flotilla:upgrade postgresql
        ALTER TABLE plans DROP COLUMN name;
        UPDATE plans SET id = id + 1;

        -- flotilla:irreversible "the names are gone"

        """
    let migrations = try Migrations([
        try RevisionFile(parsing: Array(first.utf8), path: "migrations/versions/3512b954651e_add_plans.sql"),
        try RevisionFile(parsing: Array(second.utf8), path: "migrations/versions/ae1027, tidy: 1%.sql"),
    ])
    return Linter(engines: [.postgresql, .mysql]).lint(migrations, ["3512b954651e", "ae1027a6acf1"])
}

@Suite("What lint prints") struct LintOutputTests {
    @Test("for people, at widths", arguments: [nil, 40, 80])
    func people(width: Int?) throws {
        let terminal = width.map { Terminal.screen($0) } ?? .plain
        let name = width.map { "lint-table-\($0)" } ?? "lint-table"
        expectGolden(LintRendering(report: try sample(), terminal: terminal).lines(), name)
    }

    @Test("as rows", arguments: [OutputFormat.wide, .json, .ndjson, .csv, .markdown, .name])
    func rows(format: OutputFormat) throws {
        let output = Recording()
        let writer = ReportWriter(LintRows.layout, format: format, terminal: .plain, write: { output.write($0) })
        LintRows.write(try sample(), to: writer)
        expectGolden(output.text, "lint-\(format.rawValue)")
    }

    @Test("for GitHub Actions, the worst first")
    func annotations() throws {
        expectGolden(GitHubAnnotations.lines(try sample()), "lint-github")
    }

    @Test("in SARIF")
    func sarif() throws {
        let rules = LintRule.all.filter { ["drop-column", "truncate", "varchar-limit"].contains($0.id.text) }
        expectGolden(SARIF.document(try sample(), rules: rules), "lint-sarif")
    }

    @Test("of a rule that is explained")
    func explained() throws {
        let rule = try #require(LintRule.named(LintRule.ID("set-not-null")))
        expectGolden(RuleRendering.lines(rule, on: .screen(80)), "lint-explain")
    }

    @Test("of rules that are listed")
    func listed() {
        let output = Recording()
        RuleRendering.write(
            Array(LintRule.all.prefix(4)),
            to: ReportWriter(RuleRendering.layout, format: .table, terminal: .screen(80), write: { output.write($0) }))
        expectGolden(output.text, "lint-list")
    }

    @Test("nothing is found in nothing")
    func empty() throws {
        let report = Linter(engines: [.sqlite]).lint(try Migrations([]), [])
        #expect(
            LintRendering(report: report, terminal: .plain).lines() == [
                "0 revisions, 0 statements (sqlite): nothing found"
            ])
        #expect(GitHubAnnotations.lines(report).isEmpty)
    }
}

/// The members that SARIF 2.1.0 (OASIS, sections 3.13 to 3.50) requires, and the values it allows, of what is written.
@Suite("SARIF") struct SARIFTests {
    private func document() throws -> [String: Any] {
        let text = SARIF.document(try sample(), rules: LintRule.all)
        return try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    }

    private func run() throws -> [String: Any] { try #require((try document()["runs"] as? [[String: Any]])?.first) }

    @Test("names its version and has one run by one tool")
    func log() throws {
        let document = try document()
        #expect(Set(document.keys) == ["$schema", "version", "runs"])
        #expect(document["version"] as? String == "2.1.0")
        let driver = (try run()["tool"] as? [String: Any])?["driver"] as? [String: Any]
        #expect(driver?["name"] as? String == "flotilla lint")
    }

    @Test("describes every rule once")
    func rules() throws {
        let driver = (try run()["tool"] as? [String: Any])?["driver"] as? [String: Any]
        let rules = try #require(driver?["rules"] as? [[String: Any]])
        let ids = rules.compactMap { $0["id"] as? String }
        #expect(ids.count == rules.count && Set(ids).count == ids.count)
        for rule in rules {
            for key in ["shortDescription", "fullDescription", "help"] {
                let text = (rule[key] as? [String: Any])?["text"] as? String
                #expect(!(text ?? "").isEmpty, "\(rule["id"] ?? "") has no \(key)")
            }
            let level = (rule["defaultConfiguration"] as? [String: Any])?["level"] as? String
            #expect(["note", "warning", "error"].contains(level))
        }
    }

    @Test("has results that point at rules and places")
    func results() throws {
        let run = try run()
        let driver = (run["tool"] as? [String: Any])?["driver"] as? [String: Any]
        let ids = (driver?["rules"] as? [[String: Any]])?.compactMap { $0["id"] as? String } ?? []
        let results = try #require(run["results"] as? [[String: Any]])
        #expect(!results.isEmpty)
        for result in results {
            let index = try #require(result["ruleIndex"] as? Int)
            #expect(ids[index] == result["ruleId"] as? String)
            #expect((result["message"] as? [String: Any])?["text"] is String)
            let place = (result["locations"] as? [[String: Any]])?.first?["physicalLocation"] as? [String: Any]
            let uri = (place?["artifactLocation"] as? [String: Any])?["uri"] as? String
            #expect(uri.flatMap { URL(string: $0) }?.relativePath.hasPrefix("migrations/versions/") ?? false)
            #expect((place?["region"] as? [String: Any])?["startLine"] as? Int ?? 0 > 0)
        }
    }

    @Test("tells of waivers as suppressions in the source, with their reason")
    func suppressions() throws {
        let results = try #require(try run()["results"] as? [[String: Any]])
        let suppressed = results.compactMap { $0["suppressions"] as? [[String: Any]] }.filter { !$0.isEmpty }
        #expect(suppressed.count == 1)
        #expect(suppressed.first?.first?["kind"] as? String == "inSource")
        #expect(suppressed.first?.first?["justification"] as? String == "the cache fills itself")
    }

    @Test(
        "paths are references",
        arguments: [
            ("a/b.sql", "a/b.sql"), ("./a b.sql", "a%20b.sql"), ("/x/ü.sql", "file:///x/%C3%BC.sql"),
            ("a:b%.sql", "a%3Ab%25.sql"),
        ])
    func paths(path: String, uri: String) {
        #expect(SARIF.uri(path) == uri)
    }
}
