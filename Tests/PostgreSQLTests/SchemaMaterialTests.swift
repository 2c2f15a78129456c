import FlotillaPostgreSQL
import FlotillaSchema
import Foundation
import Testing

/// Pairs of schemas in the form of the conformance vectors: what is there, and what it should become.
private struct Pair: Decodable {
    var name: String
    var dialect: String
    var before: String
    var after: String

    private enum CodingKeys: String, CodingKey {
        case name, dialect
        case before = "a_sql"
        case after = "b_sql"
    }
}

@Suite("Pairs of PostgreSQL schemas of the conformance vectors")
struct SchemaMaterialTests {
    @Test("are rebuilt from rendered statements, and changed into each other and back")
    func pairs() async throws {
        var complaints: [String] = []
        let pairs = try named()
        for pair in pairs { complaints += try await check(pair) }
        #expect(pairs.count == 40)
        #expect(complaints.isEmpty, "\(complaints.prefix(10).joined(separator: "\n"))")
    }

    private func named() throws -> [Pair] {
        let vectors = URL(fileURLWithPath: #filePath + "/" + "../../SchemaServerTests/autogenerate.jsonl").standardized
        return try String(contentsOf: vectors, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Pair.self, from: Data($0.utf8)) }.filter { $0.dialect == "postgresql" }
    }

    private func check(_ pair: Pair) async throws -> [String] {
        try await SchemaWorkshop.with { shop in
            let renderer = PostgreSQLRenderer()
            let before = try shop.schema(pair.before)
            let after = try shop.schema(pair.after)
            func remarks(_ step: String, _ wanted: Schema) throws -> [String] {
                let found = try shop.read()
                return differences(wanted.regardlessOfOrder, found.regardlessOfOrder).map {
                    "\(pair.name), \(step): \($0)"
                }
            }
            try shop.carryOut(renderer.statements(for: .creation(of: after)))
            let rebuilt = try remarks("rebuilding", after)
            try shop.clear()
            try shop.carryOut(renderer.statements(for: .creation(of: before)))
            let made = try remarks("rebuilding", before)
            try shop.carryOut(renderer.statements(for: PlainDifference(from: before, to: after).value))
            let up = try remarks("up", after)
            try shop.carryOut(renderer.statements(for: PlainDifference(from: after, to: before).value))
            return try rebuilt + made + up + remarks("down", before)
        }
    }
}
