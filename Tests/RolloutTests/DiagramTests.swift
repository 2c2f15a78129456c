import FlotillaRollout
import Foundation
import Testing

/// `docs/rollouts.md` holds blocks between `<!-- generated: NAME -->` and `<!-- end -->` that are made from the machines.
@Suite("The diagrams in docs/rollouts.md", .serialized)
struct DiagramTests {
    @Test("are those of the machines", arguments: ["rollout diagram", "rollout table", "job diagram"])
    func blocks(name: String) throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        let wanted = "<!-- generated: \(name) -->\n\n\(Self.generated(name))\n<!-- end -->"
        let start = try #require(text.range(of: "<!-- generated: \(name) -->"), "docs/rollouts.md has no such block")
        let end = try #require(text.range(of: "<!-- end -->", range: start.upperBound..<text.endIndex))
        let block = start.lowerBound..<end.upperBound
        guard ProcessInfo.processInfo.environment["FLOTILLA_RECORD_GOLDEN"] != nil else {
            #expect(text[block] == wanted, "record it with FLOTILLA_RECORD_GOLDEN=1")
            return
        }
        try text.replacingCharacters(in: block, with: wanted).write(to: Self.page, atomically: true, encoding: .utf8)
        Issue.record("recorded the \(name): read it, then run again")
    }

    private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/rollouts.md")

    private static func generated(_ name: String) -> String {
        switch name {
        case "rollout diagram": rolloutDiagram
        case "rollout table": rolloutTable
        default: jobDiagram
        }
    }

    private static var rolloutDiagram: String {
        var lines = ["stateDiagram-v2", "    [*] --> advancing"]
        for from in RolloutPhase.allCases {
            for to in RolloutPhase.allCases where to != from {
                let kinds = RolloutEventKind.allCases.filter {
                    RolloutTransitions.table[from]?[$0]?.contains(to) ?? false
                }
                guard !kinds.isEmpty else { continue }
                lines.append("    \(from) --> \(to): \(kinds.map(\.rawValue).joined(separator: ", "))")
            }
        }
        return mermaid(lines)
    }

    private static var rolloutTable: String {
        var lines = ["| from | event | to |", "|---|---|---|"]
        for from in RolloutPhase.allCases {
            for kind in RolloutEventKind.allCases {
                guard let phases = RolloutTransitions.table[from]?[kind] else { continue }
                let to = RolloutPhase.allCases.filter(phases.contains).map(\.rawValue).joined(separator: ", ")
                lines.append("| \(from) | \(kind.rawValue) | \(to) |")
            }
        }
        return lines.map { $0 + "\n" }.joined()
    }

    private static var jobDiagram: String {
        var lines = ["stateDiagram-v2", "    [*] --> planned"]
        for from in JobState.allCases {
            for event in JobStateEvent.all {
                guard let to = JobTransitions.next(from, event) else { continue }
                lines.append("    \(from) --> \(to): \(event.words)")
            }
        }
        return mermaid(lines)
    }

    private static func mermaid(_ lines: [String]) -> String {
        "```mermaid\n" + lines.map { $0 + "\n" }.joined() + "```\n"
    }
}

extension JobStateEvent {
    fileprivate var words: String {
        switch self {
        case .claimed: "claimed"
        case .ended(let outcome): "ended: \(outcome.rawValue)"
        case .putBack: "put back"
        case .lapsed: "lapsed"
        case .withdrawn: "withdrawn"
        case .reopened: "reopened"
        case .tookBack: "took back"
        }
    }
}
