import FlotillaDriver
import FlotillaRollout
import FlotillaSQL
import Testing

@testable import FlotillaInventory

@Suite("Sources in databases")
struct DatabaseSourceTests {
    private func found(_ source: String, _ driver: ScriptedDriver, _ variables: [String: String] = [:]) throws
        -> [Target]
    {
        try targets("sources:\n- \(source)\n", context: .with(variables, drivers: [driver.engine: driver]))
    }

    private func reason(_ source: String, _ driver: ScriptedDriver) throws -> Found {
        try problem("sources:\n- \(source)\n", context: .with([:], drivers: [driver.engine: driver]))
    }

    private func rows(_ columns: [String], _ rows: [[String?]]) -> StatementResult {
        StatementResult(columns: columns, rows: rows)
    }

    @Test("make a target of each row: id, url, schema, and labels of the rest")
    func query() throws {
        let answer = rows(
            ["id", "url", "schema", "region", "tier"],
            [["a", "postgresql://h/a", "s", "eu", nil], ["b", "postgresql://h/b", nil, "", "pro"]])
        let driver = ScriptedDriver(.postgresql, answers: [("FROM tenants", answer)])
        let result = try found("query: {url: 'postgresql://c/control', sql: 'SELECT … FROM tenants -- all'}", driver)
        #expect(result.map(\.schema) == ["s", nil])
        #expect(result.map(\.labels) == [["region": "eu"], ["region": "", "tier": "pro"]])
        #expect(result.map(\.origin.description).allSatisfy { $0.contains("inventory.yaml:2:3 row ") })
    }

