import Foundation
import Testing

/// What `-o json` said about a run.
struct Report {
    struct Target: Decodable {
        var target: String
        var outcome: String
        var before: [String]?
        var version: [String]?
        var steps: Int
        var attempts: Int
        var cause: String?
        var code: String?
        var state: String?
        var message: String?
    }

    private struct Document: Decodable {
        var targets: [Target]
        var outcomes: [String: Int]
    }

    var targets: [Target]
    /// Only those that occurred.
    var outcomes: [String: Int]

    init(_ output: String) throws {
        let document = try JSONDecoder().decode(Document.self, from: Data(output.utf8))
        targets = document.targets
        outcomes = document.outcomes.filter { $0.value > 0 }
    }

    func target(_ id: String) throws -> Target { try #require(targets.first { $0.target == id }, "no row for \(id)") }
}

/// What `status -o json` said.
struct Census {
    private struct Document: Decodable {
        struct Version: Decodable {
            var version: [String]
            var count: Int
        }

        struct Failure: Decodable {
            var cause: String
            var count: Int
        }

        var total: Int
        var census: [Version]
        var failures: [Failure]
    }

    var total: Int
    var versions: [String: Int]
    var failures: [String: Int]

    init(_ output: String) throws {
        let document = try JSONDecoder().decode(Document.self, from: Data(output.utf8))
        total = document.total
        versions = document.census.reduce(into: [:]) { $0[$1.version.joined(separator: ","), default: 0] += $1.count }
        failures = document.failures.reduce(into: [:]) { $0[$1.cause, default: 0] += $1.count }
    }
}
