import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// A baseline that is made or proved with a person watching.
struct BaselineWork {
    var common: CommonOptions
    var flotilla: Flotilla
    var shell = Shell.current

    func fold(_ request: BaselineRequest) async throws -> BaselineDraft {
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
        defer { shell.console.show([]) }
        do {
            let draft = try await flotilla.foldHistory(request, control: control) { news in
                if common.progress.resolved(on: shell.console.terminal) == .tty { shell.console.show([news]) }
            }
            if let status = shell.interrupts.status { throw status }
            return draft
        } catch {
            if let status = shell.interrupts.status { throw status }
            throw error
        }
    }

    func tell(_ draft: BaselineDraft, isWritten: Bool) {
        let writer = common.writer(BaselineRows.layout)
        for part in draft.parts { writer.row(BaselineRows.fields(draft, part)) }
        let path = DisplayText.escaped(draft.revision.path)
        writer.finish(
            ReportEnd(
                members: [
                    JSON.Member("path", isWritten ? .string(draft.revision.path) : .null),
                    JSON.Member("folded", .strings(draft.replaces.map(\.text))),
                    JSON.Member("writeRows", .strings(draft.writers.map(\.text))),
                ],
                closing: [
                    "\(Wording.count(draft.replaces.count, "revision")) up to \(draft.id.text) folded into one, with the same schema"
                ] + BaselineRows.remarks(draft)
                    + (isWritten
                        ? [
                            "written: \(path)",
                            "Next: read it; databases without any revision begin with it from now on",
                        ]
                        : ["nothing was written", "Next: the same without --dry-run, for \(path)"])))
    }

    func check(_ revision: String?, _ engines: [Engine]) async throws {
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
        let writer = common.writer(BaselineRows.layout)
        let verdicts = Monitor<[BaselineVerdict]>([])
        do {
            try await flotilla.checkBaselines(at: revision, engines: engines, control: control) { verdict in
                writer.row(BaselineRows.fields(verdict))
                verdicts.access { $0.append(verdict) }
            }
        } catch {
            writer.abandon()
            if let status = shell.interrupts.status { throw status }
            throw error
        }
        let found = verdicts.access { $0 }
        let isGood = found.allSatisfy(\.isGood)
        writer.finish(
            ReportEnd(
                members: [JSON.Member("equal", .boolean(isGood))],
                closing: found.flatMap(BaselineRows.details)
                    + (isGood ? [] : ["Next: correct the file, or delete it and make it again: flotilla baseline"])))
        if let status = shell.interrupts.status { throw status }
        if !isGood { throw ProgramStatus.findings }
    }
}

/// A baseline on one engine, a row for each.
enum BaselineRows {
    static let layout = ReportLayout(
        kind: "Baseline", rowKind: "BaselinePart", rowsKey: "baselines",
        columns: [
            .init(title: "REVISION", key: "revision"), .init(title: "ENGINE", key: "engine"),
            .init(title: "REPLACES", key: "replaces", isRightAligned: true),
            .init(title: "TABLES", key: "tables", isRightAligned: true), .init(title: "RESULT", key: "result"),
            .init(title: "ROWS NOT IN IT", key: "rowsLeftOut", smallest: 14),
            .init(title: "DIFFERENCES", key: "differences", isWide: true),
        ])

    static func fields(_ draft: BaselineDraft, _ part: BaselineDraft.Part) -> [Field] {
        [
            .text(draft.id.text), .text(part.engine.rawValue), .number(draft.replaces.count), .number(part.tables),
            same, .texts(part.filled.map(\.words)), .none,
        ]
    }

    static func fields(_ verdict: BaselineVerdict) -> [Field] {
        [
            .text(verdict.revision.text), .text(verdict.engine.rawValue), .number(verdict.replaces),
            .number(verdict.tables), verdict.fault.map(state) ?? same, .none,
            verdict.fault.map { .texts($0.summary.lines.map(\.text)) } ?? .none,
        ]
    }

    private static let same = Field.state("the same schema", name: "same", .good)

    private static func state(_ fault: BaselineFault) -> Field {
        switch fault {
        case .leadsElsewhere: .state("another schema", name: "leadsElsewhere", .bad)
        case .leavesBehind: .state("down does not lead back", name: "leavesBehind", .bad)
        }
    }

    /// What new databases will lack, and who writes it on the long way.
    static func remarks(_ draft: BaselineDraft) -> [String] {
        var tables: [String] = []
        for table in draft.parts.flatMap(\.filled).map(\.words) where !tables.contains(table) { tables.append(table) }
        guard !tables.isEmpty else { return [] }
        let writers = draft.writers.isEmpty ? "" : ", written by \(Wording.sample(draft.writers.map(\.text)))"
        return [
            "The long way leaves rows that are no part of a schema: \(DisplayText.escaped(Wording.sample(tables)))"
                + DisplayText.escaped(writers),
            "The baseline has none of them: add those that new databases need to its flotilla:upgrade sections",
        ]
    }

    static func details(_ verdict: BaselineVerdict) -> [String] {
        guard let fault = verdict.fault else { return [] }
        let way =
            switch fault {
            case .leadsElsewhere: "after the baseline, to be where the long way leads"
            case .leavesBehind: "after its way back, to be where it began"
            }
        return ["\(verdict.revision.text) on \(verdict.engine.rawValue), \(way):"]
            + fault.summary.lines.prefix(20).map { "  still to do: \(DisplayText.escaped($0.text))" }
    }
}

extension BaselineFault {
    var summary: ChangeSummary {
        switch self {
        case .leadsElsewhere(let summary), .leavesBehind(let summary): summary
        }
    }
}

extension FilledTable {
    /// `roles (3 rows)`
    fileprivate var words: String { "\(name.text) (\(Wording.count(rows, "row")))" }
}
