// Asks the module what a vector asks.

import FlotillaRevisions

enum VectorAnswer {
    case path(RevisionPath)
    case stamp(RevisionStamp)
    case list([RevisionID])
    case branchPoints([String: [String]])
    case refusal(RevisionError)

    init(_ vector: GraphVector) throws {
        do throws(RevisionError) {
            let graph = try RevisionGraph(vector.revisions.map(\.node))
            self = try VectorAnswer(vector, graph)
        } catch {
            self = .refusal(error)
        }
    }

    private init(_ vector: GraphVector, _ graph: RevisionGraph) throws(RevisionError) {
        let isScript = vector.offline ?? false
        let argument = vector.argument
        switch vector.op {
        case "upgrade":
            self = .path(
                try isScript ? graph.upgradeScript(to: argument) : graph.upgrade(from: vector.rows, to: argument))
        case "downgrade":
            self = .path(
                try isScript ? graph.downgradeScript(to: argument) : graph.downgrade(from: vector.rows, to: argument))
        case "stamp":
            self = .stamp(
                try isScript
                    ? graph.stampScript(to: argument) : graph.stamp(from: vector.rows, to: vector.target.texts))
        case "heads": self = .list(argument.isEmpty ? graph.heads : graph.resolvedHeads)
        case "bases": self = .list(graph.bases)
        case "branches":
            let points = graph.branchPoints.map { ($0.revision.text, $0.children.map(\.text)) }
            self = .branchPoints(Dictionary(uniqueKeysWithValues: points))
        case "current": self = .list(try graph.current(rows: vector.rows))
        case "resolve": self = .list(try graph.resolve(argument, rows: vector.rows))
        default: self = .list(try graph.history(argument, rows: vector.rows))
        }
    }
}