    @Test("read PostgreSQL's answer by cursor, in a transaction that cannot write")
    func cursor() throws {
        let answer = rows(["id", "url"], (0..<2500).map { ["t\($0)", "postgresql://h/t\($0)"] })
        let driver = ScriptedDriver(.postgresql, answers: [("FROM tenants", answer)])
        let result = try found("query: {url: 'postgresql://c/control', sql: 'SELECT 1 FROM tenants'}", driver)
        let sent = driver.sent.withLock { $0 }
        #expect(result.count == 2500 && sent.count == 3)
        #expect(
            sent[0].hasPrefix(
                "BEGIN READ ONLY;\nDECLARE flotilla_inventory NO SCROLL CURSOR FOR\nSELECT 1 FROM tenants\n;\nFETCH"))
    }

    @Test("fetch the secret of their URL when they are asked")
    func secret() throws {
        let driver = ScriptedDriver(.mysql, answers: [("FROM t", rows(["id", "url"], []))])
        _ = try found("query: {url: '${CONTROL}', sql: 'SELECT * FROM t'}", driver, ["CONTROL": "mysql://u:p@h/c"])
        #expect(driver.urls.withLock { $0 }.first?.password == Secret("p"))
    }

    @Test("may not make us read files unless they are allowed to")
    func references() throws {
        let answer = rows(["id", "url"], [["a", "mysql://u:${env:HOME}@h/d"]])
        let driver = ScriptedDriver(.mysql, answers: [("FROM t", answer)])
        let place = "inventory.yaml:2:3 row 1"
        #expect(
            try reason("query: {url: 'mysql://h/c', sql: 'SELECT * FROM t'}", driver)
                == Found(.badURL(.referenceFromOutside), at: place))
        #expect(try found("query: {url: 'mysql://h/c', sql: 'SELECT * FROM t', references: true}", driver).count == 1)
    }

    @Test("refuse an answer that was cut")
    func truncated() throws {
        var answer = rows(["id", "url"], [["a", "sqlite:a"]])
        answer.isTruncated = true
        let driver = ScriptedDriver(.sqlite, answers: [("FROM t", answer)])
        let found = try reason("query: {url: 'sqlite:c.db', sql: 'SELECT * FROM t'}", driver)
        #expect(found.reason == .tooManyRows(limit: DatabaseRows.rowLimit))
    }

    @Test("refuse an answer without an id column", arguments: [["url"], ["id"]])
    func missingColumn(columns: [String]) throws {
        let driver = ScriptedDriver(.sqlite, answers: [("FROM t", rows(columns, [["x"]]))])
        let missing = columns == ["url"] ? "id" : "url"
        #expect(
            try reason("query: {url: 'sqlite:c.db', sql: 'SELECT * FROM t'}", driver).reason == .missingKey(missing))
    }

    @Test("tell the database's own failure at the place of the source")
    func failure() throws {
        let error = DriverError(.authentication, code: "28P01", message: "no")
        let found = try reason("query: {url: 'postgresql://h/c', sql: x}", ScriptedDriver(.postgresql, failure: error))
        #expect(found == Found(.database(error), at: "inventory.yaml:2:3"))
    }

    @Test("need a driver for their engine")
    func noDriver() throws {
        let found = try reason("query: {url: 'mysql://h/c', sql: x}", ScriptedDriver(.postgresql))
        #expect(found.reason == .noDriver(.mysql))
    }

    @Test("make a target of each database that matches, with the rest of the URL as it was")
    func databases() throws {
        let answer = rows(["datname"], [["postgres"], ["tenant_1"], ["tenant_old"], ["tenantx2"], ["tenant_2"]])
        let driver = ScriptedDriver(.postgresql, answers: [("pg_database", answer)])
        let source =
            #"databases: {url: "postgresql://u:${PW}@h:6/postgres?sslmode=require", matching: 'tenant\_%', excluding: ["%old"]}"#
        let result = try found(source, driver, ["PW": "p"])
        #expect(result.map(\.id.text) == ["tenant_1", "tenant_2"])
        #expect(result[0].url.redacted == "postgresql://u:${PW}@h:6/tenant_1?sslmode=require")
    }

    @Test("leave MySQL's own databases out even when they match")
    func ownDatabases() throws {
        let answer = rows(["SCHEMA_NAME"], [["information_schema"], ["mysql"], ["app"]])
        let driver = ScriptedDriver(.mysql, answers: [("SCHEMATA", answer)])
        #expect(try found("databases: {url: 'mysql://h/mysql', matching: '%'}", driver).map(\.id.text) == ["app"])
    }

    @Test("make a target of each schema that matches")
    func schemas() throws {
        let answer = rows(["nspname"], [["pg_catalog"], ["public"], ["t_1"], ["t_2"]])
        let driver = ScriptedDriver(.postgresql, answers: [("pg_namespace", answer)])
        let result = try found("schemas: {url: 'postgresql://h/d', matching: 't_%'}", driver)
        #expect(result.map(\.schema) == ["t_1", "t_2"] && result.map(\.id.text) == ["t_1", "t_2"])
    }

    @Test("know no schemas outside of PostgreSQL")
    func schemasElsewhere() throws {
        let found = try reason("schemas: {url: 'mysql://h/d', matching: '%'}", ScriptedDriver(.mysql))
        #expect(found.reason == .unsupportedBySource(source: "schemas", .mysql))
    }

    @Test("refuse a name that is no id, with its row and the source that can leave it out")
    func badName() throws {
        let driver = ScriptedDriver(.postgresql, answers: [("pg_database", rows(["datname"], [["a"], ["b c"]]))])
        let found = try reason("databases: {url: 'postgresql://h/d', matching: '%'}", driver)
        #expect(
            found
                == Found(
                    .badCatalogueName(text: "b c", source: "databases", .badCharacter), at: "inventory.yaml:2:3 row 2"))
        let without = "databases: {url: 'postgresql://h/d', matching: '%', excluding: ['b c']}"
        #expect(try self.found(without, driver).map(\.id.text) == ["a"])
    }
}

@Suite("A pattern")
struct WildcardTests {
    @Test(
        "matches as LIKE does",
        arguments: [
            ("tenant_%", "tenantx", true), ("tenant\\_%", "tenantx", false), ("tenant\\_%", "tenant_1", true),
            ("%a%b%", "xxaxxbxx", true), ("%a%b%", "ba", false), ("", "", true), ("%", "", true), ("_", "ü", true),
            ("a%", "A", false), ("a\\", "a\\", true),
        ])
    func like(pattern: String, text: String, matches: Bool) {
        #expect(Wildcard(like: pattern).matches(text) == matches)
    }

    @Test("takes no longer than the lengths multiplied on a hostile text")
    func hostile() {
        let pattern = Wildcard(glob: String(repeating: "*a", count: 50) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2000)))
    }
}
