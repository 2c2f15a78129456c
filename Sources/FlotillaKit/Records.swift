import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// What `inventory check` learnt about a target.
public struct CheckResult: Sendable {
    public var target: TargetID
    public var server: ServerFacts?
    /// `nil` when it could not be read.
    public var version: [RevisionID]?
    public var failure: TargetFailure?
    public var duration: Duration
}

extension Flotilla {
    /// Connects to every selected target and reads its version; writes nothing, neither there nor in the ledger.
    public func check(
        _ selection: FleetSelection, control: RunControl, onResult: @escaping @Sendable (CheckResult) -> Void
    ) async throws(FlotillaError) -> RunReport {
        let planner = try await atDesk { [self] () throws(FlotillaError) in try plannerOfForeignTables() }
        let run = FleetRun(
            planner: planner, operation: .current, adapters: adapters, settings: migrationSettings,
            secrets: secrets, roster: selection.roster, retry: RetryPolicy(retries: 0), limits: limits,
            recorder: RunRecorder(.nowhere), control: control
        ) { result in
            onResult(
                CheckResult(
                    target: result.target, server: result.server, version: result.after, failure: result.failure,
                    duration: result.duration))
        }
        return await run.run()
    }

    /// Another tool's version table is read by the names of its revisions. Alembic's can be read without any folder.
    private func plannerOfForeignTables() throws(FlotillaError) -> Planner? {
        try revisionSettings().format == .flotilla ? nil : try planner()
    }

    /// What was done to a target, the last first.
    public func history(of target: TargetID, limit: Int) async throws(FlotillaError) -> [JobRecord] {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in try ledger.history(of: target, limit: limit) }
        }
    }

    /// The last first.
    public func runs(limit: Int) async throws(FlotillaError) -> [RunRecord] {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in try ledger.runs(limit: limit) }
        }
    }

    /// Tells the journal of the only target of `selection` what a person found out about the statement in doubt, so that
    /// the next run goes on behind it or with it.
    public func resolve(
        _ selection: FleetSelection, applied: Bool, reason: String, control: RunControl
    ) async throws(FlotillaError) -> RunReport {
        let report = try await run(
            .resolve(applied: applied, reason: reason), on: selection, reason: reason, control: control)
        if report.count(.skipped) > 0, let target = try selection.single() {
            throw .nothingToResolve(target.id, isListed: selection.isListed)
        }
        return report
    }

    func reading<Value>(_ work: () throws(LedgerError) -> Value) throws(FlotillaError) -> Value {
        do { return try work() } catch { throw .ledger(error) }
    }
}
