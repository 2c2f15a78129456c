import FlotillaDriver
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

/// How a process stays with one rollout until it is held or has ended. A ledger that is away for longer than a lease costs
/// it its place, and it takes another one when the ledger is back, as a `worker` does.
extension Flotilla {
    /// Between two tries to find the ledger again.
    private static let patience = Duration.seconds(1)

    /// Works on a rollout that has been written down, and coordinates it unless somebody else does. One whose policy says
    /// so is taken back when it has failed.
    ///
    /// - Parameter onLost: told once for each time that the ledger is away.
    public func attend(
        _ run: RunID, on selection: FleetSelection, control: RunControl,
        onResult: (@Sendable (TargetResult) -> Void)? = nil, onLook: (@Sendable (RolloutRecord) -> Void)? = nil,
        onLost: (@Sendable (LedgerError) -> Void)? = nil
    ) async throws(FlotillaError) -> RolloutReport {
        var shift = try await self.shift(on: run, selection, control, onResult, onLook)
        while shift.isCutShort, !control.isStopping {
            onLost?(shift.failure ?? .leaseLost)
            shift = try await nextShift(on: run, selection, control, onResult, onLook)
        }
        var report = try await lastReport(on: run)
        report.ledgerFailure = shift.failure
        report.wasInterrupted = control.isStopping
        guard report.record.isTakeBackAsked, !report.wasInterrupted, report.ledgerFailure == nil else { return report }
        // Targets that joined late were changed too, and are not among those that were there when this process began.
        let present = try await fleet() ?? selection
        guard let revert = try await takeBack(run, on: present) else { return report }
        return try await attend(revert, on: present, control: control, onLook: onLook, onLost: onLost)
    }

    /// What came of the time between coming to the ledger and leaving it.
    private struct Shift {
        var failure: LedgerError?
        /// The rollout may have gone on, or still be to be gone on with.
        var isCutShort: Bool
    }

    private func shift(
        on run: RunID, _ selection: FleetSelection, _ control: RunControl,
        _ onResult: (@Sendable (TargetResult) -> Void)?, _ onLook: (@Sendable (RolloutRecord) -> Void)?
    ) async throws(FlotillaError) -> Shift {
        let station = try await station(selection, as: "")
        let failure: LedgerError?
        do throws(FlotillaError) {
            failure = try await work(on: run, at: station, control: control, onResult: onResult, onLook: onLook)
        } catch {
            _ = await close(station)
            throw error
        }
        let heldLease = station.ledger.holdsLeases
        let told = await close(station) ?? failure
        return Shift(failure: told, isCutShort: told.map(\.comesBack) ?? !heldLease)
    }

    /// Waits for the ledger, and works as before.
    private func nextShift(
        on run: RunID, _ selection: FleetSelection, _ control: RunControl,
        _ onResult: (@Sendable (TargetResult) -> Void)?, _ onLook: (@Sendable (RolloutRecord) -> Void)?
    ) async throws(FlotillaError) -> Shift {
        while true {
            try? await Task.sleep(for: Self.patience)
            do throws(FlotillaError) {
                return try await shift(on: run, selection, control, onResult, onLook)
            } catch {
                guard case .ledger(let failure) = error, failure.comesBack else { throw error }
                if control.isStopping { return Shift(failure: failure, isCutShort: true) }
            }
        }
    }

    /// Never that nothing was done: something may have been.
    private func lastReport(on run: RunID) async throws(FlotillaError) -> RolloutReport {
        do throws(FlotillaError) { return try await report(on: run) } catch {
            guard case .ledger(let failure) = error else { throw error }
            throw .rollout(.ledgerLost(run, failure))
        }
    }
}

extension LedgerError {
    /// As ``mayPass``, but for a full disk: whoever sits before this process has to see to that.
    fileprivate var comesBack: Bool {
        if case .diskFull = self { return false }
        return mayPass
    }
}
