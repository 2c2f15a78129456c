import FlotillaRevisions
import Testing

@Suite("The graph of revisions")
struct RevisionGraphTests {
    @Test("ancestors come before descendants, and independent lines stay together")
    func order() throws {
        let ids = try graph("b <a; y <x; x; c <b; a").ids
        #expect(ids == ["a", "b", "c", "x", "y"])
    }

    @Test("the order in which revisions are given does not matter")
    func givenOrder() throws {
        let given = nodes("a; b <a; c <a ~x; d <b,c; x #left")
        #expect(try RevisionGraph(given).ids == RevisionGraph(given.reversed()).ids)
    }

    @Test(
        "what makes no graph is refused with what is needed to mend it",
        arguments: [
            ("a <b; b <c; c <a", RevisionError.cycle(["a", "b", "c"])),
            ("a <a", .cycle(["a"])),
            ("a; b <a,c; c <b; d <c", .cycle(["b", "c"])),
            ("a ~c; b <a; c <b", .dependencyCycle(["a", "c", "b"])),
            ("a ~left; b <a #left", .dependencyCycle(["a", "b"])),
            ("a; b <nope", .missingRevision(RevisionName("nope"), neededBy: "b", nearMisses: [])),
            ("abcdef; b ~abcd", .missingRevision(RevisionName("abcd"), neededBy: "b", nearMisses: ["abcdef"])),
            ("abcdef; b <abcedf", .missingRevision(RevisionName("abcedf"), neededBy: "b", nearMisses: ["abcdef"])),
            ("a #left; b <left", .missingRevision(RevisionName("left"), neededBy: "b", nearMisses: ["left"])),
            ("a; a", .duplicateID("a")),
            ("a #left; b #left", .duplicateLabel(BranchLabel("left"), revisions: ["a", "b"])),
            ("a #b; b", .duplicateLabel(BranchLabel("b"), revisions: ["b", "a"])),
            ("a-b", .illegalID("a-b", .character("-"))),
            ("heads", .illegalID("heads", .reserved)),
            ("a #x@y", .illegalLabel(BranchLabel("x@y"), .character("@"), revision: "a")),
        ])
    func refusals(literal: String, expected: RevisionError) {
        #expect(refusal { () throws(RevisionError) in try RevisionGraph(nodes(literal)) } == expected)
    }

    @Test("a head is what nothing revises; a resolved head is also what nothing depends on")
    func heads() throws {
        let graph = try graph("a; b <a; x; y <x ~b")
        #expect(graph.heads == ["b", "y"])
        #expect(graph.resolvedHeads == ["y"])
    }

    @Test("bases, branch points and merge points are told apart")
    func shape() throws {
        let graph = try graph("a; b <a; c <a; d <b,c; x")
        #expect(graph.bases == ["a", "x"])
        #expect(graph.branchPoints == [BranchPoint("a", children: ["b", "c"])])
        #expect(graph.mergePoints == ["d"])
    }

    @Test("a revision's traits are what history says of it")
    func traits() throws {
        let graph = try graph("a; b <a; c <a ~x; d <b,c; x")
        #expect(graph.traits(of: "a") == [.branchPoint])
        #expect(graph.traits(of: "d") == [.head, .mergePoint])
        #expect(graph.traits(of: "x") == [.effectiveHead])
    }

    @Test("a label holds for all descendants, and for ancestors while the line is straight up to the head")
    func labels() throws {
        let straight = try graph("a; b <a #left; c <b")
        #expect(straight.ids.allSatisfy { straight.labels(of: $0) == [BranchLabel("left")] })
        let forked = try graph("a; b <a #left; c <b; d <b")
        #expect(forked.labels(of: "a") == [])
    }

    @Test("ancestry runs over parents and dependencies, and nothing is its own ancestor")
    func ancestry() throws {
        let graph = try graph("a; b <a; x ~b; y <x")
        #expect(graph.isAncestor("a", of: "y"))
        #expect(!graph.isAncestor("y", of: "a"))
        #expect(!graph.isAncestor("a", of: "a"))
    }

    @Test("ten thousand revisions in one line neither overflow a stack nor lose one")
    func depth() throws {
        let names = (0..<10_000).map { RevisionID("r\($0)") }
        let line = names.indices.map { RevisionNode(names[$0], parents: $0 == 0 ? [] : [names[$0 - 1]]) }
        let path = try RevisionGraph(line.shuffled()).upgrade(from: [], to: "head")
        #expect(path.revisions == names)
    }
}
