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

@Suite("Pairs of PostgreSQL schemas, named by FLOTILLA_AUTOGENERATE_VECTORS")
struct SchemaMaterialTests {
    @Test("are rebuilt from rendered statements, and changed into each other and back")
    func pairs() async throws {
        var complaints: [String] = []
        let pairs = try named()
        for pair in pairs { complaints += try await check(pair) }
        print("pairs of PostgreSQL schemas: \(pairs.count) read, \(complaints.count) complaints")
        #expect(complaints.isEmpty, "\(complaints.prefix(10).joined(separator: "\n"))")
    }

    private func named() throws -> [Pair] {
        guard let path = ProcessInfo.processInfo.environment["FLOTILLA_AUTOGENERATE_VECTORS"] else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Pair.self, from: Data($0.utf8)) }.filter { $0.dialect == "postgresql" }
    }

    private func check(_ pair: Pair) async throws -> [String] {
        let before = try await SchemaWorkshop.schema(pair.before)
        let after = try await SchemaWorkshop.schema(pair.after)
        var complaints: [String] = []
        for schema in [before, after] {
            let rebuilt = try await SchemaWorkshop.with { shop in
                try shop.carryOut(PostgreSQLRenderer().statements(for: .creation(of: schema)))
                return try shop.read()
            }
            complaints += differences(schema, rebuilt).map { "\(pair.name), rebuilding: \($0)" }
        }
        let (there, back) = try await SchemaWorkshop.with { shop in
            try shop.session.run(pair.before)
            try shop.carryOut(
                PostgreSQLRenderer().statements(for: PlainDifference(from: before, to: after).value))
            let there = try shop.read()
            try shop.carryOut(
                PostgreSQLRenderer().statements(for: PlainDifference(from: after, to: before).value))
            return (there, try shop.read())
        }
        complaints += differences(after.regardlessOfOrder, there.regardlessOfOrder).map { "\(pair.name), up: \($0)" }
        return complaints
            + differences(before.regardlessOfOrder, back.regardlessOfOrder).map { "\(pair.name), down: \($0)" }
    }
}
