import FlotillaRevisions
import Testing

@Suite("Paths on graphs drawn at random")
struct PathPropertyTests {
    /// Up to 30 revisions with merges, dependencies and several bases.
    static func draw(seed: UInt64) throws -> (graph: RevisionGraph, random: SeededGenerator) {
        var random = SeededGenerator(seed: seed)
        var nodes: [RevisionNode] = []
        for number in 0..<Int.random(in: 1...30, using: &random) {
            let earlier = nodes.map(\.id)
            let parents = earlier.shuffled(using: &random).prefix(Int.random(in: 0...2, using: &random))
            let dependencies = earlier.shuffled(using: &random).prefix(Int.random(in: 0...1, using: &random))
            nodes.append(
                RevisionNode(
                    RevisionID("r\(number)"), parents: Array(parents),
                    dependencies: dependencies.map { RevisionName($0.text) }))
        }
        return (try RevisionGraph(nodes.shuffled(using: &random)), random)
    }

    /// The applied revisions that no other applied revision needs.
    static func maximal(_ applied: Set<RevisionID>, in graph: RevisionGraph) -> [RevisionID] {
        applied.filter { older in !applied.contains { graph.isAncestor(older, of: $0) } }.sorted()
    }

    @Test("the rows after each step are the applied revisions that no other applied revision needs", arguments: 0..<60)
    func rowsAreMaximal(seed: UInt64) throws {
        var (graph, random) = try Self.draw(seed: seed)
        let middle = try #require(graph.ids.randomElement(using: &random))
        let start = try graph.upgrade(from: [], to: middle.text).end
        var applied = Set(try graph.applied(by: start).ids)
        for step in try graph.upgrade(from: start, to: "heads") {
            applied.insert(step.revision)
            #expect(step.rowsAfter == Self.maximal(applied, in: graph))
        }
    }

    @Test("the changes of rows turn the rows before a step into those after it", arguments: 0..<60)
    func changesMatchRows(seed: UInt64) throws {
        let (graph, _) = try Self.draw(seed: seed)
        let up = try graph.upgrade(from: [], to: "heads")
        for step in up.steps + (try graph.downgrade(from: up.end, to: "base")).steps {
            var rows = Set(step.rowsBefore)
            for change in step.rowChanges { apply(change, to: &rows) }
            #expect(rows.sorted() == step.rowsAfter)
        }
    }

    @Test("a downgrade to base takes back everything in an order that nothing misses", arguments: 0..<60)
    func downgradeUndoes(seed: UInt64) throws {
        let (graph, _) = try Self.draw(seed: seed)
        let path = try graph.downgrade(from: graph.resolvedHeads, to: "base")
        #expect(path.end.isEmpty)
        #expect(path.count == graph.count)
        for (position, revision) in path.revisions.enumerated() {
            #expect(!path.revisions[..<position].contains { graph.isAncestor($0, of: revision) })
        }
    }

    private func apply(_ change: RowChange, to rows: inout Set<RevisionID>) {
        switch change {
        case .insert(let new): #expect(rows.insert(new).inserted)
        case .delete(let old): #expect(rows.remove(old) != nil)
        case .replace(let old, let new):
            #expect(rows.remove(old) != nil)
            #expect(rows.insert(new).inserted)
        }
    }
}
