import Testing

@testable import FlotillaRevisions

/// A new revision stands where it was asked for, or not at all.
@Suite struct PlacingTests {
    /// Two branches from `aaaa1`; `cccc3` carries a label, `dddd4` has the branch beside it.
    private static let literal = "aaaa1; cccc3 <aaaa1 #core; dddd4 <aaaa1"

    private func header(_ place: NewPlace, id: RevisionID = "eeee5") throws -> RevisionHeader {
        try graph(Self.literal).header(of: id, at: place, message: "m")
    }

    private func error(_ place: NewPlace, id: RevisionID = "eeee5") throws -> PlacingError {
        try #require(throws: PlacingError.self) { try header(place, id: id) }
    }

    @Test("it follows the head, if there is one only")
    func severalHeads() throws {
        #expect(try error(NewPlace()) == .argument(.multipleHeads(["cccc3", "dddd4"], argument: "head")))
    }

    @Test(
        "it follows what is named",
        arguments: [
            (["cccc3"], ["cccc3"]), (["cccc"], ["cccc3"]), (["core@head"], ["cccc3"]), (["base"], []),
            (["heads"], ["cccc3", "dddd4"]), (["dddd4", "cccc3"], ["dddd4", "cccc3"]),
        ])
    func parents(names: [String], parents: [String]) throws {
        #expect(try header(NewPlace(after: names)).parents == parents.map { RevisionID($0) })
    }

    @Test("in an empty folder it is the first")
    func first() throws {
        #expect(try graph("").header(of: "aaaa1", at: NewPlace()).parents == [])
    }

    @Test("a branch is opened only on demand")
    func splicing() throws {
        #expect(try error(NewPlace(after: ["aaaa1"])) == .notAHead("aaaa1", followed: ["cccc3", "dddd4"]))
        #expect(try header(NewPlace(after: ["aaaa1"], splices: true)).parents == ["aaaa1"])
    }

    @Test("a parent is named once")
    func repeated() throws {
        #expect(try error(NewPlace(after: ["cccc3", "heads"])) == .repeatedParent("cccc3"))
    }

    @Test("a dependency is written whole, and a label stays one")
    func dependencies() throws {
        let place = NewPlace(after: ["dddd4"], dependencies: ["cccc", "core"])
        #expect(try header(place).dependencies.map(\.text) == ["cccc3", "core"])
    }

    @Test("a dependency is one revision")
    func severalDependencies() throws {
        #expect(
            try error(NewPlace(after: ["dddd4"], dependencies: ["heads"]))
                == .argument(.multipleHeads(["cccc3", "dddd4"], argument: "heads")))
        #expect(
            try error(NewPlace(after: ["dddd4"], dependencies: ["base"]))
                == .argument(.unresolved("base", nearMisses: [])))
    }

    @Test("its names are its own, and legal")
    func names() throws {
        #expect(try error(NewPlace(after: ["dddd4"]), id: "cccc3") == .graph(.duplicateID("cccc3")))
        #expect(try error(NewPlace(after: ["dddd4"]), id: "a@b") == .graph(.illegalID("a@b", .character("@"))))
        #expect(
            try error(NewPlace(after: ["dddd4"], labels: [BranchLabel("core")]))
                == .graph(.duplicateLabel(BranchLabel("core"), revisions: ["cccc3", "eeee5"])))
    }
}
