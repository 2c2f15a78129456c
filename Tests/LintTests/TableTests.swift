import FlotillaLint
import FlotillaSQL
import Testing

@Suite("Tables whose rows make a harm grow")
struct TableTests {
    /// What a finding of the rule says its table is: `users`, `public.users`, or nil.
    private func table(_ sql: String, _ rule: String, on engine: Engine = .postgresql) throws -> String? {
        let bench = try Bench(upgrade: sql, on: engine)
        let finding = try #require(bench.report.open.first { $0.rule.text == rule }, "\(bench.rules)")
        return finding.table.map { ($0.schema.map { $0 + "." } ?? "") + $0.name }
    }

    @Test(
        "are told with what is found",
        arguments: [
            ("CREATE INDEX i ON users (name);", "index-without-concurrently", "users"),
            ("CREATE INDEX i ON public.users (name);", "index-without-concurrently", "public.users"),
            ("ALTER TABLE ONLY users ALTER COLUMN name SET NOT NULL;", "set-not-null", "users"),
            ("UPDATE users SET name = 'x';", "update-without-where", "users"),
            ("DELETE FROM orders;", "delete-without-where", "orders"),
            ("VACUUM (FULL, ANALYZE) users;", "table-rewrite", "users"),
            ("VACUUM FULL VERBOSE users;", "table-rewrite", "users"),
            ("CLUSTER users USING users_pkey;", "table-rewrite", "users"),
            ("REINDEX TABLE users;", "reindex-without-concurrently", "users"),
            ("REFRESH MATERIALIZED VIEW sales;", "refresh-without-concurrently", "sales"),
            ("CREATE INDEX i ON never_seen (name);", "index-without-concurrently", "never_seen"),
        ])
    func told(sql: String, rule: String, name: String) throws {
        #expect(try table(sql, rule) == name)
    }

    @Test("are told on MySQL too, where an index is dropped from a table")
    func mysql() throws {
        #expect(try table("DROP INDEX i ON users;", "drop-visible-index", on: .mysql) == "users")
        #expect(try table("OPTIMIZE TABLE users;", "table-rewrite", on: .mysql) == "users")
    }

    @Test(
        "are not told where rows do not matter, and where no table is named",
        arguments: [
            ("ALTER TABLE users RENAME COLUMN name TO title;", "rename-column"),
            ("ALTER TABLE users DROP COLUMN name;", "drop-column"), ("VACUUM FULL;", "table-rewrite"),
            ("REINDEX INDEX i;", "reindex-without-concurrently"),
        ])
    func untold(sql: String, rule: String) throws {
        #expect(try table(sql, rule) == nil)
    }

    @Test("are not told of tables that the section itself makes")
    func new() throws {
        let sql = "CREATE TABLE t (id bigint PRIMARY KEY, user_id bigint REFERENCES users (id));"
        #expect(try table(sql, "foreign-key-without-index") == nil)
    }
}
