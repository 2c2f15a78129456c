import FlotillaDriver
import FlotillaRuntime

/// What a plan sends: each script once, with the checks before it. The first lines of each, or all of them.
struct PlanScripts {
    var scripts: [PlanExplanation.Script]
    var isWhole: Bool
    /// In characters; `nil` for as many as there are.
    var room: Int?
    var terminal: Terminal

    private static let linesShown = 4
    private static let indent = "    "

    var lines: [String] {
        var left = room ?? .max
        var lines: [String] = []
        for (index, script) in scripts.enumerated() {
            let block = self.block(script)
            let size = block.reduce(0) { $0 + $1.count + 1 }
            guard size <= left else {
                let rest = scripts.count - index
                return lines + [
                    "\(Ornaments(terminal).ellipsis) and \(Wording.count(rest, "script")) more, too long for here"
                ]
            }
            left -= size
            lines += block
        }
        return lines.isEmpty ? [] : [""] + lines + [""]
    }

    /// Only what is sent counts as a line: comments and blank lines before the first statement are left out.
    private func block(_ script: PlanExplanation.Script) -> [String] {
        let all = script.sql.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.isBlank }
        let shown = isWhole ? all : Array(all.prefix(Self.linesShown))
        let rest = all.count - shown.count
        let more =
            rest > 0
            ? ["\(Self.indent)\(Ornaments(terminal).ellipsis) \(Wording.count(rest, "more line")) (--sql shows them)"]
            : []
        return PlanText.wrapped(title(script, lines: all.count), .plain, terminal)
            + shown.map { fitted(Self.indent + DisplayText.escaped($0.withoutTabs)) } + more
    }

    private func title(_ script: PlanExplanation.Script, lines: Int) -> String {
        let direction =
            switch script.direction {
            case .up: "revision"
            case .down: "back from revision"
            }
        let checks =
            script.checks.isEmpty
            ? "" : ", after checking " + Wording.list(script.checks.map { "\"\($0)\"" })
        let content = script.runsAlembic ? ", runs in Python, by Alembic" : lines == 0 ? ", sends nothing" : ""
        let loss = script.losesData ? ", loses data" : ""
        return "\(direction) \(script.revision) on "
            + Wording.list(script.engines.map(\.rawValue)) + loss + checks + content
    }

    private func fitted(_ line: String) -> String {
        guard let width = terminal.width, !isWhole else { return line }
        return DisplayText.fitted(line, to: width, ellipsis: Ornaments(terminal).ellipsis)
    }
}

extension String {
    fileprivate var isBlank: Bool { allSatisfy(\.isWhitespace) }

    fileprivate var withoutTabs: String {
        split(separator: "\t", omittingEmptySubsequences: false).joined(separator: "    ")
    }
}
