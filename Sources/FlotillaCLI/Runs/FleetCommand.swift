import FlotillaKit
import FlotillaRuntime

/// What `upgrade`, `downgrade`, `stamp` and `current` have in common: select, ask, run, report.
struct FleetCommand {
    var operation: Operation
    var targets: TargetOptions
    var limits: LimitOptions
    var common: CommonOptions
    var writing: WritingOptions?
    /// Why, for the record.
    var reason = ""

    func execute() async throws {
        let flotilla = try Connection.open(common, limits)
        let selection = try await flotilla.select(operation.writesTargets ? targets.selection : targets.selectionOrAll)
        if operation.writesTargets && selection.count > 1 && writing?.yes != true {
            let preview = try await flotilla.preview(operation, on: selection)
            try await Confirmation(preview: preview, shell: Shell.current).require()
        }
        let writer = common.writer(ResultRows.layout)
        let onResult = showsRows(selection.count) ? { @Sendable in writer.row(ResultRows.fields($0)) } : nil
        let watched = WatchedRun(
            title: operation.title, common: common,
            repetition: Repetition(
                typed: Shell.current.arguments, operation: operation, config: common.config, database: targets.database),
            tellsChanges: writing?.detailedExitcode ?? false)
        let report = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.run(
                operation, on: selection, reason: reason, control: control, onResult: onResult)
        }
        try watched.finish(report, writer, showsSingle: onResult == nil)
    }

    /// Thousands of lines that say "succeeded" hide the ten that matter: a table has them only when asked for.
    private func showsRows(_ count: Int) -> Bool {
        switch common.output {
        case .json, .ndjson, .csv, .name, .wide: true
        case .table, .markdown: operation == .current && count > 1
        }
    }
}
