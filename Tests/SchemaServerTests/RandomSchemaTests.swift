import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema
import SchemaSamples
import Testing

/// Random schemas and random edits, on real engines. The seed of a failure is in its message; it gives the same again.
@Suite("Random schemas on real engines")
struct RandomSchemaTests {
    /// Each seed costs a server three databases, so there are fewer of them than of those in ``ComparisonPropertyTests``.
    @Test(
        "become what they were edited to, and what they were", arguments: Engine.allCases, 0..<2)
    func editsLeadThereAndBack(engine: Engine, part: Int) throws {
        let workshop = try Workshops.workshop(engine)
        for seed in (part * 25)..<((part + 1) * 25) {
            var generator = SchemaGenerator(engine: engine, seed: UInt64(seed + 1))
            let first = generator.schema()
            let edited = generator.edit(first)
            do {
                let rest = try rest(first, edited, workshop)
                #expect(rest.there.isEmpty, "seed \(seed + 1), there: \(rest.there)")
                #expect(rest.back.isEmpty, "seed \(seed + 1), back: \(rest.back)")
            } catch {
                Issue.record("seed \(seed + 1): \(error)")
            }
        }
    }

    /// What the generator makes is spelled by the engine before it is compared.
    private func rest(
        _ first: Schema, _ edited: EditedSchema, _ workshop: SchemaWorkshop
    ) throws -> (there: [Change], back: [Change]) {
        let made = try [first, edited.schema].map { schema in
            let nothing = SchemaComparison.difference(from: Schema(engine: workshop.engine), to: schema)
            let statements = workshop.schemas.renderer.statements(for: nothing)
            let script = SchemaScript(
                source: "generated", text: Array(statements.map { $0.sql + ";\n" }.joined().utf8))
            return (script, try workshop.schema(madeBy: [script]))
        }
        return try workshop.remainders(
            from: made[0].1, to: made[1].1, start: .scripts([made[0].0]),
            options: ComparisonOptions(renames: edited.renames))
    }
}
