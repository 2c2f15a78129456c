import FlotillaInventory
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime
import Testing

@testable import FlotillaCLI

/// What `history`, `heads`, `branches` and `show` print.
@Suite struct RevisionTextTests {
    /// A label, a branch point, a merge point, and a head that another one depends on.
    private static let headers = [
        RevisionHeader(id: "aaaa1", createDate: "2026-11-22 08:00:00+00:00", message: "add users"),
        RevisionHeader(id: "bbbb2", parents: ["aaaa1"], labels: [BranchLabel("core")], message: "add email\n\nUnique."),
        RevisionHeader(id: "cccc3", parents: ["aaaa1"], message: "evil \u{1b}[2J"),
        RevisionHeader(id: "dddd4", parents: ["bbbb2", "cccc3"], message: "join"),
        RevisionHeader(id: "eeee5", dependencies: [RevisionName("dddd4")], message: "billing"),
    ]

    private func entries(rows: [RevisionID]? = nil) throws -> [RevisionEntry] {
        let graph = try RevisionGraph(
            Self.headers.map {
                RevisionNode($0.id, parents: $0.parents, dependencies: $0.dependencies, labels: $0.labels)
            })
        return Self.headers.reversed().map {
            RevisionEntry($0, path: "/project/migrations/versions/\($0.id).sql", in: graph, rows: rows)
        }
    }

    private func listing(_ format: OutputFormat) throws -> String {
        let output = Recording()
        let writer = ReportWriter(
            RevisionRows.layout, format: format, terminal: .plain, write: { output.write($0) })
        for entry in try entries(rows: ["dddd4"]) {
            writer.row(RevisionRows.fields(entry, isForPeople: !format.isForMachines))
        }
        writer.finish(ReportEnd())
        return output.text
    }

    @Test("history is a line for each")
    func history() throws {
        expectGolden(try entries(rows: ["dddd4"]).map(RevisionText.line), "revision-history")
    }

    @Test("all that is known is a block for each")
    func blocks() throws {
        expectGolden(try entries(rows: ["dddd4"]).flatMap(RevisionText.block), "revision-blocks")
    }

    @Test("heads and versions are identifiers with their marks")
    func heads() throws {
        expectGolden(try entries().flatMap { [RevisionText.head($0), RevisionText.current($0)] }, "revision-heads")
    }

    @Test("branches are a point and an arrow to each child", arguments: [true, false])
    func branches(isVerbose: Bool) throws {
        let entries = try entries()
        let branch = BranchEntry(point: entries[4], children: [entries[3], entries[2]])
        expectGolden(
            RevisionText.branch(branch, isVerbose: isVerbose), isVerbose ? "revision-branch-all" : "revision-branch")
    }

    @Test("other formats", arguments: [OutputFormat.json, .ndjson, .csv, .wide, .markdown, .name])
    func formats(format: OutputFormat) throws {
        expectGolden(try listing(format), "revision-\(format.rawValue)")
    }

    @Test("what stands in the way of printing a script")
    func scripts() {
        let loss = LosingStep(revision: "a1", engine: .sqlite, parts: ["DROP TABLE users"])
        let complaints =
            ErrorSamples.scripts.map { Complaint($0) }
            + [
                Complaint(losing: [loss], in: "upgrade to head")
            ]
        expectGolden(
            complaints.flatMap { ["[\($0.status.rawValue)]"] + $0.lines(on: .plain) + [""] }, "error-scripts")
    }

    @Test("what stands in the way of showing and writing revisions")
    func problems() throws {
        let complaints =
            ErrorSamples.revisionWork.map { Complaint($0) } + ErrorSamples.projects.map { Complaint($0) } + [
                Complaint(behind: 1, of: 1, heads: ["a1"], upgrade: "flotilla upgrade head --database sqlite:app.db"),
                Complaint(behind: 12, of: 300, heads: ["a1", "b2"], upgrade: "flotilla upgrade heads --all"),
            ]
        expectGolden(
            complaints.flatMap { ["[\($0.status.rawValue)]"] + $0.lines(on: .plain) + [""] }, "error-revision-work")
    }
}
