import FlotillaLint
import FlotillaSQL
import Foundation
import Testing

/// `docs/lint.md` holds blocks between `<!-- generated: NAME -->` and `<!-- end -->` that are made from the rules and from
/// what they find beside squawk.
@Suite("The page about lint", .serialized)
struct DocumentTests {
    @Test("lists the rules as they are, and what they find beside squawk", arguments: ["rules", "peers"])
    func blocks(name: String) throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let made = name == "rules" ? Self.rules : try Self.peers()
        let wanted = "<!-- generated: \(name) -->\n\n\(made)\n<!-- end -->"
        let start = try #require(text.range(of: "<!-- generated: \(name) -->"), "docs/lint.md has no such block")
        let end = try #require(text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
        let block = start.lowerBound..<end.upperBound
        guard ProcessInfo.processInfo.environment["FLOTILLA_RECORD_GOLDEN"] != nil else {
            #expect(text[block] == wanted, "record it with FLOTILLA_RECORD_GOLDEN=1")
            return
        }
        try text.replacingCharacters(in: block, with: wanted).write(to: Self.page, atomically: true, encoding: .utf8)
        Issue.record("recorded the \(name): read them, then run again")
    }

    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let page = folder.deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "docs/lint.md")

    private static var rules: String {
        LintRule.groups.map { group in
            "### \(group.title)\n\n"
                + group.rules.map { rule in
                    let engines = rule.engines.sorted().map(\.rawValue).joined(separator: ", ")
                    return "**`\(rule.id)`** · \(rule.severity.rawValue) · \(engines)\n\n"
                        + "\(rule.prevents.escapedForMarkdown)\n\n```sql\n\(rule.recipe)\n```\n"
                }.joined(separator: "\n")
        }.joined(separator: "\n")
    }

    private static func peers() throws -> String {
        let recorded = try String(contentsOf: folder.appending(path: "Fixtures/squawk.tsv"), encoding: .utf8)
        var lines = ["| situation | `flotilla lint` | squawk |", "|---|---|---|"]
        for line in recorded.split(separator: "\n").dropFirst() {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            let (name, options) = Self.parts(of: columns[0])
            let sql = try #require(try situations()[columns[0]], "\(columns[0]) is in squawk.tsv and not in peers.sql")
            let bench = try Bench(upgrade: sql, options, on: .postgresql, before: "")
            lines.append("| \(name) | \(code(bench.rules.sorted())) | \(code(columns[1].split(separator: " "))) |")
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static func code(_ names: [some StringProtocol]) -> String {
        names.isEmpty ? "–" : names.map { "`\($0)`" }.joined(separator: " ")
    }

    /// A situation's name may end in an option of the section.
    private static func parts(of name: String) -> (name: String, options: String) {
        let words = name.split(separator: " ").map(String.init)
        guard let last = words.last, last.hasPrefix("transaction=") else { return (name, "") }
        return (words.dropLast().joined(separator: " "), last)
    }

    private static func situations() throws -> [String: String] {
        let text = try String(contentsOf: folder.appending(path: "Fixtures/peers.sql"), encoding: .utf8)
        var found: [String: String] = [:]
        var name: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("-- case: ") {
                name = String(line.dropFirst("-- case: ".count))
            } else if let name {
                found[name, default: ""] += line + "\n"
            }
        }
        return found
    }
}

extension String {
    fileprivate var escapedForMarkdown: String {
        reduce(into: "") { text, sign in text += "_*<>[]".contains(sign) ? "\\\(sign)" : String(sign) }
    }
}
