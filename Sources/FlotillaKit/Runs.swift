import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// What a person is shown before several targets are written to.
public struct RunPreview: Sendable {
    public var operation: Operation
    public var count: Int
    public var servers: [(name: String, count: Int)]
    public var sample: [TargetID]
    /// Of the selected targets, as the ledger last saw them; `nil` stands for those it has never seen.
    public var knownVersions: [(version: [RevisionID]?, count: Int)]
    /// Where the operation leads, when that does not depend on the target.
    public var destinations: [RevisionID]
    /// On the way from the known versions, those that the project's own Alembic runs.
    public var inPython: [RevisionID] = []
}

extension Flotilla {
    /// Reads no target. Refuses what would fail on every one of them.
    public func preview(
        _ operation: Operation, on selection: FleetSelection
    ) async throws(FlotillaError) -> RunPreview {
        try await atDesk { [self] () throws(FlotillaError) in
            let planner = try validated(operation, selection)
            let known = try knownVersions(selection)
            var preview = RunPreview(
                operation: operation, count: selection.count, servers: selection.servers,
                sample: try selection.sample(5), knownVersions: known,
                destinations: planner.destinations(of: operation))
            preview.inPython = planner.inPython(
                operation, from: known.map { $0.version ?? [] }, engines: try selection.engines())
            return preview
        }
    }

    /// Does it, on every selected target, and returns when all have ended and everything is on record. A ledger that is
    /// lost on the way ends the run, and the report says so.
    ///
    /// - Parameters:
    ///   - reason: why, in a person's words, for the record.
    ///   - consent: a target for which a step would lose other data is left as it is.
    ///   - shapes: where the schemas are noted that ``Operation/fingerprint`` reads.
    ///   - onResult: called as each target ends, from any thread.
    public func run(
        _ operation: Operation, on selection: FleetSelection, losing consent: LossConsent = .nothing,
        reason: String = "", control: RunControl, shapes: ShapeBook? = nil,
        onResult: (@Sendable (TargetResult) -> Void)? = nil
    ) async throws(FlotillaError) -> RunReport {
        let (planner, recorder) = try await atDesk { [self] () throws(FlotillaError) in
            let planner = try validated(operation, selection)
            return (planner, try begin(operation, selection, planner, reason: reason))
        }
        let run = FleetRun(
            planner: planner, operation: operation, adapters: adapters, settings: migrationSettings,
            secrets: secrets, roster: selection.roster, retry: retryPolicy(for: operation), limits: limits,
            recorder: recorder, control: control, shapes: shapes, losing: consent, onResult: onResult)
        return await run.run()
    }

    func validated(_ operation: Operation, _ selection: FleetSelection) throws(FlotillaError) -> Planner {
        let planner = try planner()
        do {
            try planner.validate(operation, engines: try selection.engines())
        } catch let error as PlanRefusal {
            throw FlotillaError(error)
        } catch let error as FlotillaError {
            throw error
        } catch {
            throw .nothingSelected
        }
        return planner
    }

    /// Writes the intent before the first target is touched.
    private func begin(
        _ operation: Operation, _ selection: FleetSelection, _ planner: Planner, reason: String
    ) throws(FlotillaError) -> RunRecorder {
        // What is found of targets to be adopted is shown before it is kept.
        guard selection.isListed, operation != .adopt else { return RunRecorder(.nowhere) }
        let ledger = try ledger()
        guard operation.writesTargets else { return RunRecorder(.versions(ledger)) }
        var description = RunDescription(
            command: operation.commandText, operation: operation.kind, revision: operation.argument,
            reason: reason)
        if operation.kind == .upgrade { description.files = planner.planned(Set(planner.migrations.graph.ids)) }
        var failure: InventoryError?
        let entries = (0..<selection.count).lazy.compactMap { index -> TargetEntry? in
            do throws(InventoryError) {
                return TargetEntry(try selection.roster[index])
            } catch {
                failure = error
                return nil
            }
        }
        let begun = description
        let run = try reading { () throws(LedgerError) in
            try ledger.beginRun(begun, targets: entries)
        }
        if let failure { throw .inventory(failure) }
        return RunRecorder(.run(ledger, run), leaves: operation.kind == .resolve ? .halfApplied : nil)
    }

    func knownVersions(
        _ selection: FleetSelection
    ) throws(FlotillaError) -> [(version: [RevisionID]?, count: Int)] {
        guard selection.isListed else { return [] }
        var ids: [TargetID] = []
        try selection.forEachTarget { ids.append($0.id) }
        do {
            let known = try ledgerToRead().census(of: ids).map { (version: $0.version, count: $0.targets) }
            let seen = known.map(\.count).reduce(0, +)
            return seen < ids.count ? known + [(nil, ids.count - seen)] : known
        } catch let error as LedgerError {
            throw .ledger(error)
        } catch let error as FlotillaError {
            throw error
        } catch {
            return []
        }
    }
}
