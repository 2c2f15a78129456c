import FlotillaSQL
import FlotillaSchema
import Foundation
import SchemaSamples
import Testing

/// Random schemas and random edits, on real engines. The same seed gives the same schemas again.
@Suite("Random schemas on real engines")
struct RandomSchemaTests {
    /// `FLOTILLA_SCHEMA_SEED` repeats one of them, on every engine.
    static let seeds: [UInt64] =
        ProcessInfo.processInfo.environment["FLOTILLA_SCHEMA_SEED"].flatMap { UInt64($0) }.map { [$0] }
        ?? Array(1...500)

    /// Each part has a database of its own, and as many run beside each other as there are cores.
    @Test(
        "become what they were edited to, and what they were", arguments: Engine.allCases, 0..<4)
    func editsLeadThereAndBack(engine: Engine, part: UInt64) throws {
        let bench = try SchemaBench(engine)
        for seed in Self.seeds where seed % 4 == part {
            do {
                let rest = try remainders(seed, engine, bench)
                #expect(rest.there.isEmpty, "\(Self.again(seed, engine)), there: \(rest.there)")
                #expect(rest.back.isEmpty, "\(Self.again(seed, engine)), back: \(rest.back)")
            } catch {
                Issue.record("\(Self.again(seed, engine)): \(error)")
            }
        }
    }

    private static func again(_ seed: UInt64, _ engine: Engine) -> String {
        "\(engine), FLOTILLA_SCHEMA_SEED=\(seed)"
    }

    /// What is still to be done when the statements of a revision have been carried out, and then those of its way back. What
    /// the generator makes is spelled by the engine before it is compared.
    private func remainders(
        _ seed: UInt64, _ engine: Engine, _ bench: SchemaBench
    ) throws -> (there: [Change], back: [Change]) {
        var generator = SchemaGenerator(engine: engine, seed: seed)
        let first = generator.schema()
        let edited = generator.edit(first)
        let to = try bench.schema(like: edited.schema)
        let from = try bench.schema(like: first)
        let options = ComparisonOptions(renames: edited.renames)
        try bench.carryOut(try SchemaComparison.difference(from: from, to: to, options: options))
        let there = SchemaComparison.difference(from: try bench.read(), to: to).changes
        try bench.carryOut(try SchemaComparison.difference(from: to, to: from, options: options.reversed))
        return (there, SchemaComparison.difference(from: try bench.read(), to: from).changes)
    }
}
