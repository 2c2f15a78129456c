import FlotillaRevisions
import Testing

@Suite("Stamps")
struct StampTests {
    static let literal = "a #core; b <a; c <a; x #bill; y <x ~b; z"

    @Test(
        "a stamp replaces the rows in line with its target and leaves the others",
        arguments: [
            (["a", "z"], ["b"], ["b", "z"]), (["b", "c"], ["a"], ["a"]), ([], ["heads"], ["c", "y", "z"]),
            (["b", "z"], ["base"], []), (["y"], ["bill@base"], []), (["c", "y"], ["bill@base"], ["c"]),
            (["b"], ["b"], ["b"]), (["a"], ["x"], ["a", "x"]), (["z"], ["b", "c"], ["b", "c", "z"]),
        ] as [([RevisionID], [String], [RevisionID])])
    func stamps(rows: [RevisionID], targets: [String], expected: [RevisionID]) throws {
        #expect(try graph(Self.literal).stamp(from: rows, to: targets).rowsAfter == expected)
    }

    @Test("targets of which one is the other's ancestor are refused")
    func overlapping() throws {
        let graph = try graph(Self.literal)
        let error = refusal { () throws(RevisionError) in try graph.stamp(from: [], to: ["a", "b"]) }
        #expect(error == .overlapping("b", ancestor: "a"))
    }

    @Test(
        "targets that say one thing twice are refused for what they are, whatever the rows are",
        arguments: [
            (["a", "b"], .overlappingTargets("b", ancestor: "a")),
            (["heads", "a"], .overlappingTargets("c", ancestor: "a")),
            (["x", "y", "z"], .overlappingTargets("y", ancestor: "x")), (["b", "b"], .duplicateTarget("b")),
            (["heads", "z"], .duplicateTarget("z")),
        ] as [([String], RevisionError)])
    func contradicting(targets: [String], expected: RevisionError) throws {
        let graph = try graph(Self.literal)
        for rows in [[], ["b"], ["a", "b"], ["z"]] as [[RevisionID]] {
            let error = refusal { () throws(RevisionError) in try graph.stampKeepingAll(from: rows, to: targets) }
            #expect(error == expected, "from \(rows)")
        }
    }

    @Test("a target that Alembic's rule loses is reported")
    func lostTargets() throws {
        let stamp = try graph("a1; a2 <a1; b1; b2 <b1").stamp(from: ["a1", "b2"], to: ["a2", "b2"])
        #expect(stamp.rowsAfter == ["a2"])
        #expect(stamp.lostTargets == ["b2"])
    }

    @Test("an unknown row stops a stamp, unless it purges")
    func purging() throws {
        let graph = try graph(Self.literal)
        let error = refusal { () throws(RevisionError) in try graph.stamp(from: ["gone"], to: ["b"]) }
        #expect(error == .unknownRows(["gone"], nearMisses: []))
        #expect(try graph.stampPurging(["gone"], to: ["b"]).rowsAfter == ["b"])
    }
}
