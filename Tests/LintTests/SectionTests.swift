import FlotillaLint
import FlotillaSQL
import Testing

@Suite("Sections")
struct SectionTests {
    @Test("for every engine are judged on each, and equal findings are one")
    func shared() throws {
        let bench = try Bench(
            """
            -- flotilla:upgrade
            ALTER TABLE users DROP COLUMN name;
            -- flotilla:irreversible "gone"
            """, engines: Set(Engine.allCases))
        let drops = bench.report.open.filter { $0.rule.text == "drop-column" }
        #expect(drops.map(\.engines) == [[.mysql, .postgresql, .sqlite]])
    }

    @Test("of an engine are judged on it alone")
    func own() throws {
        let bench = try Bench(
            """
            -- flotilla:upgrade
            CREATE INDEX i ON users (name);
            -- flotilla:upgrade postgresql transaction=none
            CREATE INDEX CONCURRENTLY i ON users (name);
            -- flotilla:irreversible "gone"
            """, engines: [.postgresql, .sqlite])
        #expect(bench.rules.isEmpty)
    }

    @Test("for every engine hold no word that one of them does not know")
    func foreignWords() throws {
        let body = """
            -- flotilla:upgrade transaction=none
            CREATE INDEX CONCURRENTLY i ON users (name);
            -- flotilla:irreversible "gone"
            """
        let bench = try Bench(body, engines: [.postgresql, .sqlite])
        #expect(bench.report.open.map(\.rule.text) == ["foreign-word-in-shared-section"])
        #expect(bench.report.open.map(\.engines) == [[.sqlite]])
    }

    @Test("that take an upgrade back may drop what it made")
    func downgrade() throws {
        let bench = try Bench(
            """
            -- flotilla:upgrade
            CREATE TABLE plans (id bigint PRIMARY KEY);
            -- flotilla:downgrade
            DROP TABLE plans;
            """)
        #expect(bench.rules.isEmpty)
    }

    @Test("that take an upgrade back lock what others use")
    func downgradeLocks() throws {
        let bench = try Bench(
            """
            -- flotilla:upgrade
            CREATE TABLE plans (id bigint PRIMARY KEY, name text);
            -- flotilla:downgrade
            CREATE INDEX i ON plans (name);
            """)
        #expect(bench.lines(of: "index-without-concurrently") == [11])
    }

    @Test("must have a way back, or say that there is none")
    func wayBack() throws {
        let upgrade = "-- flotilla:upgrade\nCREATE TABLE plans (id bigint PRIMARY KEY);\n"
        #expect(try Bench(upgrade).rules == ["no-way-back"])
        #expect(try Bench(upgrade + "-- flotilla:downgrade\n-- nothing\n").lines(of: "no-way-back") == [10])
        #expect(try Bench(upgrade + "-- flotilla:irreversible \"why\"\n").rules.isEmpty)
        #expect(try Bench("-- flotilla:upgrade\n-- flotilla:downgrade\n").rules.isEmpty)
    }

    @Test("that check must only ask")
    func checks() throws {
        let bench = try Bench(
            """
            -- flotilla:check "none"
            DELETE FROM users WHERE id = 1;
            -- flotilla:upgrade
            -- flotilla:verify
            SELECT 1 WHERE false;
            """)
        #expect(bench.lines(of: "check-that-writes") == [9])
    }

    @Test("in fleets of schemas name none")
    func schemas() throws {
        let sql = "ALTER TABLE acme.users ADD plan text;"
        #expect(try !Bench(upgrade: sql, on: .postgresql).rules.contains("hard-coded-schema"))
        let schemas = LintSettings(targetsAreSchemas: true)
        #expect(try Bench(upgrade: sql, on: .postgresql, settings: schemas).rules == ["hard-coded-schema"])
    }

    @Test("give findings the line of the part of the statement that is meant")
    func lines() throws {
        let bench = try Bench(
            upgrade: "\nALTER TABLE users\n    ADD COLUMN a text,\n    DROP COLUMN name;", on: .postgresql)
        #expect(bench.lines(of: "drop-column") == [12])
    }
}
