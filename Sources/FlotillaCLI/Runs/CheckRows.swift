import FlotillaKit
import FlotillaRollout

/// One row per target that was asked whether it is there.
enum CheckRows {
    static let layout = ReportLayout(
        kind: "CheckReport", rowKind: "CheckResult", rowsKey: "targets",
        columns: [
            .init(title: "TARGET", key: "target", smallest: 8),
            .init(title: "STATE", key: "reachable"),
            .init(title: "SERVER", key: "product"),
            .init(title: "RELEASE", key: "serverVersion", smallest: 8),
            .init(title: "VERSION", key: "version", smallest: 12),
            .init(title: "TIME", key: "durationSeconds", isWide: true, isRightAligned: true),
            .init(title: "CAUSE", key: "cause", smallest: 8),
            .init(title: "CODE", key: "code", isWide: true),
            .init(title: "MESSAGE", key: "message", isWide: true),
        ],
        arrivesUnordered: true)

    static func fields(_ result: CheckResult) -> [Field] {
        let failure = result.failure
        return [
            .text(result.target.text),
            .answer(result.failure == nil, yes: "reachable", no: "not usable"),
            result.server.map { .text($0.product) } ?? .none,
            result.server.map { .text($0.version) } ?? .none,
            result.version.map { .version($0) } ?? .none,
            .duration(result.duration),
            failure.map { .text($0.cause.rawValue) } ?? .none,
            failure.map { .text($0.code) } ?? .none,
            failure.map { .text($0.message) } ?? .none,
        ]
    }
}
