import FlotillaDriver
import FlotillaKit
import FlotillaLedger
import FlotillaLint
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL
import Testing

@testable import FlotillaCLI

@Suite("What lint says of the fleet") struct LintFleetTests {
    private func report(_ sql: String, _ engines: Set<Engine> = [.postgresql]) throws -> LintReport {
        let text = """
            -- old tables
            --
            -- Revision ID: 3512b954651e
            -- Revises:

            -- flotilla:upgrade
            \(sql)

            -- flotilla:irreversible "for a test"

            """
        let migrations = try Migrations([
            try RevisionFile(parsing: Array(text.utf8), path: "migrations/versions/3512b954651e_old.sql")
        ])
        let rules = LintRule.all.filter { ["index-without-concurrently", "update-without-where"].contains($0.id.text) }
        return Linter(rules: rules, engines: engines).lint(migrations, ["3512b954651e"])
    }

    /// Twelve targets of three hundred have more than a million users.
    private func sizes(over threshold: Int = 1_000_000, targetsAreSchemas: Bool = false) -> FleetSizes {
        let records = (0..<300).map { number in
            let users = number == 7 ? 100_000_000 : number < 12 ? 1_000_000 : 10_000
            return TargetEstimates(
                engine: .postgresql, tables: [RowEstimate(table: "users", rows: users)],
                seenAt: day(number == 0 ? 1 : 0))
        }
        return FleetSizes(records, over: threshold, targetsAreSchemas: targetsAreSchemas)
    }

    /// 2026-11-20 and the days behind it.
    private func day(_ number: Int64) -> LedgerTime {
        LedgerTime(microseconds: (1_795_132_800 + number * 86_400) * 1_000_000)
    }

    private func sentences(_ sql: String, _ sizes: FleetSizes, _ engines: Set<Engine> = [.postgresql]) throws
        -> [String]
    {
        try report(sql, engines).findings.map { sizes.standing(of: $0).map(FleetWords.sentence) ?? "-" }
    }

    @Test("in every form")
    func forms() throws {
        let report = try report("CREATE INDEX i ON users (name);\nCREATE INDEX j ON orders (name);")
        let output = Recording()
        for format in [OutputFormat.json, .ndjson, .csv] {
            let writer = ReportWriter(LintRows.layout, format: format, terminal: .plain, write: { output.write($0) })
            LintRows.write(report, sizes(), to: writer)
        }
        expectGolden(LintRendering(report: report, sizes: sizes(), terminal: .screen(80)).lines(), "lint-fleet-table")
        expectGolden(GitHubAnnotations.lines(report, sizes()), "lint-fleet-github")
        expectGolden(SARIF.document(report, sizes(), rules: []), "lint-fleet-sarif")
        expectGolden(output.text, "lint-fleet-rows")
    }

    @Test("is how many targets have so many rows, and how large the largest is")
    func words() throws {
        let sql = "UPDATE users SET a = 1;"
        let estimated = "; estimated 2026-11-20 to 2026-11-21"
        #expect(
            try sentences(sql, sizes()) == [
                "12 of 300 targets have over 1,000,000 rows in users, the largest over 100,000,000" + estimated
            ])
        #expect(
            try sentences(sql, sizes(over: 100_000_000)) == [
                "1 of 300 targets has over 100,000,000 rows in users" + estimated
            ])
        #expect(
            try sentences("UPDATE orders SET a = 1;", sizes()) == [
                "none of 300 targets has over 1,000,000 rows in orders" + estimated
            ])
    }

    @Test("is nothing where nothing is known: no engine of it asked, another schema, a schema for each target")
    func unknown() throws {
        #expect(try sentences("UPDATE users SET a = 1;", sizes(), [.mysql]) == ["-"])
        #expect(try sentences("UPDATE users SET a = 1;", .unknown) == ["-"])
        #expect(try sentences("UPDATE billing.users SET a = 1;", sizes()) == ["-"])
        #expect(try sentences("UPDATE public.users SET a = 1;", sizes(targetsAreSchemas: true)) == ["-"])
        #expect(try sentences("UPDATE public.users SET a = 1;", sizes()) != ["-"])
    }

    @Test("tells names apart as the engine does")
    func names() throws {
        let table = RowEstimate(table: "Users", rows: 1_000_000)
        let both = FleetSizes(
            [Engine.postgresql, .sqlite].map { TargetEstimates(engine: $0, tables: [table], seenAt: day(0)) },
            over: 1_000_000)
        #expect(
            try sentences("UPDATE users SET a = 1;", both, [.postgresql, .sqlite]) == [
                "1 of 2 targets has over 1,000,000 rows in users; estimated 2026-11-20"
            ])
    }

    @Test("is told for powers of ten, which are all that is kept", arguments: ["5000000", "1000", "0", "many"])
    func thresholds(text: String) async {
        await #expect(throws: (any Error).self) { try await LintCommand.asyncParse(["--rows-over", text]) }
        await #expect(throws: Never.self) { try await LintCommand.asyncParse(["--rows-over", "10000"]) }
    }
}
