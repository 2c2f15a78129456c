import FlotillaModels
import FlotillaSQL
import FlotillaSchema
import Foundation
import Testing

@testable import FlotillaTables

/// What models want, engine by engine.
@Suite("The schema of models")
struct SchemaOfModelsTests {
    private func table(_ model: any Model.Type, _ engine: Engine, with others: [any Model.Type] = []) throws
        -> FlotillaSchema.Table
    {
        try #require(try ModelSet([model] + others).schema(on: engine).tables.first)
    }

    @Test("a table and its columns are called after the type and its properties, unless they have names of their own")
    func names() throws {
        let order = try table(PurchaseOrder.self, .sqlite, with: [User.self])
        #expect(order.name == "purchase_order")
        #expect(order.columns.map(\.name) == ["id", "buyer", "placed_at", "http_code"])
        #expect(
            "userID".snakeCased == "user_id" && "HTTPHeader".snakeCased == "http_header" && "a_b".snakeCased == "a_b")
    }

    @Test(
        "a Swift type has a type on every engine",
        arguments: [
            ("flag", ColumnType.boolean, ColumnType.boolean), ("small", .integer(bits: 16), .integer(bits: 16)),
            ("wide", .integer(bits: 64), .integer(bits: 64)),
            ("ratio", .floatingPoint(bits: 64), .floatingPoint(bits: 64)),
            ("words", .text, .other("longtext")), ("bytes", .binary, .other("longblob")),
            ("limited", .varchar(20), .varchar(20)), ("moment", .timestamp(hasZone: true), .timestamp(precision: 6)),
            ("day", .date, .date), ("mark", .uuid, .char(36)),
            ("amount", .decimal(precision: 8, scale: 2), .decimal(precision: 8, scale: 2)),
            ("colour", .text, .choice(["red", "blue"])), ("own", .other("citext"), .other("longtext")),
        ])
    func types(column: String, postgresql: ColumnType, mysql: ColumnType) throws {
        #expect(try table(Everything.self, .postgresql)[column: column]?.type == postgresql)
        #expect(try table(Everything.self, .mysql)[column: column]?.type == mysql)
    }

    @Test("only an optional may be NULL")
    func nullability() throws {
        let nullable = try table(Everything.self, .sqlite).columns.filter(\.isNullable).map(\.name)
        #expect(nullable == ["small", "day", "maybe"])
    }

    @Test("a single integer key is numbered by the database, in each engine's way, and no other key")
    func numbers() throws {
        #expect(try table(User.self, .postgresql)[column: "id"]?.identity == .byDefault(SequenceOptions()))
        #expect(try table(User.self, .mysql)[column: "id"]?.identity == .autoIncrement)
        #expect(try table(User.self, .sqlite)[column: "id"]?.type == .integer(bits: 64))
        for model in [Membership.self, Assigned.self] as [any Model.Type] {
            #expect(try table(model, .mysql, with: [User.self]).columns.allSatisfy { $0.identity == nil })
        }
        #expect(try table(Membership.self, .mysql, with: [User.self]).primaryKey?.columns == ["user", "team"])
    }

    @Test("defaults are written as the engine wants them")
    func defaults() throws {
        func texts(_ engine: Engine) throws -> [String?] {
            let table = try table(Defaults.self, engine)
            return ["on", "name", "at", "day", "any"].map { table[column: $0]?.default }
        }
        #expect(try texts(.postgresql) == ["true", "'it''s'", "CURRENT_TIMESTAMP", "CURRENT_DATE", "gen()"])
        #expect(try texts(.mysql) == ["1", "'it''s'", "CURRENT_TIMESTAMP(6)", "(CURRENT_DATE)", "uuid()"])
        #expect(try texts(.sqlite) == ["1", "'it''s'", "CURRENT_TIMESTAMP", "CURRENT_DATE", "gen()"])
    }

    @Test("what is not named has the same name on every engine and fits all of them")
    func constraintNames() throws {
        let table = try table(Membership.self, .postgresql, with: [User.self])
        #expect(table.foreignKeys.map(\.name) == ["fk_membership_user_user"])
        #expect(table.uniques.map(\.name) == ["uq_membership_team_role"])
        #expect(table.indexes.map(\.name) == ["ix_membership_role", "ix_active"])
        #expect(table.checks.map(\.name) == ["ck_membership_role", "ck_team"])
        let names = ConstraintNames(table: String(repeating: "long", count: 20))
        #expect(names.index(["a"]).utf8.count == 60 && names.index(["a"]) != names.index(["b"]))
    }

    @Test("an index over some rows is one over all rows where the engine has no such thing")
    func partialIndexes() throws {
        func index(_ engine: Engine) throws -> Index? {
            try table(Membership.self, engine, with: [User.self]).indexes.first { $0.name == "ix_active" }
        }
        #expect(try index(.sqlite)?.predicate == "team > 0")
        #expect(try index(.mysql)?.predicate == nil)
    }

    @Test("an enum's values are its type on MySQL and a check elsewhere")
    func enums() throws {
        #expect(try table(Everything.self, .sqlite).checks.map(\.expression) == [#""colour" IN ('red', 'blue')"#])
        #expect(try table(Everything.self, .mysql).checks.isEmpty)
    }

    @Test("a schema has no comments where the engine has none")
    func comments() throws {
        #expect(try table(Assigned.self, .postgresql).comment == "numbers from elsewhere")
        #expect(try table(Assigned.self, .sqlite).comment == nil)
    }

    @Test("what makes no schema is refused", arguments: FaultyModels.all)
    func faults(faulty: FaultyModels) {
        #expect(throws: ModelFault(table: faulty.table, engine: faulty.engine, reason: faulty.reason)) {
            try ModelSet(faulty.models).schema(on: faulty.engine)
        }
    }
}
