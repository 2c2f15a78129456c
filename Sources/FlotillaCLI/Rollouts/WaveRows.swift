import FlotillaLedger
import FlotillaRollout

/// One row per wave of a rollout.
enum WaveRows {
    static let layout = ReportLayout(
        kind: "Rollout", rowKind: "Wave", rowsKey: "waves",
        columns: [
            .init(title: "WAVE", key: "wave", smallest: 8),
            .init(title: "TARGETS", key: "targets", isRightAligned: true),
            .init(title: "DONE", key: "done", isRightAligned: true),
            .init(title: "FAILED", key: "failed", isRightAligned: true),
            .init(title: "UNDER WAY", key: "underWay", isRightAligned: true),
            .init(title: "PLANNED", key: "planned", isRightAligned: true),
            .init(title: "CANCELLED", key: "cancelled", isWide: true, isRightAligned: true),
            .init(title: "BUDGET", key: "budget", isRightAligned: true),
            .init(title: "GATES", key: "gates", isWide: true, isRightAligned: true),
        ])

    static func fields(_ record: RolloutRecord, _ wave: Int) -> [Field] {
        let tally = record.rollout.tallies[wave]
        let shape = record.rollout.shape.waves[wave]
        return [
            .text(record.waveNames[wave]), .number(tally.total), .number(tally.arrived), .number(tally.failures),
            .number(tally.underWay), .number(tally.planned), .number(tally[.cancelled]), .number(shape.budget),
            .number(shape.gates),
        ]
    }
}

/// One row per rollout.
enum RolloutRows {
    static let layout = ReportLayout(
        kind: "RolloutList", rowKind: "RolloutSummary", rowsKey: "rollouts",
        columns: [
            .init(title: "ROLLOUT", key: "rollout", isRightAligned: true),
            .init(title: "STATE", key: "state"),
            .init(title: "SINCE", key: "since"),
            .init(title: "WHAT", key: "command", smallest: 12),
            .init(title: "TARGETS", key: "targets", isRightAligned: true),
            .init(title: "DONE", key: "done", isRightAligned: true),
            .init(title: "FAILED", key: "failed", isRightAligned: true),
            .init(title: "STARTED", key: "startedAt", isWide: true),
            .init(title: "BY", key: "author", smallest: 6),
            .init(title: "TAKES BACK", key: "takesBack", isWide: true, isRightAligned: true),
        ])

    static func fields(_ record: RolloutRecord) -> [Field] {
        let tallies = record.rollout.tallies
        let words = RolloutWords(record: record)
        return [
            .number(Int(record.run.number)), .state(words.state, name: words.state, words.tone),
            .moment(record.since), .text(record.command), .number(tallies.reduce(0) { $0 + $1.total }),
            .number(tallies.reduce(0) { $0 + $1.arrived }), .number(record.rollout.failures),
            .moment(record.startedAt), .text(record.author),
            record.takesBack.map { .number(Int($0.number)) } ?? .none,
        ]
    }
}
