import FlotillaKit
import FlotillaRuntime
import FlotillaSQL

/// What commands that change targets have in common: select, ask, run, report.
struct FleetCommand {
    var operation: Operation
    var targets: TargetOptions
    var limits: LimitOptions
    var common: CommonOptions
    var writing: WritingOptions?
    /// What is marked as losing data may run without a question.
    var isLossAgreed = false
    /// Why, for the record.
    var reason = ""
    /// For the places that revisions leave open.
    var variables = SQLVariables()

    func execute() async throws {
        let flotilla = try Connection.open(common, limits, variables: variables)
        let selection = try await flotilla.select(targets.selection)
        let consent = try await ask(flotilla, selection)
        let writer = common.writer(ResultRows.layout)
        let onResult = showsRows ? { @Sendable in writer.row(ResultRows.fields($0)) } : nil
        let watched = watched(operation.title, tellsChanges: writing?.detailedExitcode ?? false)
        let report = try await watched.watch(writer) { control throws(FlotillaError) in
            try await flotilla.run(
                operation, on: selection, losing: consent, reason: reason, control: control, onResult: onResult)
        }
        try watched.finish(report, writer, showsSingle: onResult == nil)
    }

    /// Asks before more than one target is written to, and before data is lost on any. Returns what may be lost.
    private func ask(_ flotilla: Flotilla, _ selection: FleetSelection) async throws -> LossConsent {
        let loss = try await lookAhead(flotilla, selection)
        let isAsked = writing?.yes != true
        if !loss.isEmpty, !isAsked || !Shell.current.canAsk {
            throw DataLossText.refusal(operation.title, loss)
        }
        if isAsked, selection.count > 1 || !loss.isEmpty {
            let preview = try await flotilla.preview(operation, on: selection)
            try await Confirmation(preview: preview, loss: loss, shell: Shell.current).require()
        }
        return isLossAgreed ? .any : .named(loss.steps)
    }

    /// What could not be taken back, or not even be begun, is found out before anything is.
    private func lookAhead(_ flotilla: Flotilla, _ selection: FleetSelection) async throws -> DataLoss {
        let loss = try await watched("looking at targets").watch(common.writer(ResultRows.layout)) {
            control throws(FlotillaError) in
            try await flotilla.requireVariables(for: operation, on: selection, control: control)
            return isLossAgreed
                ? DataLoss() : try await flotilla.loss(of: operation, on: selection, control: control)
        }
        // Nothing is under way that would have to end first when a person leaves at the question that may follow.
        Shell.current.interrupts.runEnds()
        if let status = Shell.current.interrupts.status { throw status }
        return loss
    }

    private func watched(_ title: String, tellsChanges: Bool = false) -> WatchedRun {
        WatchedRun(
            title: title, common: common,
            repetition: Repetition(
                typed: Shell.current.arguments, operation: operation, config: common.config, database: targets.database),
            tellsChanges: tellsChanges)
    }

    /// Thousands of lines that say "succeeded" hide the ten that matter: a table has them only when asked for.
    private var showsRows: Bool {
        switch common.output {
        case .json, .ndjson, .csv, .name, .wide: true
        case .table, .markdown: false
        }
    }
}
