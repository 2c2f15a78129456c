import FlotillaSQL
import FlotillaSchema
import SchemaSamples
import Testing

@Suite("Data loss")
struct DataLossTests {
    static let kept: [(Engine, ColumnType, ColumnType)] = [
        (.postgresql, .varchar(10), .varchar(20)), (.postgresql, .varchar(10), .text),
        (.postgresql, .other("inet"), .text),
        (.postgresql, .integer(bits: 16), .integer(bits: 32)), (.postgresql, .integer(bits: 32), .decimal()),
        (.postgresql, .integer(bits: 32), .decimal(precision: 12, scale: 2)), (.postgresql, .uuid, .varchar(36)),
        (.postgresql, .integer(bits: 32), .floatingPoint(bits: 64)), (.postgresql, .date, .timestamp()),
        (.postgresql, .decimal(precision: 6, scale: 2), .decimal(precision: 8, scale: 3)),
        (.postgresql, .timestamp(precision: 3), .timestamp()), (.postgresql, .timestamp(), .timestamp(hasZone: true)),
        (.postgresql, .array(of: .integer(bits: 16)), .array(of: .integer(bits: 32))),
        (.postgresql, .json(isBinary: true), .json()),
        (.mysql, .integer(bits: 32, isUnsigned: true), .integer(bits: 64)),
        (.mysql, .choice(["a"]), .choice(["b", "a"])), (.mysql, .choice(["a", "bcd"]), .varchar(3)),
        (.mysql, .boolean, .integer(bits: 8)), (.mysql, .char(5), .varchar(5)), (.mysql, .varbinary(9), .binary),
        (.sqlite, .varchar(100), .varchar(10)), (.sqlite, .text, .varchar(1)), (.sqlite, .integer(bits: 64), .text),
        (.sqlite, .decimal(precision: 9), .integer(bits: 64)), (.sqlite, .other("CLOB"), .text),
        (.sqlite, .timestamp(), .date), (.sqlite, .other("INTEGER UNSIGNED"), .integer(bits: 64)),
        (.postgresql, .other("interval second(0)"), .interval), (.postgresql, .text, .other("character varying")),
        (.postgresql, .other("bit(4)"), .other("bit varying(5)")), (.postgresql, .varbinary(5), .binary),
        (.mysql, .text, .other("mediumtext")), (.mysql, .other("tinytext"), .other("longtext")),
        (.mysql, .json(), .other("longtext")), (.mysql, .binary, .other("mediumblob")),
        (.mysql, .varchar(16_383), .text), (.mysql, .date, .timestamp()),
    ]

    @Test("A type that holds every value of the old one loses nothing", arguments: kept)
    func wideningKeeps(engine: Engine, old: ColumnType, new: ColumnType) {
        #expect(new.holdsAll(of: old, engine: engine))
        let edit = TableEdit.alterColumn(from: Column("a", old), to: Column("a", new))
        #expect(!edit.losesData(on: engine))
    }

    /// What does not fit makes the statement fail.
    static let refused: [(ColumnType, ColumnType)] = [
        (.varchar(20), .varchar(10)), (.text, .varchar(10)), (.integer(bits: 64), .integer(bits: 32)),
        (.decimal(precision: 8, scale: 3), .decimal(precision: 8, scale: 4)), (.text, .uuid), (.uuid, .varchar(35)),
        (.integer(bits: 32), .decimal(precision: 9)), (.text, .json()), (.decimal(precision: 8), .integer(bits: 32)),
        (.array(of: .integer(bits: 64)), .array(of: .integer(bits: 32))),
    ]

    @Test("A type that PostgreSQL refuses to cut a value for loses nothing", arguments: refused)
    func refusalKeeps(old: ColumnType, new: ColumnType) {
        #expect(!new.holdsAll(of: old, engine: .postgresql))
        let edit = TableEdit.alterColumn(from: Column("a", old), to: Column("a", new))
        #expect(!edit.losesData(on: .postgresql) && edit.losesData(on: .mysql))
    }

    static let lost: [(Engine, ColumnType, ColumnType)] = [
        (.postgresql, .integer(bits: 64), .floatingPoint(bits: 64)),
        (.postgresql, .integer(bits: 32), .floatingPoint(bits: 32)), (.postgresql, .timestamp(), .date),
        (.postgresql, .decimal(), .decimal(precision: 8)),
        (.postgresql, .decimal(precision: 8, scale: 2), .integer(bits: 64)),
        (.postgresql, .decimal(precision: 8, scale: 2), .decimal(precision: 8, scale: 1)),
        (.postgresql, .json(), .json(isBinary: true)),
        (.postgresql, .timestamp(), .timestamp(precision: 3)), (.postgresql, .timestamp(hasZone: true), .timestamp()),
        (.postgresql, .floatingPoint(bits: 64), .decimal()), (.postgresql, .text, .boolean),
        (.postgresql, .other("bit(8)"), .other("bit(4)")), (.postgresql, .interval, .other("interval second(0)")),
        (.postgresql, .array(of: .text), .array(of: .varchar(3))),
        (.mysql, .varchar(10), .varchar(3)), (.mysql, .integer(bits: 32), .integer(bits: 8)),
        (.mysql, .integer(bits: 32), .integer(bits: 64, isUnsigned: true)),
        (.mysql, .boolean, .integer(bits: 8, isUnsigned: true)), (.mysql, .timestamp(), .timestamp(hasZone: true)),
        (.mysql, .timestamp(precision: 3), .timestamp()), (.mysql, .varchar(20_000), .text),
        (.mysql, .integer(bits: 32, isUnsigned: true), .integer(bits: 32)),
        (.mysql, .choice(["a", "b"]), .choice(["a"])), (.mysql, .other("mediumblob"), .binary),
        (.mysql, .other("longtext"), .text), (.mysql, .json(), .text), (.mysql, .integer(bits: 32), .varchar(9)),
        (.sqlite, .text, .integer(bits: 64)), (.sqlite, .integer(bits: 64), .floatingPoint(bits: 64)),
        (.sqlite, .binary, .decimal()), (.sqlite, .varchar(9), .timestamp()),
        (.sqlite, .floatingPoint(bits: 64), .text),
    ]

