import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Asks targets where they are. What a person sees of one database has Alembic's shape, a line for each revision or, on
/// demand, all that is known of it; several databases are a table.
struct CurrentWork {
    var isVerbose: Bool
    var checksHeads: Bool
    var targets: TargetOptions
    var limits: LimitOptions
    var common: CommonOptions

    func execute() async throws {
        let flotilla = try Connection.open(common, limits)
        let selection = try await flotilla.select(targets.selectionOrAll)
        let writer = common.writer(ResultRows.layout)
        let seen = Monitor<[TargetResult]>([])
        let isLines = common.output == .table && (isVerbose || selection.count == 1)
        let showsRows = !isLines && (selection.count > 1 || common.output != .markdown)
        let report = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.run(.current, on: selection, control: control) { result in
                if showsRows { writer.row(ResultRows.fields(result)) }
                if isLines || checksHeads { seen.access { $0.append(result) } }
            }
        }
        let results = seen.access { $0 }.sorted { $0.place < $1.place }
        if isLines {
            try await tell(results, flotilla)
            watched.tellFailures(report)
            if let failure = report.ledgerFailure { throw Complaint(failure) }
            try watched.throwStatus(of: report)
        } else {
            try watched.finish(report, writer, showsSingle: !showsRows)
        }
        if checksHeads { try await requireHeads(results, flotilla) }
    }

    private func tell(_ results: [TargetResult], _ flotilla: Flotilla) async throws {
        let listing = RevisionListing(common: common)
        for result in results where result.outcome.isDone {
            if isVerbose {
                listing.tell(["Current revision(s) for \(DisplayText.escaped(result.target.text)):"])
            }
            let entries = try await flotilla.current(rows: result.after ?? [])
            // Alembic prints nothing for an empty table, and nobody knows whether it has looked.
            if entries.isEmpty { listing.tell([VersionText.base]) }
            listing.tell(entries.flatMap { isVerbose ? RevisionText.block($0) : [RevisionText.current($0)] })
        }
    }

    /// Over parents and dependencies: what a head depends on need not have a row of its own.
    private func requireHeads(_ results: [TargetResult], _ flotilla: Flotilla) async throws {
        let heads = try await flotilla.heads(resolvingDependencies: true)
        let behind = results.count { !$0.isHead }
        guard behind > 0, !heads.isEmpty else { return }
        throw Complaint(
            behind: behind, of: results.count, heads: heads.map(\.id.text),
            upgrade: CommandText.line(["upgrade", heads.count == 1 ? "head" : "heads"] + targets.words))
    }

    private var watched: WatchedRun {
        WatchedRun(
            title: Operation.current.title, common: common,
            repetition: Repetition(
                typed: Shell.current.arguments, operation: .current, config: common.config, database: targets.database))
    }
}
