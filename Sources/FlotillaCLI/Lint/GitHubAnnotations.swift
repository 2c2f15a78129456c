import FlotillaKit
import FlotillaLint
import FlotillaRevisions

/// Findings as workflow commands, which GitHub Actions shows beside the lines of a pull request.
///
/// It shows ten of each level for a step, hence the worst come first. Escaping is that of `@actions/core`.
enum GitHubAnnotations {
    static func lines(_ report: LintReport, _ sizes: FleetSizes = .unknown) -> [String] {
        let open = report.open
        let worstFirst = LintRule.Severity.allCases.reversed().flatMap { severity in
            open.filter { $0.severity == severity }
        }
        return worstFirst.map { line($0, sizes, report.format) }
    }

    private static func line(_ finding: LintFinding, _ sizes: FleetSizes, _ format: RevisionFormat) -> String {
        let properties = [
            ("file", finding.path), ("line", String(finding.line)), ("title", finding.rule.text),
        ].map { "\($0)=\(property($1))" }.joined(separator: ",")
        let why = LintRule.named(finding.rule).map { "\n\($0.prevents)\n\($0.recipe(in: format))" } ?? ""
        return "::\(level(finding.severity)) \(properties)::\(message(SARIF.sentence(finding, sizes) + why))"
    }

    private static func level(_ severity: LintRule.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "notice"
        }
    }

    static func message(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A"])
    }

    static func property(_ text: String) -> String {
        escaped(text, ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"])
    }

    /// By Unicode scalars: as a `Character`, a line break may be two.
    private static func escaped(_ text: String, _ signs: [Unicode.Scalar: String]) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            if let sign = signs[scalar] { result += sign } else { result.unicodeScalars.append(scalar) }
        }
        return result
    }
}
