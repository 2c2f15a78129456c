import FlotillaKit
import FlotillaLedger
import FlotillaRollout

/// The runs of a ledger.
enum RunRows {
    static let layout = ReportLayout(
        kind: "RunList", rowKind: "Run", rowsKey: "runs",
        columns: [
            .init(title: "RUN", key: "run", isRightAligned: true),
            .init(title: "STARTED", key: "startedAt"),
            .init(title: "STATE", key: "state"),
            .init(title: "OPERATION", key: "operation"),
            .init(title: "REVISION", key: "revision", smallest: 8),
            .init(title: "TARGETS", key: "total", isRightAligned: true),
            .init(title: "DONE", key: "done", isRightAligned: true),
            .init(title: "NOT DONE", key: "notDone", isRightAligned: true),
            .init(title: "TIME", key: "durationSeconds", isRightAligned: true),
            .init(title: "BY", key: "by", isWide: true),
            .init(title: "COMMAND", key: "command", isWide: true),
        ])

    static func fields(_ run: RunRecord) -> [Field] {
        // A run that is still going on has not counted yet.
        let done = run.summary.map { summary in summary.counts.filter { $0.key.isDone }.values.reduce(0, +) }
        return [
            .number(Int(run.id.number)),
            .moment(run.startedAt),
            state(run.state),
            .text(run.operation.rawValue),
            run.revision.isEmpty ? .none : .text(run.revision),
            .number(run.targets),
            done.map { .number($0) } ?? .none,
            done.map { .number(run.targets - $0) } ?? .none,
            run.endedAt.map { .duration($0 - run.startedAt) } ?? .none,
            .text("\(run.process.user)@\(run.process.host)"),
            .text(run.command),
        ]
    }

    private static func state(_ state: RunState) -> Field {
        let tone: Tone =
            switch state {
            case .running, .finished, .staged: .plain
            case .interrupted, .abandoned: .warning
            }
        return .state(state.rawValue, name: state.rawValue, tone)
    }
}

extension Field {
    static func moment(_ time: LedgerTime) -> Field { .moment(secondsSinceEpoch: time.wholeSeconds) }
}
