import FlotillaRuntime

/// One row per target of a run.
enum ResultRows {
    static let layout = ReportLayout(
        kind: "RunReport", rowKind: "TargetResult", rowsKey: "targets",
        columns: [
            .init(title: "TARGET", key: "target", smallest: 8),
            .init(title: "OUTCOME", key: "outcome"),
            .init(title: "BEFORE", key: "before", isWide: true),
            .init(title: "VERSION", key: "version", smallest: 12),
            .init(title: "NEWEST", key: "isHead", isWide: true),
            .init(title: "STEPS", key: "steps", isWide: true, isRightAligned: true),
            .init(title: "TRIES", key: "attempts", isWide: true, isRightAligned: true),
            .init(title: "TIME", key: "durationSeconds", isWide: true, isRightAligned: true),
            .init(title: "CAUSE", key: "cause", smallest: 8),
            .init(title: "CODE", key: "code", isWide: true),
            .init(title: "STATE", key: "state", isWide: true),
            .init(title: "FILE", key: "file", isWide: true),
            .init(title: "LINE", key: "line", isWide: true, isRightAligned: true),
            .init(title: "MESSAGE", key: "message", isWide: true),
        ],
        arrivesUnordered: true)

    static func fields(_ result: TargetResult) -> [Field] {
        let failure = result.failure
        return [
            .text(result.target.text),
            .outcome(result.outcome),
            result.before.map { .version($0) } ?? .none,
            result.after.map { result.isHead ? .head($0) : .version($0) } ?? .none,
            result.after.map { _ in .answer(result.isHead, yes: "yes", no: "no") } ?? .none,
            .number(result.appliedSteps),
            .number(result.attempts),
            .duration(result.duration),
            failure.map { .text($0.cause.rawValue) } ?? .none,
            failure.map { .text($0.code) } ?? .none,
            failure.map { .text($0.state.name) } ?? .none,
            failure?.place.map { .text($0.file) } ?? .none,
            failure?.place.map { .number($0.line) } ?? .none,
            failure.map { .text($0.message) } ?? .none,
        ]
    }
}
