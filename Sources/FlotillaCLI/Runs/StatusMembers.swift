import FlotillaDriver
import FlotillaKit
import FlotillaRevisions

/// Where the fleet stands as members of a JSON document. Names, once released, stay; members are only ever added.
extension StatusRendering {
    var members: [JSON.Member] {
        [
            JSON.Member("total", .integer(report.total)),
            JSON.Member("seen", .integer(report.seen)),
            JSON.Member("neverSeen", .integer(report.neverSeen)),
            JSON.Member("live", .boolean(report.live)),
            JSON.Member("laggards", .array(report.laggards.map(Self.json))),
            JSON.Member("failures", .array(report.failures.map { .failure($0) })),
            JSON.Member("unknown", .strings(report.unknown.map(\.text))),
            JSON.Member("interruptedRun", report.interruptedRun.map { .integer($0.run) } ?? .null),
            JSON.Member("unrecorded", .integer(report.interruptedRun?.unrecorded ?? 0)),
        ]
    }

    private static func json(
        _ laggard: (target: TargetID, version: [RevisionID], behind: Int, seenSecondsAgo: Int)
    ) -> JSON {
        .object([
            JSON.Member("target", .string(laggard.target.text)),
            JSON.Member("version", .strings(laggard.version.map(\.text))),
            JSON.Member("behind", .integer(laggard.behind)),
            JSON.Member("seenSecondsAgo", .integer(laggard.seenSecondsAgo)),
        ])
    }
}
