import FlotillaSQL
import FlotillaSchema
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
    @Test("Every property of the model takes part in fingerprint and comparison", arguments: Mutation.all)
    func everyPropertyCounts(mutation: Mutation) {
        let schema = RichSchema.schema
        var other = schema
        mutation.change(&other)
        #expect(other != schema)
        #expect(other.fingerprintText != schema.fingerprintText)
        #expect(other.comparable != schema.comparable)
        let difference = SchemaComparison.difference(from: schema, to: other)
        #expect(!difference.isEmpty)
        #expect(difference.applied().comparable == other.comparable)
        #expect(!ChangeSummary(difference).lines.isEmpty)
    }

    @Test("Every property of the model has its mutation")
    func everyPropertyHasItsMutation() {
        var properties: Set<String> = []
        collect(RichSchema.schema, into: &properties)
        let covered = Set(Mutation.all.map(\.property)).union(Mutation.leftOut)
        #expect(properties.subtracting(covered) == [])
        #expect(covered.subtracting(properties) == [])
    }

    /// The stored properties of all structs that occur.
    private func collect(_ value: Any, into properties: inout Set<String>) {
        let mirror = Mirror(reflecting: value)
        for child in mirror.children {
            if mirror.displayStyle == .struct, let label = child.label {
                properties.insert("\(type(of: value)).\(label)")
            }
            collect(child.value, into: &properties)
        }
    }

    @Test("What follows from something else, or says only what this program knows, does not count")
    func whatFollowsIsLeftOut() {
        let schema = RichSchema.schema
        var other = schema
        other.views[0].sources = []
        other.others[0].removal = nil
        other.tables[0].columns.reverse()
        other.tables.reverse()
        #expect(other.fingerprintText == schema.fingerprintText)
        #expect(SchemaComparison.difference(from: schema, to: other).isEmpty)
    }

    static let types: [ColumnType] = [
        .boolean, .integer(bits: 32), .integer(bits: 64), .integer(bits: 32, isUnsigned: true), .decimal(),
        .decimal(precision: 9), .decimal(precision: 9, scale: 2), .floatingPoint(bits: 32), .floatingPoint(bits: 64),
        .text, .varchar(9), .varchar(8), .char(9), .binary, .varbinary(9), .date, .time(), .time(precision: 3),
        .time(hasZone: true), .timestamp(), .timestamp(precision: 3), .timestamp(hasZone: true), .interval, .json(),
        .json(isBinary: true), .uuid, .named("a"), .named(ObjectName("a", in: "b")), .named("b.a"), .choice(["a"]),
        .choice(["a", "b"]), .choice(["a\" \"b"]), .choice([]), .choice([""]), .array(of: .text),
        .array(of: .array(of: .text)), .array(of: .choice(["a"])), .other("text"), .other("text "),
    ]

    @Test("Every type has a text of its own")
    func typesDiffer() {
        let texts = Self.types.map { type in
            var schema = Schema(engine: .postgresql)
            schema.tables = [Table(name: "t", columns: [Column("c", type)])]
            return schema.fingerprintText
        }
        #expect(Set(texts).count == Self.types.count)
    }

    @Test("No text can pass for another field")
    func textsAreQuoted() {
        func text(_ columns: [Column]) -> [UInt8] {
            var schema = Schema(engine: .sqlite)
            schema.tables = [Table(name: "t", columns: columns)]
            return Array(schema.fingerprintText.utf8)
        }
        #expect(
            text([Column("c", .text, default: "1\"\n   comment \"x")])
                != text([Column("c", .text, default: "1", comment: "x")]))
        #expect(text([Column("a\\", .text)]) != text([Column("a\\\\", .text)]))
        #expect(text([Column("a", .text, comment: "\\n")]) != text([Column("a", .text, comment: "\n")]))
        #expect(text([Column("a", .text, others: ["b", "c"])]) != text([Column("a", .text, others: ["b\" \"c"])]))
        // One letter, written as one character and as two.
        #expect(text([Column("a", .text, comment: "\u{E9}")]) != text([Column("a", .text, comment: "e\u{301}")]))
    }

    @Test("Engines have different fingerprints")
    func enginesDiffer() {
        #expect(Set(Engine.allCases.map { Schema(engine: $0).fingerprintText }).count == 3)
    }

    @Test("The text is the same in every process and on every machine")
    func textIsFixed() {
        var schema = Schema(engine: .sqlite)
        var table = Table(
            name: "users",
            columns: [
                Column("id", .integer(bits: 64), isNullable: false), Column("email", .varchar(255), default: "''"),
            ])
        table.primaryKey = PrimaryKey(columns: ["id"])
        table.indexes = [Index(name: "ix", parts: [Index.Part(.column("email"), isDescending: true)], isUnique: true)]
        schema.tables = [table]
        let text = """
            flotilla-schema 1
            engine "sqlite"
            table {
             name "users"
             column {
              name "email"
              type varchar 255
              default "''"
             }
             column {
              name "id"
              type integer 64
              not-null
             }
             primary-key {
              columns "id"
             }
             index {
              name "ix"
              part {
               column "email"
               descending
              }
              unique
             }
            }

            """
        #expect(schema.fingerprintText == text)
    }
}
