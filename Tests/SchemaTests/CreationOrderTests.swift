import FlotillaSQL
import FlotillaSchema
import SchemaSamples
import Testing

@Suite("Order of creation")
struct CreationOrderTests {
    private func table(_ name: String, to others: String...) -> Table {
        var table = Table(name: ObjectName(name), columns: [Column("id", .integer(bits: 64))])
        table.foreignKeys = others.map { ForeignKey(columns: ["id"], table: ObjectName($0), referenced: ["id"]) }
        return table
    }

    private func names(_ tables: [Table]) -> [String] { tables.map(\.name.name) }

    @Test("A table comes after those it refers to, by name where nothing else decides")
    func referencesPointBackwards() {
        let order = CreationOrder(tables: [
            table("a", to: "z"), table("b"), table("z", to: "m"), table("m"), table("c"),
        ])
        #expect(names(order.tables) == ["b", "c", "m", "z", "a"])
        #expect(order.laterKeys.isEmpty)
    }

    @Test("A table that refers to itself, or to one that is there already, waits for nothing")
    func ownReferencesStay() {
        let order = CreationOrder(tables: [table("a", to: "a", "elsewhere")])
        #expect(order.tables.first?.foreignKeys.count == 2)
        #expect(order.laterKeys.isEmpty)
    }

    @Test("A circle is broken by the keys that point forwards, and no table outside of it loses one")
    func circlesAreBroken() {
        let order = CreationOrder(
            tables: [table("a", to: "m"), table("m", to: "n"), table("n", to: "m", "o"), table("o", to: "n")])
        #expect(names(order.tables) == ["m", "a", "o", "n"] || names(order.tables) == ["m", "a", "n", "o"])
        #expect(order.laterKeys.map(\.table).contains("m"))
        #expect(!order.laterKeys.map(\.table).contains("a"))
    }

    @Test("What a table needs for other reasons comes first, in a circle too")
    func needsAreMet() {
        let order = CreationOrder(
            tables: [table("a", to: "b"), table("b", to: "a"), table("part", to: "a")],
            needs: { $0.name == "a" ? ["b"] : [] })
        #expect(names(order.tables) == ["b", "a", "part"])
        #expect(order.laterKeys.map(\.table) == ["b"])
    }

    @Test("Views come after the views that they read")
    func viewsAreOrdered() {
        let views = [
            View(name: "a", query: "", sources: ["b"]), View(name: "b", query: "", sources: ["c", "t"]),
            View(name: "c", query: "", sources: ["t"]), View(name: "d", query: "", sources: ["u"]),
        ]
        #expect(CreationOrder(tables: [], views: views).views.map(\.name) == ["c", "b", "a", "d"])
        var schema = Schema(engine: .sqlite)
        schema.views = views
        #expect(schema.views(reading: ["t"]).map(\.name) == ["c", "b", "a"])
        #expect(schema.views(reading: ["u"]).map(\.name) == ["d"])
    }

    @Test("Every table and every key of a random schema has its place", arguments: Engine.allCases)
    func nothingIsLost(engine: Engine) {
        for seed in UInt64(1)...100 {
            var generator = SchemaGenerator(engine: engine, seed: seed)
            let schema = generator.schema(tables: 2...8)
            let order = CreationOrder(tables: generator.shuffled(schema).tables)
            #expect(Set(names(order.tables)) == Set(names(schema.tables)), "seed \(seed)")
            var made: Set<ObjectName> = []
            for table in order.tables {
                made.insert(table.name)
                #expect(table.foreignKeys.allSatisfy { made.contains($0.table) }, "seed \(seed)")
            }
            let keys = order.tables.flatMap(\.foreignKeys) + order.laterKeys.map(\.key)
            #expect(Set(keys) == Set(schema.tables.flatMap(\.foreignKeys)), "seed \(seed)")
        }
    }
}
