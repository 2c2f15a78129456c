import FlotillaRevisions
import FlotillaSQL
import Testing

@Suite("The bytes of a revision file")
struct RevisionFileBytesTests {
    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    private static let windows: [UInt8] = Array(RevisionFileTests.example.utf8).flatMap { $0 == 10 ? [13, 10] : [$0] }
    private static let latin1: [UInt8] =
        Array((leastHeader + "-- flotilla:upgrade\nSELECT '").utf8) + [0xE9, 0xFF, 0x27, 0x3B]

    private static let untouched: [[UInt8]] = [
        Array(RevisionFileTests.example.utf8), byteOrderMark + Array(RevisionFileTests.example.utf8), windows, latin1,
        Array((leastHeader + "-- flotilla:upgrade").utf8), Array(leastHeader.utf8),
    ]

    @Test("a file that nobody changed prints to what was read", arguments: untouched)
    func unchanged(bytes: [UInt8]) throws {
        let file = try RevisionFile(parsing: bytes, path: "a.sql")
        #expect(file.bytes == bytes)
        #expect(try RevisionFile(parsing: file.bytes, path: "a.sql") == file)
    }

    @Test("byte-order mark and line ends do not change what a file says, nor its normalized bytes")
    func normalized() throws {
        let plain = try RevisionFile(parsing: Array(RevisionFileTests.example.utf8), path: "a.sql")
        let other = try RevisionFile(parsing: Self.byteOrderMark + Self.windows, path: "a.sql")
        #expect(other.header == plain.header)
        #expect(other.sections.map(\.marker) == plain.sections.map(\.marker))
        #expect(other.normalizedBytes == plain.bytes)
    }

    @Test("text that is no UTF-8 survives in a body")
    func invalidText() throws {
        let file = try RevisionFile(parsing: Self.latin1, path: "a.sql")
        #expect(file.sections.first?.body.suffix(4) == [0xE9, 0xFF, 0x27, 0x3B])
    }

    @Test("what is written reads back as it was meant", arguments: 0..<200)
    func written(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let header = Self.header(&random)
        let drafts = Self.drafts(&random)
        let file = try RevisionFile(path: "a.sql", header: header, sections: drafts)
        #expect(file.header == header)
        #expect(file.sections.map { SectionDraft($0.marker, body: $0.body) } == drafts)
        #expect(try RevisionFile(parsing: file.bytes, path: "a.sql") == file)
    }

    @Test("what would read back as something else is not written")
    func notWritable() throws {
        let header = RevisionHeader(id: "a", message: "fix\nRevises: b")
        let upgrade = SectionDraft(SectionMarker(.upgrade), body: Array("SELECT 1".utf8))
        let downgrade = SectionDraft(SectionMarker(.downgrade), body: [])
        #expect(throws: RevisionFileError.self) { try RevisionFile(path: "a.sql", header: header, sections: []) }
        #expect(throws: RevisionFileError.self) {
            try RevisionFile(path: "a.sql", header: RevisionHeader(id: "a"), sections: [upgrade, downgrade])
        }
    }

    @Test("another header leaves the sections as they are, byte for byte")
    func replacingHeader() throws {
        let file = try RevisionFile(parsing: Self.windows, path: "a.sql")
        let spliced = try file.replacingHeader(with: RevisionHeader(id: file.header.id, parents: ["b"]))
        #expect(spliced.header.parents == ["b"])
        #expect(spliced.sections.map(\.body) == file.sections.map(\.body))
    }

    private static func header(_ random: inout SeededGenerator) -> RevisionHeader {
        func names(_ prefix: String) -> [String] {
            (0..<Int.random(in: 0...3, using: &random)).map { "\(prefix)\($0)" }
        }
        return RevisionHeader(
            id: RevisionID("r\(Int.random(in: 0...999, using: &random))"),
            parents: names("p").map { RevisionID($0) }, dependencies: names("d").map { RevisionName($0) },
            labels: names("l").map { BranchLabel($0) }, createDate: Bool.random(using: &random) ? "2026-11-22" : nil,
            message: ["", "add users", "one\n\ntwo: three\n  four", "ünïcode — ok"].randomElement(using: &random) ?? "")
    }

    private static func drafts(_ random: inout SeededGenerator) -> [SectionDraft] {
        let kinds: [SectionKind] = [
            .upgrade, .downgrade, .check(name: "a \"b\" \\c"), .check(name: "x"), .verify(name: nil),
            .verify(name: "--"),
        ]
        return kinds.filter { _ in Bool.random(using: &random) }.map { kind in
            let body = ["", "\n", "SELECT 1;\n\n", "-- nothing\r\n"].randomElement(using: &random) ?? ""
            let engines = Engine.allCases.filter { _ in Int.random(in: 0...2, using: &random) == 0 }
            let marker = SectionMarker(kind, engines: Set(engines), options: options(for: kind, &random))
            return SectionDraft(marker, body: Array(body.utf8))
        }
    }

    private static func options(for kind: SectionKind, _ random: inout SeededGenerator) -> SectionOptions {
        var options = SectionOptions()
        if Bool.random(using: &random) { options.lockTimeout = .milliseconds(Int.random(in: 0...9000, using: &random)) }
        if Bool.random(using: &random) { options.statementTimeout = .seconds(Int.random(in: 0...9000, using: &random)) }
        guard kind == .upgrade || kind == .downgrade else { return options }
        options.transaction = TransactionMode.allCases.randomElement(using: &random) ?? .default
        options.losesData = Bool.random(using: &random)
        if Bool.random(using: &random) {
            options.batch = RowBatch(rows: Int.random(in: 1...99, using: &random), pause: .nanoseconds(1500))
        }
        return options
    }
}
