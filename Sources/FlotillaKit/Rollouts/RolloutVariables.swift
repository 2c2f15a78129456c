import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL

/// A rollout's values for the places that revisions leave open. Every worker takes them from the ledger, where they stand in
/// the record of events, so that what was done with which values is sealed with all the rest.
extension Flotilla {
    private static let kind = "variables given"

    func remarks(on variables: SQLVariables) -> [RolloutDescription.Remark] {
        guard !variables.values.isEmpty else { return [] }
        return [RolloutDescription.Remark(kind: Self.kind, body: variables.json.text, reason: "")]
    }

    /// What takes a rollout back has the values of that one.
    func variables(of record: RolloutRecord, _ ledger: Ledger) throws(FlotillaError) -> SQLVariables {
        let run = record.takesBack ?? record.run
        let filter = EventFilter(run: run, kind: Self.kind)
        let event = try reading { () throws(LedgerError) in try ledger.newestEvents(filter, limit: 1).first }
        return event.flatMap { SQLVariables(text: $0.body) } ?? SQLVariables()
    }

    /// Makes sure that no target needs a variable that has no value. Writes nothing, and looks at targets only when a revision
    /// on the way of some has such a place.
    public func requireVariables(
        for operation: Operation, on selection: FleetSelection, control: RunControl
    ) async throws(FlotillaError) {
        guard operation.direction != nil else { return }
        let planner = try await atDesk { [self] () throws(FlotillaError) in try validated(operation, selection) }
        try await requireVariables(for: operation, on: selection, planner, control)
    }

    func requireVariables(
        for operation: Operation, on selection: FleetSelection, _ planner: Planner, _ control: RunControl
    ) async throws(FlotillaError) {
        let engines = try await atDesk { () throws(FlotillaError) in try selection.engines() }
        guard planner.hasOpenPlaces(operation, on: engines) else { return }
        let starts = await starts(of: selection, planner, control)
        let open = Set(
            starts.keys.flatMap { start in
                (start.engine.map { [$0] } ?? Array(engines)).flatMap { engine in
                    planner.openPlaces(operation, from: start.rows, engine: engine)
                }
            })
        guard open.isEmpty else { throw .scripts(open.sorted { $0.line < $1.line }) }
    }
}

extension TargetFailure {
    fileprivate var line: (String, Int) { (place?.file ?? "", place?.line ?? 0) }
}
