import FlotillaSQL
import FlotillaSchema
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
    ]

    @Test("A type that holds every value of the old one loses nothing", arguments: kept)
    func wideningKeeps(engine: Engine, old: ColumnType, new: ColumnType) {
        #expect(new.holdsAll(of: old, engine: engine))
        let edit = TableEdit.alterColumn(from: Column("a", old), to: Column("a", new))
        #expect(!edit.losesData(on: engine))
    }

    static let lost: [(Engine, ColumnType, ColumnType)] = [
        (.postgresql, .varchar(20), .varchar(10)), (.postgresql, .text, .varchar(10)),
        (.postgresql, .integer(bits: 64), .integer(bits: 32)),
        (.postgresql, .integer(bits: 64), .floatingPoint(bits: 64)),
        (.postgresql, .integer(bits: 32), .floatingPoint(bits: 32)), (.postgresql, .timestamp(), .date),
        (.postgresql, .decimal(precision: 8, scale: 3), .decimal(precision: 8, scale: 4)),
        (.postgresql, .decimal(), .decimal(precision: 8)),
        (.postgresql, .decimal(precision: 8, scale: 2), .integer(bits: 64)),
        (.postgresql, .integer(bits: 32), .decimal(precision: 9)), (.postgresql, .json(), .json(isBinary: true)),
        (.postgresql, .timestamp(), .timestamp(precision: 3)), (.postgresql, .timestamp(hasZone: true), .timestamp()),
        (.postgresql, .text, .uuid), (.postgresql, .uuid, .varchar(35)),
        (.postgresql, .floatingPoint(bits: 64), .decimal()),
        (.mysql, .integer(bits: 32), .integer(bits: 64, isUnsigned: true)),
        (.mysql, .timestamp(precision: 3), .timestamp()),
        (.mysql, .integer(bits: 32, isUnsigned: true), .integer(bits: 32)),
        (.mysql, .choice(["a", "b"]), .choice(["a"])),
        (.mysql, .other("longtext"), .text), (.mysql, .json(), .text), (.mysql, .integer(bits: 32), .varchar(9)),
        (.sqlite, .text, .integer(bits: 64)), (.sqlite, .integer(bits: 64), .floatingPoint(bits: 64)),
        (.sqlite, .binary, .decimal()), (.sqlite, .varchar(9), .timestamp()),
    ]

    @Test("A type that is not known to hold every value of the old one may lose some", arguments: lost)
    func narrowingLoses(engine: Engine, old: ColumnType, new: ColumnType) {
        #expect(!new.holdsAll(of: old, engine: engine))
        let change = TableChange(
            from: table("t"), to: table("t"), edits: [.alterColumn(from: Column("a", old), to: Column("a", new))])
        #expect(Change.alterTable(change).losesData(on: engine))
    }

    @Test("Tables, columns and values of enums that go are lost; what can be made again is not")
    func whatGoesIsLost() {
        let mood = EnumType(name: "mood", values: ["a", "b"])
        #expect(Change.dropTable(table("t")).losesData(on: .sqlite))
        #expect(TableEdit.dropColumn(id).losesData(on: .sqlite))
        #expect(Change.alterEnum(from: mood, to: EnumType(name: "mood", values: ["b"])).losesData(on: .postgresql))
        #expect(
            !Change.alterEnum(from: mood, to: EnumType(name: "mood", values: ["b", "a"])).losesData(on: .postgresql))
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
}
