import FlotillaDriver
import FlotillaKit
import FlotillaLint
import FlotillaRevisions

/// Findings for people: each with its place, and behind the first of each rule why it matters and what to write
/// instead.
struct LintRendering {
    var report: LintReport
    var sizes = FleetSizes.unknown
    var terminal: Terminal

    func lines() -> [String] {
        var explained: Set<LintRule.ID> = []
        var lines: [String] = []
        for finding in report.open {
            lines += heading(finding)
            lines += explanation(finding, isFirst: explained.insert(finding.rule).inserted)
            lines.append("")
        }
        return lines + closing
    }

    private func heading(_ finding: LintFinding) -> [String] {
        let engines = finding.engines.map(\.rawValue).joined(separator: ", ")
        return Flow.lines(
            [
                Flow.Piece(text: DisplayText.escaped("\(finding.path):\(finding.line):"), tone: .strong),
                Flow.Piece(text: finding.severity.rawValue, tone: finding.severity.tone),
                Flow.Piece(text: finding.rule.text),
            ] + (engines.isEmpty ? [] : [Flow.Piece(text: "(\(engines))", tone: .faint)]), on: terminal)
    }

    private func explanation(_ finding: LintFinding, isFirst: Bool) -> [String] {
        let what =
            [Complaint.Fact("what", finding.what)]
            + (sizes.standing(of: finding).map { [Complaint.Fact("fleet", FleetWords.sentence($0))] } ?? [])
        guard isFirst, let rule = LintRule.named(finding.rule) else { return FactLines.lines(what, on: terminal) }
        return FactLines.lines(what + [Complaint.Fact("why", rule.prevents)], on: terminal)
            + RuleRendering.recipe(of: rule, in: report.format, label: "safe ")
    }

    var closing: [String] {
        let engines = report.engines.map(\.rawValue).joined(separator: ", ")
        let looked = "\(Wording.count(report.files, "revision")), \(Wording.count(report.statements, "statement"))"
        let waived = report.waived.isEmpty ? "" : ", \(Wording.count(report.waived.count)) waived"
        return ["\(looked) (\(engines)): \(Self.counts(report))\(waived)"] + next
    }

    static func counts(_ report: LintReport) -> String {
        guard !report.open.isEmpty else { return "nothing found" }
        return LintRule.Severity.allCases.reversed().compactMap { severity in
            let count = report.count(of: severity)
            guard count > 0 else { return nil }
            return severity == .info ? "\(Wording.count(count)) info" : Wording.count(count, severity.rawValue)
        }.joined(separator: ", ")
    }

    private var next: [String] {
        let worst = report.open.max { $0.severity < $1.severity }
        let next = worst.map { "Next: \(CommandText.line(["lint", "--explain", $0.rule.text]))" }
        return next.map { [Shell.current.program.shown(in: $0)] } ?? []
    }
}

extension LintRule.Severity {
    var tone: Tone {
        switch self {
        case .info: .faint
        case .warning: .warning
        case .error: .bad
        }
    }
}

/// Findings as rows, for programs and spreadsheets.
enum LintRows {
    static let layout = ReportLayout(
        kind: "LintReport", rowKind: "LintFinding", rowsKey: "findings",
        columns: [
            .init(title: "FILE", key: "file", smallest: 16),
            .init(title: "LINE", key: "line", isRightAligned: true),
            .init(title: "SEVERITY", key: "severity"),
            .init(title: "RULE", key: "rule"),
            .init(title: "ENGINES", key: "engines"),
            .init(title: "WHAT", key: "what", smallest: 20),
            .init(title: "REVISION", key: "revision"),
            .init(title: "WHY", key: "why", smallest: 20),
            .init(title: "SAFE", key: "recipe", smallest: 20),
            .init(title: "WAIVED BECAUSE", key: "waiver", smallest: 10),
            .init(title: "TABLE", key: "table", smallest: 10),
            .init(title: "TARGETS OVER", key: "targetsOver", isRightAligned: true),
            .init(title: "OF TARGETS", key: "targetsEstimated", isRightAligned: true),
            .init(title: "LARGEST", key: "largestRows", isRightAligned: true),
            .init(title: "ESTIMATED", key: "estimatedAt"),
        ])

    /// Programs that read members get the waived findings too, each with its reason.
    static func write(_ report: LintReport, _ sizes: FleetSizes = .unknown, to writer: ReportWriter) {
        let isForMembers = writer.format == .json || writer.format == .ndjson
        for finding in isForMembers ? report.findings : report.open {
            writer.row(fields(finding, report.format) + fields(finding, sizes))
        }
        writer.finish(
            ReportEnd(
                members: members(report) + [JSON.Member("rowsOver", .integer(sizes.threshold))],
                closing: LintRendering(report: report, terminal: .plain).closing))
    }

    private static func fields(_ finding: LintFinding, _ sizes: FleetSizes) -> [Field] {
        let table: Field = finding.table.map { .text($0.name) } ?? .none
        guard let standing = sizes.standing(of: finding) else { return [table, .none, .none, .none, .none] }
        return [
            table, .number(standing.over), .number(standing.targets),
            standing.largest.map { .number($0) } ?? .none, .instant(standing.since),
        ]
    }

    private static func fields(_ finding: LintFinding, _ format: RevisionFormat) -> [Field] {
        let rule = LintRule.named(finding.rule)
        return [
            .text(finding.path), .number(finding.line),
            .state(finding.severity.rawValue, name: finding.severity.rawValue, finding.severity.tone),
            .text(finding.rule.text), .texts(finding.engines.map(\.rawValue)), .text(finding.what),
            .text(finding.revision.text), .text(rule?.prevents ?? ""), .text(rule?.recipe(in: format) ?? ""),
            finding.waiver.map { .text($0.reason) } ?? .none,
        ]
    }

    private static func members(_ report: LintReport) -> [JSON.Member] {
        [
            JSON.Member("engines", .strings(report.engines.map(\.rawValue))),
            JSON.Member("revisions", .integer(report.files)),
            JSON.Member("statements", .integer(report.statements)),
            JSON.Member("errors", .integer(report.count(of: .error))),
            JSON.Member("warnings", .integer(report.count(of: .warning))),
            JSON.Member("infos", .integer(report.count(of: .info))),
            JSON.Member("waived", .integer(report.waived.count)),
        ]
    }
}
