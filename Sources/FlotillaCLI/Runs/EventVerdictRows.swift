import FlotillaKit
import FlotillaLedger

/// What checking the record of events found.
enum EventVerdictRows {
    static let layout = ReportLayout(
        kind: "LedgerVerdict", rowKind: "LedgerVerdict", rowsKey: "verdicts",
        columns: [
            .init(title: "RECORD", key: "state"),
            .init(title: "LAST ENTRY", key: "number", isRightAligned: true),
            .init(title: "WRITTEN", key: "at"),
            .init(title: "SEAL", key: "seal"),
            .init(title: "FAULT", key: "fault", isWide: true),
            .init(title: "FIRST BAD", key: "firstBad", isWide: true, isRightAligned: true),
        ])

    static func fields(_ verdict: EventVerdict) -> [Field] {
        let fault = verdict.fault
        return [
            fault == nil ? .state("whole", name: "whole", .good) : .state("broken", name: "broken", .bad),
            .number(Int(verdict.last.number)), verdict.lastAt.map { .instant($0) } ?? .none,
            verdict.last.seal.isEmpty ? .none : .text(verdict.last.seal),
            fault.map { .text($0.kind.rawValue) } ?? .none, fault.map { .number(Int($0.number)) } ?? .none,
        ]
    }
}
