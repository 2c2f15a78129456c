import FlotillaRevisions
import Testing

@Suite("What a version table says")
struct VersionReadingTests {
    static let literal = "a; b <a; c <b; x; y <x ~b"

    @Test(
        "rows are classified without guessing",
        arguments: [
            ([], .empty), (["c", "y"], .atHeads), (["b"], .behind(pending: 3)), (["c", "new1"], .ahead),
            (["a", "c"], .diverged), (["c", "c"], .diverged),
        ] as [([RevisionID], VersionReading.Standing)])
    func standing(rows: [RevisionID], expected: VersionReading.Standing) throws {
        #expect(try graph(Self.literal).classify(rows: rows).standing == expected)
    }

    @Test("unknown rows, duplicates and overlaps are named")
    func details() throws {
        let reading = try graph(Self.literal).classify(rows: ["new", "c", "a", "c"])
        #expect(reading.unknown == ["new"])
        #expect(reading.known == ["a", "c"])
        #expect(reading.duplicates == ["c"])
        #expect(reading.overlaps.map(\.ancestor) == ["a"])
    }

    @Test("what is applied is everything below the rows, dependencies included")
    func applied() throws {
        let applied = try graph(Self.literal).applied(by: ["y"])
        #expect(applied.ids == ["a", "b", "x", "y"])
        #expect(!applied.contains("c"))
    }

    @Test("current shows branches that have no row of their own because a row depends on them")
    func current() throws {
        #expect(try graph(Self.literal).current(rows: ["y"]) == ["b", "y"])
    }
}
