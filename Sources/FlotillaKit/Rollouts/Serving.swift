import FlotillaDriver
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime
import Synchronization

/// What a worker tells whoever watches it.
public enum WorkerNews: Sendable {
    case enrolled(WriterID, targets: Int)
    case joined(RolloutRecord)
    case left(RolloutRecord)
    /// It will not work on this rollout, and why.
    case refused(RunID, FlotillaError)
    /// The ledger cannot be used at the moment; the worker tries again.
    case lost(LedgerError)
    case draining
}

extension Flotilla {
    private static let look = Duration.seconds(1)

    /// Works on every rollout that goes on, until `control` says stop; then what is under way ends first.
    ///
    /// - Parameter selector: as it was typed, for whoever looks at the workers.
    public func serve(
        _ selection: FleetSelection, selector: String, control: RunControl,
        onNews: @escaping @Sendable (WorkerNews) -> Void
    ) async throws(FlotillaError) {
        let attended = Attended(control)
        while !control.isStopping {
            let station: Station
            do throws(FlotillaError) {
                station = try await self.station(selection, as: selector)
            } catch {
                guard case .ledger(let failure) = error, failure.mayPass else { throw error }
                onNews(.lost(failure))
                try? await Task.sleep(for: Self.look)
                continue
            }
            attended.forgetRefusals()
            onNews(.enrolled(station.worker, targets: selection.count))
            await serve(at: station, attended, onNews)
            if let failure = await close(station), !control.isStopping { onNews(.lost(failure)) }
        }
        onNews(.draining)
    }

    /// Until told to stop, or the ledger is lost for this worker.
    private func serve(
        at station: Station, _ attended: Attended, _ onNews: @escaping @Sendable (WorkerNews) -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            while !attended.master.isStopping, station.ledger.holdsLeases {
                for record in await goingOn(station) {
                    guard let control = attended.begin(record.run) else { continue }
                    group.addTask { await self.join(record, station, control, attended, onNews) }
                }
                try? await Task.sleep(for: Self.look)
            }
            attended.stopAll()
        }
    }

    /// Rollouts on which there may be something to do.
    private func goingOn(_ station: Station) async -> [RolloutRecord] {
        let open = try? await atDesk { [self] () throws(FlotillaError) in
            try reading { () throws(LedgerError) in
                try station.ledger.openRollouts() + station.ledger.rolloutsToTakeBack()
            }
        }
        return (open ?? []).filter { $0.state.phase != .paused }
    }

    private func join(
        _ record: RolloutRecord, _ station: Station, _ control: RunControl, _ attended: Attended,
        _ onNews: @Sendable (WorkerNews) -> Void
    ) async {
        defer { attended.end(record.run) }
        do throws(FlotillaError) {
            _ = try await atDesk { [self] () throws(FlotillaError) in try scene(of: record.run, station) }
            if attended.refused(record.run, because: "") { await note("", record.run, station) }
            onNews(.joined(record))
            if let failure = try await work(on: record.run, at: station, control: control) { onNews(.lost(failure)) }
            let end = try await report(on: record.run).record
            onNews(.left(end))
            guard end.isTakeBackAsked, !control.isStopping else { return }
            _ = try await takeBack(end.run, on: try await select(.all))
        } catch {
            if case .ledger(let failure) = error, failure.mayPass { return onNews(.lost(failure)) }
            onNews(.refused(record.run, error))
            let reason = Self.words(error)
            if attended.refused(record.run, because: reason) { await note(reason, record.run, station) }
            // Its files may be mended meanwhile, and asking costs little.
            for _ in 0..<10 where !control.isStopping { try? await Task.sleep(for: Self.look) }
        }
    }
}

// MARK: Refusals

extension Flotilla {
    /// For whoever looks at the rollout from elsewhere. That it cannot be written stops nobody: the worker says it too.
    private func note(_ reason: String, _ run: RunID, _ station: Station) async {
        try? await atDesk { [self] () throws(FlotillaError) in
            try reading { () throws(LedgerError) in
                try station.ledger.note(WorkerRefusal(worker: station.worker, reason: reason), of: run)
            }
        }
    }

    private static func words(_ error: FlotillaError) -> String {
        guard case .rollout(.revisionsDiffer(_, let revisions)) = error else {
            return "its files or settings cannot be used; what is wrong with them stands in what it prints"
        }
        return "its revision files are not those of the plan: \(revisions.map(\.text).joined(separator: ", "))"
    }
}

/// The rollouts that a worker is at, each with the handle by which it is stopped.
private final class Attended: Sendable {
    let master: RunControl
    private let controls = Mutex<[RunID: RunControl]>([:])
    /// Why it does not work on them, as far as others have been told.
    private let refusals = Mutex<[RunID: String]>([:])

    init(_ master: RunControl) {
        self.master = master
        master.attach(progress: { RunProgress.nothing }, onStop: { [weak self] in self?.passOn() })
    }

    /// `nil` when the worker is at it already.
    func begin(_ run: RunID) -> RunControl? {
        controls.withLock { controls in
            guard controls[run] == nil else { return nil }
            let control = RunControl()
            controls[run] = control
            return control
        }
    }

    func end(_ run: RunID) { controls.withLock { $0[run] = nil } }

    /// Whether that is news. An empty reason takes an earlier one back.
    func refused(_ run: RunID, because reason: String) -> Bool {
        refusals.withLock { ($0.updateValue(reason, forKey: run) ?? "") != reason }
    }

    /// Under another number others have been told nothing.
    func forgetRefusals() { refusals.withLock { $0 = [:] } }

    func stopAll() {
        for control in controls.withLock({ Array($0.values) }) { control.stopStarting() }
    }

    private func passOn() {
        for control in controls.withLock({ Array($0.values) }) {
            if master.isCancelling { control.cancelRunning() } else { control.stopStarting() }
        }
    }
}
