import FlotillaDriver
import FlotillaLint
import FlotillaRevisions

/// The rules themselves: one explained, or all listed.
enum RuleRendering {
    static let layout = ReportLayout(
        kind: "LintRules", rowKind: "LintRule", rowsKey: "rules",
        columns: [
            .init(title: "RULE", key: "rule"),
            .init(title: "SEVERITY", key: "severity"),
            .init(title: "ENGINES", key: "engines"),
            .init(title: "PREVENTS", key: "why", smallest: 20),
            .init(title: "SAFE", key: "recipe", isWide: true),
        ])

    static func write(_ rules: [LintRule], in format: RevisionFormat = .flotilla, to writer: ReportWriter) {
        for rule in rules {
            writer.row([
                .text(rule.id.text), .state(rule.severity.rawValue, name: rule.severity.rawValue, rule.severity.tone),
                .texts(rule.engines.sorted().map(\.rawValue)), .text(rule.prevents), .text(rule.recipe(in: format)),
            ])
        }
        writer.finish(
            ReportEnd(
                members: [JSON.Member("total", .integer(rules.count))],
                closing: [Wording.count(rules.count, "rule"), "Next: flotilla lint --explain RULE"]))
    }

    static func lines(
        _ rule: LintRule, in format: RevisionFormat = .flotilla, on terminal: Terminal
    ) -> [String] {
        let engines = rule.engines.sorted().map(\.rawValue).joined(separator: ", ")
        return [Tone.strong.paint(rule.id.text, on: terminal)]
            + FactLines.lines(
                [
                    Complaint.Fact("weighs", "\(rule.severity.rawValue), on \(engines)"),
                    Complaint.Fact("why", rule.prevents),
                    Complaint.Fact("waive", "-- \(Waiver.start) \(rule.id.text) and the reason"),
                ], on: terminal) + recipe(of: rule, in: format, label: "safe  ")
    }

    /// Below other facts, and never broken into lines: it is copied into files.
    static func recipe(of rule: LintRule, in format: RevisionFormat, label: String) -> [String] {
        DisplayText.lines(rule.recipe(in: format)).enumerated().map { index, line in
            let start = index == 0 ? label : String(repeating: " ", count: label.count)
            return line.isEmpty ? "" : "  \(start)  \(line)"
        }
    }
}
