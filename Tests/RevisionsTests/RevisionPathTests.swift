import FlotillaRevisions
import Testing

@Suite("Paths")
struct RevisionPathTests {
    static let literal = "a #core; b <a; c <b #left; d <b #right; m <c,d; x #bill; y <x ~b"

    @Test(
        "an upgrade takes what is missing below the target, and leaves other branches alone",
        arguments: [
            ([], "left", "+a +b +c"), (["a"], "head", nil), (["c"], "m", "+d +m"), ([], "bill@head", "+a +b +x +y"),
            (["m"], "left", ""), (["b"], "left@+1", "+c"), (["a"], "+1", "+b"), ([], "x+1", "+a +b +x +y"),
            (["m", "y"], "heads", ""), ([], "base", ""),
        ] as [([RevisionID], String, String?)])
    func upgrade(rows: [RevisionID], target: String, expected: String?) throws {
        let graph = try graph(Self.literal)
        #expect((try? graph.upgrade(from: rows, to: target))?.text == expected)
    }

    @Test(
        "a downgrade takes back what follows the target, in other branches too",
        arguments: [
            (["m"], "b", "-m -d -c"), (["m", "y"], "a", "-y -m -d -c -b"), (["c", "d"], "left@b", "-c"),
            (["c"], "-1", "-c"), (["c", "y"], "bill@-1", "-y"), (["c", "y"], "bill@base", "-y -x"),
            (["b"], "b", ""), (["c", "d"], "left@-1", "-c"), (["m", "y"], "base", "-y -x -m -d -c -b -a"),
        ] as [([RevisionID], String, String)])
    func downgrade(rows: [RevisionID], target: String, expected: String) throws {
        #expect(try graph(Self.literal).downgrade(from: rows, to: target).text == expected)
    }

    @Test(
        "an upgrade that cannot be meant is refused",
        arguments: [
            (["b"], "+1", RevisionError.ambiguousWalk("+1", candidates: ["c", "d"])),
            (["c", "d"], "+1", .ambiguousWalk("+1", candidates: ["c", "d"])),
            (["m"], "+1", .relativeWalk("+1", .offTheEnd)),
            (["b"], "-1", .relativeWalk("-1", .wrongSign)),
            (["a", "c"], "heads", .overlapping("c", ancestor: "a")),
            (["zzzz"], "heads", .unknownRows(["zzzz"], nearMisses: [])),
            (["zzzz"], "zzzz", .unknownRows(["zzzz"], nearMisses: [])),
            (["c", "c"], "heads", .duplicateRow("c")),
            ([], "a:b", .rangeNotAllowed("a:b")),
        ] as [([RevisionID], String, RevisionError)])
    func upgradeRefusals(rows: [RevisionID], target: String, expected: RevisionError) throws {
        let graph = try graph(Self.literal)
        #expect(refusal { () throws(RevisionError) in try graph.upgrade(from: rows, to: target) } == expected)
    }

    @Test(
        "a downgrade that cannot be meant is refused",
        arguments: [
            (["c", "y"], "-1", RevisionError.ambiguousWalk("-1", candidates: ["c", "y"])),
            (["m"], "-1", .ambiguousWalk("-1", candidates: ["c", "d"])),
            (["a"], "-2", .relativeWalk("-2", .offTheEnd)),
            (["c"], "+1", .relativeWalk("+1", .wrongSign)),
            (["b"], "c", .notBelowRows(target: "c", rows: ["b"])),
            (["c", "d"], "bill@b", .notOnTheWay(target: "bill@b", branch: "bill", next: ["c", "d"])),
            (["c"], "bill@-1", .noSingleRowOnBranch(branch: "bill", rows: [])),
            (["a", "c"], "base", .overlapping("c", ancestor: "a")),
        ] as [([RevisionID], String, RevisionError)])
    func downgradeRefusals(rows: [RevisionID], target: String, expected: RevisionError) throws {
        let graph = try graph(Self.literal)
        #expect(refusal { () throws(RevisionError) in try graph.downgrade(from: rows, to: target) } == expected)
    }

    @Test("a linear step replaces the row, a base inserts, a merge deletes, taking a merge back inserts")
    func rowChanges() throws {
        let graph = try graph(Self.literal)
        #expect(try graph.upgrade(from: [], to: "a").map(\.rowChanges) == [[.insert("a")]])
        #expect(try graph.upgrade(from: ["a"], to: "b").map(\.rowChanges) == [[.replace("a", with: "b")]])
        let merge = try graph.upgrade(from: ["c", "d"], to: "m").map(\.rowChanges)
        #expect(merge == [[.delete("d"), .replace("c", with: "m")]])
        let unmerge = try graph.downgrade(from: ["m"], to: "c")
        #expect(unmerge.map(\.rowChanges) == [[.replace("m", with: "c"), .insert("d")]])
        #expect(try graph.downgrade(from: ["a"], to: "base").map(\.rowChanges) == [[.delete("a")]])
    }

    @Test("a step tells the rows before and after it, and the path where it ends")
    func rows() throws {
        let path = try graph(Self.literal).upgrade(from: ["d"], to: "heads")
        #expect(path.map(\.rowsBefore) == [["d"], ["c", "d"], ["m"], ["m", "x"]])
        #expect(path.map(\.rowsAfter) == [["c", "d"], ["m"], ["m", "x"], ["m", "y"]])
        #expect(path.end == ["m", "y"])
    }

    @Test("a script starts where its range says, an upgrade without one from base")
    func scripts() throws {
        let graph = try graph(Self.literal)
        #expect(try graph.upgradeScript(to: "a:c").text == "+b +c")
        #expect(try graph.upgradeScript(to: "a").text == "+a")
        #expect(try graph.downgradeScript(to: "c:-1").text == "-c")
        #expect(
            refusal { () throws(RevisionError) in try graph.downgradeScript(to: "a") } == .rangeRequired("a"))
    }

    @Test("targets that start alike have equal paths")
    func equality() throws {
        let graph = try graph(Self.literal)
        #expect(try Set([graph.upgrade(from: ["c"], to: "m"), graph.upgrade(from: ["c"], to: "heads")]).count == 2)
        #expect(try graph.upgrade(from: ["c", "y"], to: "m") == graph.upgrade(from: ["y", "c"], to: "m"))
    }
}
