import FlotillaDriver
import FlotillaKit
import FlotillaLedger
import FlotillaRevisions

/// Where the fleet stands as members of a JSON document. Names, once released, stay; members are only ever added.
extension StatusRendering {
    var members: [JSON.Member] {
        [
            JSON.Member("total", .integer(report.total)),
            JSON.Member("seen", .integer(report.seen)),
            JSON.Member("neverSeen", .integer(report.neverSeen)),
            JSON.Member("live", .boolean(report.isLive)),
            JSON.Member("unanswered", .integer(report.unanswered)),
            JSON.Member("liveFailures", .array((report.run?.failures ?? []).map { .failure($0) })),
            JSON.Member("laggards", .array(report.laggards.map(Self.json))),
            JSON.Member("failures", .array(report.failures.map(Self.json))),
            JSON.Member("unknown", .strings(report.unknown.map(\.text))),
            JSON.Member("halfApplied", .strings(report.halfApplied.map(\.text))),
            JSON.Member("notInInventory", .integer(report.removed.count)),
            JSON.Member("interruptedRun", report.interruption.map { .integer(Int($0.run)) } ?? .null),
            JSON.Member("unrecorded", .integer(report.interruption?.unrecorded ?? 0)),
        ]
    }

    private static func json(_ failure: FailureRecord) -> JSON {
        .object([
            JSON.Member("cause", .string(failure.cause.rawValue)),
            JSON.Member("code", .string(failure.code)),
            JSON.Member("message", .string(failure.message)),
            JSON.Member("count", .integer(failure.targets)),
            JSON.Member("examples", .strings(failure.examples.map(\.text))),
        ])
    }

    private static func json(_ laggard: StatusReport.Laggard) -> JSON {
        .object([
            JSON.Member("target", .string(laggard.target.text)),
            JSON.Member("version", .strings(laggard.version.map(\.text))),
            JSON.Member("behind", laggard.behind.map { .integer($0) } ?? .null),
        ])
    }
}
