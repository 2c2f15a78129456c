import FlotillaSchema
import FlotillaSQLite
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

@Suite("Pairs of schemas of the conformance vectors")
struct SchemaMaterialTests {
    let bench: SchemaBench

    init() throws { bench = try SchemaBench() }

    @Test("are rebuilt from rendered statements, and changed into each other")
    func pairs() throws {
        let pairs = try named()
        var complaints: [String] = []
        for pair in pairs { complaints += try check(pair) }
        #expect(pairs.count == 40)
        #expect(complaints.isEmpty, "\(complaints.prefix(10).joined(separator: "\n"))")
    }

    private func named() throws -> [Pair] {
        let vectors = URL(fileURLWithPath: #filePath + "/" + "../../../SchemaServerTests/autogenerate.jsonl")
            .standardized
        return try String(contentsOf: vectors, encoding: .utf8).split(separator: "\n")
            .map { try JSONDecoder().decode(Pair.self, from: Data($0.utf8)) }.filter { $0.dialect == "sqlite" }
    }

    private func check(_ pair: Pair) throws -> [String] {
        let session = try bench.session(pair.before)
        let before = try session.schema()
        let after = try bench.schema(pair.after)
        var complaints: [String] = []
        for schema in [before, after] {
            let rebuilt = try bench.session()
            try rebuilt.apply(PlainDifference.everything(in: schema))
            if try rebuilt.schema() != schema { complaints.append("\(pair.name): rebuilding") }
        }
        try session.apply(PlainDifference(from: before, to: after).value)
        if try session.schema().regardlessOfOrder != after.regardlessOfOrder {
            complaints.append("\(pair.name): a to b")
        }
        try session.apply(PlainDifference(from: after, to: before).value)
        if try session.schema().regardlessOfOrder != before.regardlessOfOrder {
            complaints.append("\(pair.name): b to a")
        }
        return complaints
    }
}
