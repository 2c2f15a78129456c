import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime

/// A run as members of a JSON document. Names, once released, stay; members are only ever added.
extension RunSummary {
    var members: [JSON.Member] {
        [
            JSON.Member("operation", .string(report.operation.name)),
            JSON.Member("revision", .string(report.operation.argument)),
            JSON.Member("run", report.run.map { .integer($0) } ?? .null),
            JSON.Member("total", .integer(report.total)),
            JSON.Member("outcomes", .counts(report.outcomes)),
            JSON.Member("foundElsewhere", .integer(report.foundElsewhere)),
            JSON.Member("steps", .integer(report.steps)),
            JSON.Member("durationSeconds", .number(report.duration.inSecondsRounded)),
            JSON.Member("interrupted", .boolean(report.wasInterrupted)),
            JSON.Member("recorded", .boolean(report.ledgerFailure == nil)),
            JSON.Member("failures", .array(report.failures.map { .failure($0) })),
        ]
    }
}

extension JSON {
    /// Every outcome has its member, also when it is 0.
    static func counts(_ outcomes: [Outcome: Int]) -> JSON {
        .object(Outcome.allCases.map { Member($0.rawValue, .integer(outcomes[$0] ?? 0)) })
    }

    static func failure(_ group: FailureGroup) -> JSON {
        .object([
            Member("outcome", .string(group.outcome.rawValue)),
            Member("cause", .string(group.cause.rawValue)),
            Member("code", .string(group.code)),
            Member("message", .string(group.message)),
            Member("count", .integer(group.count)),
            Member("examples", .strings(group.examples.map(\.text))),
            Member("state", .string(group.state.name)),
            Member("revision", group.place.map { .string($0.revision.text) } ?? .null),
            Member("file", group.place.map { .string($0.file) } ?? .null),
            Member("line", group.place.map { .integer($0.line) } ?? .null),
        ])
    }
}

extension TargetState {
    /// One word for programs; the numbers stand in the sentence for people.
    var name: String {
        switch self {
        case .unchanged: "unchanged"
        case .partWay: "part-way"
        case .halfApplied: "half-applied"
        case .inDoubt: "in-doubt"
        }
    }
}
