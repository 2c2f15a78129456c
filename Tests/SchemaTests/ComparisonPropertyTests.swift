import FlotillaSQL
import FlotillaSchema
import SchemaSamples
import Testing

/// Random schemas and random edits. The seed of a failure is its argument: the same one gives the same schemas again.
@Suite("Comparison of random schemas")
struct ComparisonPropertyTests {
    static let seeds: ClosedRange<UInt64> = 1...150

    @Test("Nothing separates a schema from itself, in whatever order it was made", arguments: Engine.allCases)
    func sameIsSame(engine: Engine) {
        for seed in Self.seeds {
            var generator = SchemaGenerator(engine: engine, seed: seed)
            let schema = generator.schema()
            let other = generator.shuffled(schema)
            #expect(SchemaComparison.difference(from: schema, to: other).changes == [], "seed \(seed)")
            #expect(schema.comparable == other.comparable, "seed \(seed)")
            #expect(schema.fingerprintText == other.fingerprintText, "seed \(seed)")
        }
    }

    @Test("Exactly what was edited is found", arguments: Engine.allCases)
    func editsAreFound(engine: Engine) throws {
        var found = 0
        for seed in Self.seeds {
            var generator = SchemaGenerator(engine: engine, seed: seed)
            let schema = generator.schema()
            let edited = generator.edit(schema)
            let difference = try SchemaComparison.difference(
                from: schema, to: edited.schema, options: ComparisonOptions(renames: edited.renames))
            #expect(difference.singleChanges == edited.changes, "seed \(seed)")
            found += edited.changes.count
        }
        #expect(found > 250)
    }

    @Test("A difference that is made gives the other schema, and the way back the first", arguments: Engine.allCases)
    func differencesCanBeApplied(engine: Engine) throws {
        for seed in Self.seeds {
            var generator = SchemaGenerator(engine: engine, seed: seed)
            let schema = generator.schema()
            let edited = generator.edit(schema)
            let options = ComparisonOptions(renames: edited.renames)
            let there = try SchemaComparison.difference(from: schema, to: edited.schema, options: options)
            #expect(there.applied().comparable == edited.schema.comparable, "seed \(seed)")
            let back = try SchemaComparison.difference(from: edited.schema, to: schema, options: options.reversed)
            #expect(back.applied().comparable == schema.comparable, "seed \(seed)")
            let round = try SchemaComparison.difference(from: there.applied(), to: schema, options: options.reversed)
            #expect(round.applied().comparable == schema.comparable, "seed \(seed)")
        }
    }

    @Test("Two schemas that have nothing to do with each other become each other", arguments: Engine.allCases)
    func strangersBecomeEachOther(engine: Engine) {
        for seed in Self.seeds {
            var one = SchemaGenerator(engine: engine, seed: seed)
            var other = SchemaGenerator(engine: engine, seed: seed + 100_000)
            let (from, to) = (one.schema(), other.schema())
            let difference = SchemaComparison.difference(from: from, to: to)
            #expect(difference.applied().comparable == to.comparable, "seed \(seed)")
        }
    }

    @Test("Comparison, the comparable form and the fingerprint agree", arguments: Engine.allCases)
    func allThreeAgree(engine: Engine) {
        var equal = 0
        for seed in Self.seeds {
            var generator = SchemaGenerator(engine: engine, seed: seed, features: [.views, .triggers])
            let schema = generator.schema(tables: 1...2)
            let other = generator.shuffled(generator.edit(schema, times: 0...1).schema)
            let isEmpty = SchemaComparison.difference(from: schema, to: other).isEmpty
            #expect(isEmpty == (schema.comparable == other.comparable), "seed \(seed)")
            #expect(isEmpty == (schema.fingerprintText == other.fingerprintText), "seed \(seed)")
            if isEmpty { equal += 1 }
        }
        #expect(equal > 10 && equal < 140)
    }
}
