import FlotillaRevisions
import Testing

@Suite("Identifiers")
struct IdentifierTests {
    static let literal =
        "aaaa1 #core; aaab2 <aaaa1; cccc3 <aaab2; dddd4 <aaab2 #left; eeee5 #bill; ffff6 <eeee5 ~aaab2; xy <ffff6"

    @Test(
        "an identifier names revisions",
        arguments: [
            ("aaaa1", ["aaaa1"]), ("cc", ["cccc3"]), ("aaaa", ["aaaa1"]), ("core", ["aaaa1"]), ("lef", ["dddd4"]),
            ("xy", ["xy"]), ("heads", ["cccc3", "dddd4", "xy"]), ("base", []), ("left@head", ["dddd4"]),
            ("core@heads", ["cccc3", "dddd4"]), ("bill@ff", ["ffff6"]), ("left@aaab", ["aaab2"]),
            ("bill@-1", ["ffff6"]), ("current", ["cccc3"]),
        ])
    func resolves(argument: String, expected: [String]) throws {
        let found = try graph(Self.literal).resolve(argument, rows: ["cccc3"])
        #expect(found.map(\.text) == expected)
    }

    @Test("numbers of steps count from the rows, unless they stand behind a name")
    func countsFromRows() throws {
        let graph = try graph(Self.literal)
        for argument in ["+1", "-2", "bill@+1", "left@-1"] { #expect(graph.countsFromRows(argument), "\(argument)") }
        for argument in ["aaaa1", "aaaa1+2", "heads", "base", "left@head", "left@aaab2-1", "x-y", ""] {
            #expect(!graph.countsFromRows(argument), "\(argument)")
        }
    }

    @Test(
        "what cannot be made out is refused with candidates",
        arguments: [
            ("nope", RevisionError.unresolved("nope", nearMisses: [])),
            ("x", .unresolved("x", nearMisses: ["xy"])),
            ("aaba2", .unresolved("aaba2", nearMisses: ["aaab2"])),
            ("aaa", .ambiguousID("aaa", candidates: ["aaaa1", "aaab2"])),
            ("head", .multipleHeads(["cccc3", "dddd4", "xy"], argument: "head")),
            ("core@head", .multipleHeads(["cccc3", "dddd4"], argument: "core@head")),
            ("left@eeee5", .notOnBranch("eeee5", name: "eeee5", branch: "left")),
            ("left@cccc3", .rowNotOnBranch("cccc3", branch: "left")),
            ("nope@aaaa1", .unresolved("nope", nearMisses: [])),
            ("left@-4", .relativeWalk("left@-4", .offTheEnd)),
            ("+99999999999999999999", .relativeWalk("+99999999999999999999", .tooManySteps)),
        ])
    func refuses(argument: String, expected: RevisionError) throws {
        let graph = try graph(Self.literal)
        #expect(refusal { () throws(RevisionError) in try graph.resolve(argument, rows: ["cccc3"]) } == expected)
    }

    @Test("names of three characters or fewer are only found whole")
    func shortNames() throws {
        let graph = try graph("abc; abcdef <abc")
        #expect(try graph.resolve("ab", rows: []) == ["abcdef"])
        #expect(try graph.resolve("abc", rows: []) == ["abc"])
    }

    @Test("a label that looks like a walk is a label")
    func labelWithDash() throws {
        let graph = try graph("aaaa; bbbb <aaaa #tenant-1; cccc <bbbb")
        #expect(try graph.upgrade(from: [], to: "tenant-1").revisions == ["aaaa", "bbbb"])
    }

    @Test(
        "a history range lists both ends, newest first",
        arguments: [
            ("aaab2:cccc3", ["cccc3", "aaab2"]), (":cccc3", ["cccc3", "aaab2", "aaaa1"]), ("ffff6:", ["xy", "ffff6"]),
            ("current:", ["cccc3"]), (":current", ["cccc3", "aaab2", "aaaa1"]), ("eeee5:+1", ["ffff6", "eeee5"]),
        ])
    func history(range: String, expected: [String]) throws {
        let listed = try graph(Self.literal).history(range, rows: ["cccc3"])
        #expect(listed.map(\.text) == expected)
    }

    @Test("a history range needs a colon, and ends in one line")
    func historyRefusals() throws {
        let graph = try graph(Self.literal)
        #expect(refusal { () throws(RevisionError) in try graph.history("core", rows: []) } == .rangeSyntax("core"))
        #expect(
            refusal { () throws(RevisionError) in try graph.history("cccc3:dddd4", rows: []) }
                == .rangeNotAncestor(lower: "cccc3", upper: "dddd4"))
    }
}
