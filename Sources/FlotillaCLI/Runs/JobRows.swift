import FlotillaKit
import FlotillaLedger

/// What was done to one target, job by job.
enum JobRows {
    static let layout = ReportLayout(
        kind: "JobList", rowKind: "Job", rowsKey: "jobs",
        columns: [
            .init(title: "RUN", key: "run", isRightAligned: true),
            .init(title: "STARTED", key: "startedAt"),
            .init(title: "OPERATION", key: "operation"),
            .init(title: "ARGUMENT", key: "argument", smallest: 8),
            .init(title: "OUTCOME", key: "outcome"),
            .init(title: "BEFORE", key: "before", smallest: 8),
            .init(title: "AFTER", key: "after", smallest: 8),
            .init(title: "TRIES", key: "attempts", isWide: true, isRightAligned: true),
            .init(title: "TIME", key: "durationSeconds", isRightAligned: true),
            .init(title: "BY", key: "by", smallest: 6),
            .init(title: "CAUSE", key: "cause", smallest: 8),
            .init(title: "CODE", key: "code", isWide: true),
            .init(title: "FAILED AT", key: "failedRevision", isWide: true),
            .init(title: "LINE", key: "failedLine", isWide: true, isRightAligned: true),
            .init(title: "MESSAGE", key: "message", isWide: true),
        ])

    static func fields(_ job: JobRecord) -> [Field] {
        let failure = job.failure
        return [
            .number(Int(job.run.number)),
            job.startedAt.map { .moment($0) } ?? .none,
            .text(job.operation.rawValue),
            job.argument.isEmpty ? .none : .text(job.argument),
            job.outcome.map { .outcome($0) } ?? .state("no outcome yet", name: "unrecorded", .warning),
            job.before.map { .version($0) } ?? .none,
            job.after.map { .version($0) } ?? .none,
            .number(job.attempts),
            job.running.map { .duration($0 + (job.connecting ?? .zero)) } ?? .none,
            .text("\(job.process.user)@\(job.process.host)"),
            failure.map { .text($0.cause.rawValue) } ?? .none,
            failure.map { .text($0.code) } ?? .none,
            failure?.revision.map { .text($0.text) } ?? .none,
            failure?.line.map { .number($0) } ?? .none,
            failure.map { .text($0.message) } ?? .none,
        ]
    }
}
