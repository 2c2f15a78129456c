import FlotillaDriver
import FlotillaInventory
import FlotillaKit
import FlotillaRuntime

/// An import with a person watching.
struct ImportWork {
    var common: CommonOptions
    var flotilla: Flotilla
    /// As it was typed.
    var path: String
    var shell = Shell.current

    func plan(_ request: ImportRequest) async throws -> ImportPlan {
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
        let display = CountDisplay(work: "reading", noun: "scripts", mode: common.progress, console: shell.console)
        defer { display.clear() }
        do {
            return try await flotilla.planImport(request, control: control) { display.show($0) }
        } catch {
            if let status = shell.interrupts.status { throw status }
            throw error
        }
    }

    func verify(
        _ plan: ImportPlan, _ request: ImportRequest, with flotilla: Flotilla
    ) async throws -> [ImportVerdict] {
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: CommandText.line(shell.arguments))
        defer { shell.console.show([]) }
        do {
            return try await flotilla.verify(plan, request, control: control) { news in
                if common.progress.resolved(on: shell.console.terminal) == .tty { shell.console.show([news]) }
            }
        } catch {
            if let status = shell.interrupts.status { throw status }
            throw error
        }
    }

    /// - Parameter result: `nil` where nothing was written.
    func tell(_ plan: ImportPlan, _ result: ImportResult?, _ verdicts: [ImportVerdict]) {
        let writer = common.writer(ImportRows.layout)
        for revision in plan.revisions {
            for row in ImportRows.rows(revision, plan.engines) { writer.row(row) }
        }
        let tally = ImportTally(plan)
        writer.finish(
            ReportEnd(
                members: tally.members + members(plan, result) + Self.members(verdicts),
                closing: tally.lines + kept(plan) + remarks(plan) + (result.map { written(plan, $0) } ?? [])
                    + verdicts.flatMap(Self.lines) + next(result, verdicts)))
    }

    private func members(_ plan: ImportPlan, _ result: ImportResult?) -> [JSON.Member] {
        [
            JSON.Member("engines", .strings(plan.engines.map(\.rawValue))),
            JSON.Member("project", .string(plan.project.folder)),
            JSON.Member("config", .string(plan.project.config)),
            JSON.Member("written", .strings(result?.paths ?? [])),
        ]
    }

    private func next(_ result: ImportResult?, _ verdicts: [ImportVerdict]) -> [String] {
        if verdicts.contains(where: { !$0.isGood }) {
            return ["Next: correct the revisions where they differ, then repeat with --verify"]
        }
        if result == nil, verdicts.isEmpty { return ["nothing was written", "Next: the same without --dry-run"] }
        return ["Next: see what is where with flotilla current --all, then flotilla upgrade --all"]
    }

    private static func members(_ verdicts: [ImportVerdict]) -> [JSON.Member] {
        guard !verdicts.isEmpty else { return [] }
        return [
            JSON.Member(
                "verified",
                .array(
                    verdicts.map { verdict in
                        .object([
                            JSON.Member("engine", .string(verdict.engine.rawValue)),
                            JSON.Member("equal", .boolean(verdict.isGood)),
                            JSON.Member("differences", .strings(verdict.differences?.lines.map(\.text) ?? [])),
                        ])
                    }))
        ]
    }

    private static func lines(_ verdict: ImportVerdict) -> [String] {
        let engine = verdict.engine.rawValue
        guard let differences = verdict.differences else {
            return ["\(engine): the revisions make the schema that Alembic makes"]
        }
        return ["\(engine): Alembic makes another schema. To get there from ours:"]
            + differences.lines.map { "  " + DisplayText.escaped($0.text) }
    }

    private func kept(_ plan: ImportPlan) -> [String] {
        guard !plan.present.isEmpty, !plan.isThere else { return [] }
        let count = plan.present.count
        return ["\(Wording.count(count)) of them \(count == 1 ? "is" : "are") there already: nothing is written over"]
    }

    private func remarks(_ plan: ImportPlan) -> [String] {
        plan.project.remarks.sorted { $0.key < $1.key }.map { engine, words in
            """
            env.py cannot be run offline for \(engine.rawValue) (\(DisplayText.escaped(words))): names that it gives to \
            constraints may be missing
            """
        }
    }

    private func written(_ plan: ImportPlan, _ result: ImportResult) -> [String] {
        let files = Wording.count(result.paths.count, "file")
        let added = result.amendments.filter { $0.outcome == .added }.map { $0.key + ":" }
        return ["written: \(files) in \(DisplayText.escaped(plan.folder))"]
            + (added.isEmpty ? [] : ["written: \(DisplayText.escaped(plan.settingsFile)), \(Wording.list(added))"])
            + result.amendments.flatMap { amendment in
                byHand(plan, amendment.key, amendment.outcome)
            }
    }

    /// What a person has to put into the settings.
    private func byHand(_ plan: ImportPlan, _ key: String, _ outcome: SettingsAmendment.Outcome) -> [String] {
        let file = DisplayText.escaped(plan.settingsFile)
        let text = plan.settings.first { $0.key == key }?.text ?? ""
        let lines = text.split(separator: "\n").map { "  " + DisplayText.escaped(String($0)) }
        switch outcome {
        case .added: return []
        case .present: return ["\(file) has \(key): already; the project wants:"] + lines
        case .unsafe: return ["put this into \(file):"] + lines
        case .notWritten(let words): return ["\(file) cannot be written (\(words)); put this into it:"] + lines
        }
    }
}

/// How many revisions are taken over in which way.
struct ImportTally {
    private var total = 0
    private var data = 0
    private var alembic = 0
    private var irreversible = 0
    private var engines: [String]

    init(_ plan: ImportPlan) {
        engines = plan.engines.map(\.rawValue)
        for revision in plan.revisions {
            let ways = revision.ways.values.flatMap(\.values)
            total += 1
            if revision.needsAlembic { alembic += 1 } else if ways.contains(.data) { data += 1 }
            if ways.contains(where: { if case .irreversible = $0 { true } else { false } }) { irreversible += 1 }
        }
    }

    var members: [JSON.Member] {
        [
            JSON.Member("total", .integer(total)), JSON.Member("rendered", .integer(total - alembic)),
            JSON.Member("renderedWithData", .integer(data)), JSON.Member("byAlembic", .integer(alembic)),
            JSON.Member("irreversible", .integer(irreversible)),
        ]
    }

    var lines: [String] {
        let sql = "\(Wording.count(total - alembic)) as SQL" + (data > 0 ? " (\(Wording.count(data)) change rows)" : "")
        let rest = alembic > 0 ? ", \(Wording.count(alembic)) by the project's own Alembic" : ""
        let back = irreversible > 0 ? "; \(Wording.count(irreversible)) cannot be taken back" : ""
        return ["\(Wording.count(total, "revision")) for \(Wording.list(engines)): \(sql)\(rest)\(back)"]
    }
}
