// One line of a file of conformance vectors: a graph, an operation, and what Alembic answered.

import FlotillaRevisions
import Foundation

struct GraphVector: Decodable {
    struct Revision: Decodable {
        let id: String
        let down: [String]
        let dependsOn: [String]
        let labels: [String]

        var node: RevisionNode {
            RevisionNode(
                RevisionID(id), parents: down.map { RevisionID($0) }, dependencies: dependsOn.map { RevisionName($0) },
                labels: labels.map { BranchLabel($0) })
        }
    }

    struct Step: Decodable {
        let direction: String
        let revision: String?
        let headsAfter: [String]
    }

    struct Expectation: Decodable {
        let error: String?
        let steps: [Step]?
        let heads: [String]?
        let revisions: [String]?
        let branchPoints: [String: [String]]?
    }

    /// `stamp` takes several targets at once, everything else one.
    enum Target: Decodable {
        case one(String)
        case several([String])

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let text = try? container.decode(String.self) {
                self = .one(text)
            } else {
                self = .several(try container.decode([String].self))
            }
        }

        var texts: [String] {
            switch self {
            case .one(let text): [text]
            case .several(let texts): texts
            }
        }
    }

    let name: String
    let revisions: [Revision]
    let op: String
    let current: [String]
    let target: Target
    let offline: Bool?
    let expect: Expectation
    let order: String?
    let warning: String?

    var rows: [RevisionID] { current.map { RevisionID($0) } }
    var argument: String { target.texts.first ?? "" }

    init(line: Substring) throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        self = try decoder.decode(GraphVector.self, from: Data(line.utf8))
    }
}
