import FlotillaDriver
import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema
import Testing

@testable import FlotillaCLI
@testable import FlotillaKit
@testable import FlotillaRuntime

/// What `drift` and `rehearse` say of schemas that differ.
@Suite struct ShapeTests {
    private static func schema(check: String, trigger: String, _ columns: [String]) -> Schema {
        var table = Table(name: "users", columns: columns.map { Column($0, .text) })
        table.checks = [CheckConstraint(name: "ck_age", expression: check)]
        table.triggers = [Trigger(name: "tr", definition: trigger)]
        var schema = Schema(engine: .sqlite)
        schema.tables = [table]
        return schema
    }

    private static let summary = ChangeSummary(
        SchemaComparison.difference(
            from: schema(check: "age > 0", trigger: "CREATE TRIGGER tr\nBEGIN SELECT 1; END", ["a", "b, \"c\""]),
            to: schema(check: "age >= 0", trigger: "CREATE TRIGGER tr\nBEGIN SELECT 2; END", ["a"])))

    private var report: DriftReport {
        let shape = DriftReport.Shape(
            engine: .sqlite, version: ["aaa1"], fingerprint: "a23f62a344e0beef", count: 2, examples: ["t1", "t2"],
            standing: .drifted(Self.summary))
        return DriftReport(shapes: [shape], run: RunReport(operation: .fingerprint, total: 2), unread: [], sizes: nil)
    }

    private func written(_ format: OutputFormat) -> String {
        let output = Recording()
        let writer = ReportWriter(ShapeRows.layout, format: format, terminal: .plain, write: { output.write($0) })
        for shape in report.shapes { writer.row(ShapeRows.fields(shape, isShort: format != .json)) }
        writer.finish(ReportEnd(closing: ShapeRows.differences(report)))
        return output.text
    }

    @Test("a row in CSV for each difference; what has changed with both its texts, whole where programs read them")
    func differences() {
        expectGolden(
            [OutputFormat.table, .wide, .csv, .markdown, .json].map { "\($0.rawValue):\n\(written($0))" }
                .joined(separator: "\n"), "drift")
    }

    @Test("a rehearsal that was stopped says what it did not come to")
    func stopped() {
        let rest = [
            Unrehearsed(engine: .postgresql, revisions: ["c"]),
            Unrehearsed(engine: .sqlite, revisions: ["a", "b", "c", "d", "e", "f", "g"]),
        ]
        let end = RehearsalRows.end([], total: 2, rest: rest)
        #expect(
            end.closing == [
                "stopped: 2 revisions rehearsed", "  not rehearsed on postgresql: c",
                "  not rehearsed on sqlite: a, b, c, d, e and 2 more",
                "the scratch databases are removed; no target was touched",
            ])
        #expect(end.members.first?.text == #""incomplete":true"#)
        #expect(RehearsalRows.end([], total: 2, rest: []).closing == ["2 revisions rehearsed, all is well"])
    }
}
