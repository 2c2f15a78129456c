import FlotillaDriver
import FlotillaKit
import FlotillaLint
import FlotillaRevisions

/// Findings in the Static Analysis Results Interchange Format, version 2.1.0 (OASIS), as GitHub and others read it.
enum SARIF {
    static func document(_ report: LintReport, _ sizes: FleetSizes = .unknown, rules: [LintRule]) -> String {
        let run = JSON.object([
            JSON.Member("tool", .object([JSON.Member("driver", driver(rules, report.format))])),
            JSON.Member("columnKind", .string("unicodeCodePoints")),
            JSON.Member("results", .array(report.findings.map { result($0, sizes, rules) })),
        ])
        return JSON.object([
            JSON.Member("$schema", .string("https://json.schemastore.org/sarif-2.1.0.json")),
            JSON.Member("version", .string("2.1.0")),
            JSON.Member("runs", .array([run])),
        ]).text + "\n"
    }

    private static func driver(_ rules: [LintRule], _ format: RevisionFormat) -> JSON {
        .object([
            JSON.Member("name", .string("flotilla lint")),
            JSON.Member("semanticVersion", .string(Version.number)),
            JSON.Member("rules", .array(rules.map { descriptor($0, format) })),
        ])
    }

    private static func descriptor(_ rule: LintRule, _ format: RevisionFormat) -> JSON {
        let recipe = rule.recipe(in: format)
        return .object([
            JSON.Member("id", .string(rule.id.text)),
            JSON.Member("shortDescription", text(rule.id.words)),
            JSON.Member("fullDescription", text(rule.prevents)),
            JSON.Member(
                "help",
                .object([
                    JSON.Member("text", .string(rule.prevents + "\n\n" + recipe)),
                    JSON.Member("markdown", .string(rule.prevents + "\n\n```sql\n" + recipe + "\n```\n")),
                ])),
            JSON.Member("defaultConfiguration", .object([JSON.Member("level", .string(level(rule.severity)))])),
            JSON.Member(
                "properties", .object([JSON.Member("tags", .strings(rule.engines.sorted().map(\.rawValue)))])),
        ])
    }

    private static func result(_ finding: LintFinding, _ sizes: FleetSizes, _ rules: [LintRule]) -> JSON {
        let place = JSON.object([
            JSON.Member("artifactLocation", .object([JSON.Member("uri", .string(uri(finding.path)))])),
            JSON.Member("region", .object([JSON.Member("startLine", .integer(finding.line))])),
        ])
        let index = rules.firstIndex { $0.id == finding.rule }
        return .object(
            [JSON.Member("ruleId", .string(finding.rule.text))]
                + (index.map { [JSON.Member("ruleIndex", .integer($0))] } ?? [])
                + [
                    JSON.Member("level", .string(level(finding.severity))),
                    JSON.Member("message", text(sentence(finding, sizes))),
                    JSON.Member("locations", .array([.object([JSON.Member("physicalLocation", place)])])),
                    JSON.Member("suppressions", .array(finding.waiver.map { [suppression($0)] } ?? [])),
                ])
    }

    private static func suppression(_ waiver: Waiver) -> JSON {
        .object([
            JSON.Member("kind", .string("inSource")), JSON.Member("justification", .string(waiver.reason)),
        ])
    }

    static func sentence(_ finding: LintFinding, _ sizes: FleetSizes) -> String {
        let engines = finding.engines.map(\.rawValue).joined(separator: ", ")
        let what = engines.isEmpty ? finding.what : "\(finding.what) (\(engines))"
        return sizes.standing(of: finding).map { "\(what); fleet: \(FleetWords.sentence($0))" } ?? what
    }

    private static func text(_ words: String) -> JSON { .object([JSON.Member("text", .string(words))]) }

    private static func level(_ severity: LintRule.Severity) -> String {
        switch severity {
        case .error: "error"
        case .warning: "warning"
        case .info: "note"
        }
    }

    /// A reference (RFC 3986): whoever reads the document sees it from the root of the checkout.
    static func uri(_ path: String) -> String {
        var path = path[...]
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        var result = path.hasPrefix("/") ? "file://" : ""
        for byte in path.utf8 {
            let scalar = Unicode.Scalar(byte)
            let isPlain =
                byte < 0x80
                && (Character(scalar).isLetter || Character(scalar).isNumber || "-._~/".unicodeScalars.contains(scalar))
            if isPlain {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }
}

extension LintRule.ID {
    /// `drop column`
    fileprivate var words: String { String(text.map { $0 == "-" ? " " : $0 }) }
}
