import FlotillaLint
import FlotillaSQL
import Testing

@Suite("Waivers")
struct WaiverTests {
    private static let tables = Bench.tables(.postgresql)
    private static let end = "\n-- flotilla:irreversible \"gone\"\n"

    private func bench(_ sql: String, header: String = "", rules: [LintRule] = LintRule.all) throws -> Bench {
        try Bench(
            "-- flotilla:upgrade postgresql\n" + sql + Self.end, before: Self.tables, header: header, rules: rules)
    }

    @Test(
        "serve the statement below, the one on whose line they stand, and the one in which they stand",
        arguments: [
            """
            -- flotilla-lint: ignore drop-column unused since 41
            ALTER TABLE users DROP COLUMN name;
            """,
            """
            -- flotilla-lint: ignore drop-column unused since 41
            -- and a word to the reader
            ALTER TABLE users DROP COLUMN name;
            """,
            "ALTER TABLE users DROP COLUMN name; -- flotilla-lint: ignore drop-column unused since 41",
            """
            ALTER TABLE users
                -- flotilla-lint: ignore drop-column unused since 41
                DROP COLUMN name;
            """,
        ])
    func places(sql: String) throws {
        let bench = try bench(sql)
        #expect(bench.rules.isEmpty)
        #expect(bench.report.waived.map(\.rule.text) == ["drop-column"])
        #expect(bench.report.waived.first?.waiver?.reason == "unused since 41")
    }

    @Test("serve no statement that a blank line or another statement parts from them")
    func apart() throws {
        let bench = try bench(
            """
            -- flotilla-lint: ignore drop-column unused since 41

            ALTER TABLE users DROP COLUMN name;
            """)
        #expect(bench.rules == ["drop-column", "unused-waiver"])
    }

    @Test("serve only the rules they name, one or several")
    func named() throws {
        let several = try bench(
            """
            -- flotilla-lint: ignore lock-timeout-switched-off,session-state nobody else is there
            SET lock_timeout = 0;
            """)
        #expect(several.rules.isEmpty)
        let other = try bench(
            """
            -- flotilla-lint: ignore drop-table the table is a cache
            TRUNCATE users;
            """)
        #expect(other.rules == ["truncate", "unused-waiver"])
    }

    @Test("serve the whole file from its header, and are no part of its message")
    func header() throws {
        let bench = try bench(
            "TRUNCATE users;\nTRUNCATE users;", header: "-- flotilla-lint: ignore truncate it is a cache")
        #expect(bench.rules.isEmpty)
        #expect(bench.report.waived.count == 2)
    }

    @Test("without a reason are an error and waive nothing")
    func reason() throws {
        let bench = try bench("TRUNCATE users; -- flotilla-lint: ignore truncate")
        #expect(bench.rules == ["truncate", "waiver-without-reason"])
        #expect(bench.report.open.allSatisfy { $0.severity == .error })
    }

    @Test(
        "that cannot be read, or name no rule, are an error",
        arguments: ["allow truncate it is a cache", "ignore", "ignore trunkate it is a cache"])
    func malformed(text: String) throws {
        let bench = try bench("TRUNCATE users; -- flotilla-lint: \(text)")
        #expect(bench.rules == ["truncate", "malformed-waiver"])
    }

    @Test("that serve nothing are found, except where the rule was left out")
    func unused() throws {
        let sql = "SELECT 1; -- flotilla-lint: ignore truncate it is a cache"
        #expect(try bench(sql).rules == ["unused-waiver"])
        let others = LintRule.all.filter { $0.id.text != "truncate" }
        #expect(try bench(sql, rules: others).rules.isEmpty)
    }

    @Test("that name several rules are told of each that finds nothing")
    func partlyUnused() throws {
        let one = try bench("TRUNCATE users; -- flotilla-lint: ignore truncate,drop-table it is a cache")
        #expect(one.rules == ["unused-waiver"])
        #expect(one.report.open.map(\.what) == ["drop-table finds nothing here"])
        #expect(one.report.waived.map(\.rule.text) == ["truncate"])
        let two = try bench("TRUNCATE users; -- flotilla-lint: ignore drop-column,truncate,drop-table it is a cache")
        #expect(two.report.open.map(\.what) == ["drop-column, drop-table find nothing here"])
    }

    @Test("are not missed on engines that were left out")
    func leftOut() throws {
        let body = """
            -- flotilla:upgrade
            -- flotilla-lint: ignore name-case as the application has it
            CREATE TABLE Things (id bigint PRIMARY KEY);
            -- flotilla:downgrade
            DROP TABLE Things;
            """
        #expect(try Bench(body, engines: [.postgresql]).rules.isEmpty)
        #expect(try Bench(body, engines: [.postgresql, .mysql]).report.waived.map(\.engines) == [[.mysql]])
    }

    @Test(
        "are comments: not what stands in a string, a name or the data of a COPY",
        arguments: [
            "SELECT '\n-- flotilla-lint: ignore truncate x\n'; TRUNCATE users;",
            "SELECT $$\n-- flotilla-lint: ignore truncate x\n$$; TRUNCATE users;",
            "COPY users FROM stdin;\n-- flotilla-lint: ignore truncate x\n\\.\nTRUNCATE users;",
        ])
    func strings(sql: String) throws {
        let bench = try bench(sql)
        #expect(bench.rules.contains("truncate"))
        #expect(bench.report.waived.isEmpty)
        #expect(!bench.rules.contains("unused-waiver"))
    }
}
