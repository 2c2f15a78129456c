import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema
import Foundation
import SchemaSamples
import Testing

/// Pairs of schemas with what Alembic reports about them and with the truth, all on real engines.
@Suite("What separates two schemas of the conformance vectors")
struct AutogenerateTests {
    struct Pair: Decodable, Sendable {
        let name: String
        let dialect: String
        let from: String
        let to: String
        let edits: [VocabularyEntry]
        let expect: [VocabularyEntry]

        private enum CodingKeys: String, CodingKey {
            case name, dialect, edits, expect
            case from = "a_sql"
            case to = "b_sql"
        }
    }

    /// Further sets come from `FLOTILLA_AUTOGENERATE_VECTORS`, a file of the same form.
    static func pairs() throws -> [Pair] {
        let own = try #require(Bundle.module.url(forResource: "autogenerate", withExtension: "jsonl"))
        let further = ProcessInfo.processInfo.environment["FLOTILLA_AUTOGENERATE_VECTORS"].map {
            [URL(fileURLWithPath: $0)]
        }
        return try ([own] + (further ?? [])).flatMap { file in
            try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map {
                try JSONDecoder().decode(Pair.self, from: Data($0.utf8))
            }
        }
    }

    @Test("is found, all of it and nothing else; and the statements for it lead there and back")
    func everyPair() throws {
        let pairs = try Self.pairs()
        var passed = 0
        for pair in pairs {
            let engine = try #require(Engine(rawValue: pair.dialect))
            let problems = try problems(pair, Workshops.workshop(engine))
            #expect(problems.isEmpty, "\(pair.name): \(problems)")
            if problems.isEmpty { passed += 1 }
        }
        print("autogenerate vectors: \(passed) of \(pairs.count) passed")
        #expect(pairs.count >= 80)
    }

    private func problems(_ pair: Pair, _ workshop: SchemaWorkshop) throws -> [String] {
        let script = { (text: String) in [SchemaScript(source: pair.name, text: Array(text.utf8))] }
        let from = try workshop.schema(madeBy: script(pair.from))
        let to = try workshop.schema(madeBy: script(pair.to))
        let difference = SchemaComparison.difference(from: from, to: to)
        let found = Set(VocabularyEntry.entries(of: difference))
        let truth = Set(pair.edits)
        let missed = truth.subtracting(found).map { "missed: \($0)" }
        let unseen = Set(pair.expect).subtracting(found).map { "Alembic sees: \($0)" }
        let untrue = found.subtracting(truth).map { "untrue: \($0)" }
        let rest = try workshop.remainders(from: from, to: to, start: script(pair.from))
        return missed + unseen + untrue + rest.there.map { "not done: \($0)" } + rest.back.map { "not undone: \($0)" }
    }
}