    @Test("A type for which values are rounded or cut without an error loses some", arguments: lost)
    func narrowingLoses(engine: Engine, old: ColumnType, new: ColumnType) {
        #expect(!new.holdsAll(of: old, engine: engine))
        let change = TableChange(
            from: table("t"), to: table("t"), edits: [.alterColumn(from: Column("a", old), to: Column("a", new))])
        #expect(Change.alterTable(change).losesData(on: engine))
    }

    @Test("Tables and columns that go are lost; what can be made again is not")
    func whatGoesIsLost() {
        let mood = EnumType(name: "mood", values: ["a", "b"])
        #expect(Change.dropTable(table("t")).losesData(on: .sqlite))
        #expect(TableEdit.dropColumn(id).losesData(on: .sqlite))
        #expect(
            !TableEdit.dropColumn(Column("a", .text, generated: Generated("b", isStored: true))).losesData(on: .mysql))
        // The server refuses while a row has it.
        #expect(!Change.alterEnum(from: mood, to: EnumType(name: "mood", values: ["b"])).losesData(on: .postgresql))
        #expect(!Change.dropView(View(name: "v", query: "", isMaterialized: true)).losesData(on: .postgresql))
        #expect(!Change.dropEnum(mood).losesData(on: .postgresql))
        let part = TextObject(kind: "PARTITION", name: "p", definition: "")
        #expect(Change.dropOther(part).losesData(on: .postgresql))
        #expect(!TableEdit.dropOther(TextObject(kind: "POLICY", name: "p", definition: "")).losesData(on: .postgresql))
    }

    @Test("A column whose values are computed from now on loses those it had")
    func computedValuesReplaceOthers() {
        let computed = Column("a", .text, generated: Generated("b", isStored: true))
        #expect(TableEdit.alterColumn(from: Column("a", .text), to: computed).losesData(on: .postgresql))
        #expect(!TableEdit.alterColumn(from: computed, to: Column("a", .text)).losesData(on: .postgresql))
    }
    @Test("A virtual column of MySQL's that becomes a plain one has no values then")
    func virtualColumnsLeaveNothing() {
        let virtual = Column("a", .text, generated: Generated("b", isStored: false))
        let edit = TableEdit.alterColumn(from: virtual, to: Column("a", .text))
        #expect(edit.losesData(on: .mysql) && !edit.losesData(on: .sqlite))
    }

    @Test("A character set that has fewer characters loses some")
    func characterSets() {
        func losesData(_ old: String?, _ new: String?) -> Bool {
            let columns = [old, new].map { Column("a", .text, collation: $0) }
            return TableEdit.alterColumn(from: columns[0], to: columns[1]).losesData(on: .mysql)
        }
        #expect(losesData("utf8mb4_general_ci", "latin1_swedish_ci") && losesData("utf8mb4_bin", "utf8mb3_bin"))
        #expect(!losesData("latin1_bin", "utf8mb4_bin") && !losesData("ascii_bin", "latin1_bin"))
        #expect(!losesData("utf8_bin", "utf8mb3_bin") && !losesData("latin1_bin", "utf8_bin"))
        #expect(!losesData("utf8mb4_bin", "utf8mb4_general_ci") && !losesData(nil, "latin1_bin"))
    }

    static let renderers: [any SchemaRenderer] = [PostgreSQLRenderer(), MySQLRenderer(), SQLiteRenderer()]

    @Test("A statement is marked where the list says that something is lost, and only there", arguments: renderers)
    func listAndStatementsAgree(renderer: any SchemaRenderer) throws {
        var losses = 0
        for seed in 1...150 as ClosedRange<UInt64> {
            var generator = SchemaGenerator(engine: renderer.engine, seed: seed)
            let schema = generator.schema()
            let edited = generator.edit(schema, times: 0...2)
            let options = ComparisonOptions(renames: edited.renames)
            let difference = try SchemaComparison.difference(from: schema, to: edited.schema, options: options)
            let isMarked = renderer.statements(for: difference).contains(where: \.losesData)
            #expect(ChangeSummary(difference).losesData == isMarked, "seed \(seed): \(difference.changes)")
            losses += isMarked ? 1 : 0
        }
        #expect((10...130).contains(losses))
    }
}
