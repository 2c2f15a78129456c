import FlotillaSQL
import FlotillaSchema
import SchemaSamples
import Testing

@Suite("What is left out")
struct LeftOutTests {
    private func lines(_ from: Schema, _ to: Schema, _ leftOut: LeftOut) throws -> [String] {
        let options = ComparisonOptions(leavingOut: leftOut)
        let difference = try SchemaComparison.difference(from: from, to: to, options: options)
        #expect(difference.applied().comparable == difference.to.comparable)
        let isEqual = from.leavingOut(leftOut).fingerprintText == to.leavingOut(leftOut).fingerprintText
        #expect(isEqual == difference.isEmpty)
        return ChangeSummary(difference).lines.map(\.text)
    }

    @Test("Tables and other objects by their names, on both sides")
    func namesAreLeftOut() throws {
        let from = schema(.postgresql, table("audit_log", id), table("users", id))
        var to = schema(.postgresql, table("audit_new", id), table("users", id), table("posts", id))
        to.views = [View(name: "report_1", query: "SELECT 1"), View(name: "sums", query: "SELECT 1")]
        let patterns = [NamePattern("audit_*"), NamePattern("report_*", kind: .view)]
        #expect(try lines(from, to, LeftOut(patterns)) == ["add view sums", "add table posts (1 column)"])
        #expect(try lines(from, to, LeftOut(allBut: [NamePattern("users"), NamePattern("sums")])) == ["add view sums"])
    }

    @Test("What is left out stays as it is")
    func leftOutStays() throws {
        let from = schema(.postgresql, table("audit_log", id), table("users", id))
        let options = ComparisonOptions(leavingOut: LeftOut([NamePattern("audit*")]))
        let difference = try SchemaComparison.difference(from: from, to: schema(), options: options)
        #expect(difference.to.tables.map(\.name) == ["audit_log"])
        #expect(difference.applied().tables.map(\.name) == ["audit_log"])
    }

    @Test("Indexes, triggers and constraints by the names of table and part")
    func partsAreLeftOut() throws {
        let index = Index(name: "ix_dba_1", parts: [Index.Part(.column("id"))])
        let from = schema(.postgresql, table("users", id) { $0.indexes = [index] })
        let to = schema(
            .postgresql, table("users", id) { $0.checks = [CheckConstraint(name: "ck", expression: "id > 0")] })
        #expect(try lines(from, to, LeftOut([NamePattern("*")])) == [])
        let patterns = [NamePattern("users.ix_dba_*", kind: .index)]
        #expect(try lines(from, to, LeftOut(patterns)) == ["add check ck of users (id > 0)"])
        #expect(try lines(from, to, LeftOut(patterns + [NamePattern("*.ck", kind: .constraint)])) == [])
        #expect(try lines(from, to, LeftOut([NamePattern("ix_dba_*", kind: .index), NamePattern("ck")])) == [])
        let named = LeftOut(allBut: [NamePattern("users.other", kind: .index), NamePattern("ck", kind: .constraint)])
        #expect(try lines(from, to, named) == ["add check ck of users (id > 0)"])
    }

    @Test(
        "What belongs to a table or a view by its own name, or with its owner's",
        arguments: [("mine_*", 0, true), ("users.mine_*", 0, false), ("sums.*", 3, true), ("view:mine_*", 3, false)])
    func partsAreLeftOutByName(pattern: String, ofTable: Int, isViewEqual: Bool) throws {
        let to = schema(.sqlite, table("users", id))
        var from = to
        from.tables[0].checks = [CheckConstraint(name: "mine_check", expression: "id > 0")]
        from.tables[0].indexes = [Index(name: "mine_index", parts: [Index.Part(.column("id"))])]
        from.tables[0].triggers = [Trigger(name: "mine_trigger", definition: "CREATE TRIGGER mine_trigger …")]
        var (with, without) = (from, to)
        without.views = [View(name: "sums", query: "SELECT 1")]
        with.views = [View(name: "sums", query: "SELECT 1")]
        with.views[0].triggers = [Trigger(name: "mine_view", definition: "CREATE TRIGGER mine_view …")]
        let found = try lines(with, without, LeftOut([NamePattern(parsing: pattern)]))
        let lines = Dictionary(grouping: found) { $0.hasSuffix("of users") || $0.contains("of users (") }
        #expect((lines[true] ?? []).count == ofTable && (lines[false] ?? []).isEmpty == isViewEqual, "\(found)")
    }

    @Test("Comments and collations, which stay as they are where they are left out")
    func wordsAreLeftOut() throws {
        let from = schema(.postgresql, table("users", Column("a", .text, collation: "C", comment: "old")))
        let to = schema(
            .postgresql, table("users", Column("a", .varchar(9), collation: "D", comment: "new")) { $0.comment = "t" })
        let leftOut = LeftOut(parts: [.comments, .collations])
        #expect(try lines(from, to, leftOut) == ["change type of users.a: text -> varchar(9)"])
        let difference = try SchemaComparison.difference(
            from: from, to: to, options: ComparisonOptions(leavingOut: leftOut))
        #expect(difference.to.tables[0].columns[0].comment == "old")
    }

    @Test("Random schemas: what is left out of a comparison is left out of a fingerprint", arguments: Engine.allCases)
    func bothAgree(engine: Engine) throws {
        let leftOut = LeftOut(
            [NamePattern("*s_*1"), NamePattern("*.ix*", kind: .index)], parts: [.comments, .collations])
        var found = 0
        for seed in UInt64(1)...100 {
            var generator = SchemaGenerator(engine: engine, seed: seed, features: [.views, .triggers])
            let schema = generator.schema(tables: 1...3)
            found += try lines(schema, generator.edit(schema, times: 0...2).schema, leftOut).count
        }
        #expect(found > 20)
    }

    @Test(
        "A star stands for any text",
        arguments: [
            ("*", "", true), ("a*", "abc", true), ("a*c", "abc", true), ("a*c", "abcb", false), ("*b*", "abc", true),
            ("a*b*c", "axbxbxc", true), ("abc", "abc", true), ("abc", "abcd", false), ("", "a", false),
            ("*.ix", "a.b.ix", true), ("a**", "a", true), ("*ab", "aab", true),
        ])
    func starsMatch(pattern: String, name: String, isMatch: Bool) throws {
        let from = schema(.sqlite, table(ObjectName(name), id))
        #expect(from.leavingOut(LeftOut([NamePattern(pattern)])).tables.isEmpty == isMatch)
    }

    @Test("Patterns are read with their kind, and a kind that is none is refused")
    func patternsAreRead() throws {
        #expect(try NamePattern(parsing: "index:users.ix_*") == NamePattern("users.ix_*", kind: .index))
        #expect(try NamePattern(parsing: "audit_*") == NamePattern("audit_*"))
        #expect(throws: NamePatternError(text: "indx:a", nearMisses: ["index"])) { try NamePattern(parsing: "indx:a") }
        #expect(throws: NamePatternError.self) { try NamePattern(parsing: "view:") }
        #expect(throws: NamePatternError.self) { try NamePattern(parsing: "") }
    }
}
