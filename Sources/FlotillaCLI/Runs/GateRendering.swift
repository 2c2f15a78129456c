import FlotillaDriver
import FlotillaKit
import FlotillaRevisions

/// Whether a deployment may go on: the targets that keep it back as rows, grouped, then what to type.
struct GateRendering {
    var report: GateReport
    /// As it was typed.
    var minimum: String
    /// The words that name the targets.
    var targets: [String]

    static let layout = ReportLayout(
        kind: "Gate", rowKind: "GateGroup", rowsKey: "missing",
        columns: [
            .init(title: "TARGETS", key: "count", isRightAligned: true),
            .init(title: "WHY", key: "reason", smallest: 10),
            .init(title: "VERSION", key: "version", smallest: 12),
            .init(title: "FOR EXAMPLE", key: "examples", smallest: 10),
        ])

    func write(to writer: ReportWriter) {
        for group in report.missing {
            writer.row([
                .number(group.targets), .state(group.reason.words, name: group.reason.rawValue, .warning),
                group.version.map { .version($0) } ?? .none, .texts(group.examples.map(\.text)),
            ])
        }
        writer.finish(ReportEnd(members: members, closing: (report.missing.isEmpty ? [] : [""]) + closing))
    }

    private var members: [JSON.Member] {
        [
            JSON.Member("open", .boolean(report.isOpen)),
            JSON.Member("minimum", .strings(report.minimum.map(\.text))),
            JSON.Member("total", .integer(report.total)),
            JSON.Member("passing", .integer(report.passing)),
            JSON.Member("live", .boolean(report.isLive)),
        ]
    }

    private var closing: [String] {
        let source = report.isLive ? "(asked just now)" : "(from the ledger)"
        let revision = DisplayText.escaped(minimum)
        guard !report.isOpen else {
            return ["\(Wording.count(report.total, "target")), all have \(revision) \(source)"]
        }
        let missing = report.total - report.passing
        let verb = missing == 1 ? "does" : "do"
        return [
            "\(Wording.count(missing)) of \(Wording.count(report.total, "target")) \(verb) not have \(revision) \(source)"
        ]
            + next
    }

    /// The last word is about the largest group.
    private var next: [String] {
        guard let largest = report.missing.first else { return [] }
        let example = largest.examples.first.map { ["--target", $0.text] } ?? targets
        let command: [String] =
            switch largest.reason {
            case .behind: ["upgrade", minimum] + targets
            case .neverSeen, .unanswered: ["status", "--live"] + targets
            case .inDoubt, .halfApplied, .diverged, .unlisted: ["current"] + example
            }
        return ["Next: \(CommandText.line(command))"]
    }
}

extension GateReport.Reason {
    var words: String {
        switch self {
        case .behind: "behind"
        case .neverSeen: "never seen"
        case .unanswered: "no answer"
        case .inDoubt: "in doubt"
        case .halfApplied: "half applied"
        case .diverged: "rows contradict each other"
        case .unlisted: "not in the migrations folder"
        }
    }
}
