import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import Synchronization

extension Flotilla {
    /// Whether every selected target has the revision `minimum`, itself or as an ancestor of where it is.
    ///
    /// - Parameter isLive: asks the targets, and not the ledger.
    public func gate(
        _ minimum: String, on selection: FleetSelection, isLive: Bool, control: RunControl
    ) async throws(FlotillaError) -> GateReport {
        let tally = try await atDesk { [self] () throws(FlotillaError) in
            let graph = try migrations().graph
            do throws(RevisionError) { return GateTally(graph, minimum: try graph.resolve(minimum, rows: [])) } catch {
                throw .revision(error)
            }
        }
        return isLive || !selection.isListed
            ? try await ask(selection, tally, control) : try await lookUp(selection, tally)
    }

    private func lookUp(_ selection: FleetSelection, _ tally: GateTally) async throws(FlotillaError) -> GateReport {
        try await atDesk { [self] () throws(FlotillaError) in
            var tally = tally
            let ids = try selection.ids()
            let chosen = Set(ids)
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            try reading { () throws(LedgerError) in
                let unrecorded = Set(try ledger.unrecordedTargets().map(\.target))
                try ledger.forEachStanding { standing in
                    guard chosen.contains(standing.target) else { return }
                    let doubt = unrecorded.contains(standing.target) ? .inDoubt : standing.doubt
                    tally.add(standing.target, version: standing.version, doubt: doubt)
                }
            }
            for id in ids { tally.add(id, version: nil, doubt: nil) }
            return tally.report(isLive: false)
        }
    }

    private func ask(
        _ selection: FleetSelection, _ tally: GateTally, _ control: RunControl
    ) async throws(FlotillaError) -> GateReport {
        let answers = GateAnswers(tally)
        let run = try await run(.current, on: selection, control: control) { answers.add($0) }
        if let failure = run.ledgerFailure { throw .ledger(failure) }
        var tally = answers.tally
        for id in try selection.ids() { tally.add(id, version: nil, doubt: .unanswered) }
        return tally.report(isLive: true)
    }
}

/// Gathers from all threads of a run.
private final class GateAnswers: Sendable {
    private let state: Mutex<GateTally>

    init(_ tally: GateTally) { state = Mutex(tally) }

    var tally: GateTally { state.withLock { $0 } }

    func add(_ result: TargetResult) {
        state.withLock { tally in
            tally.add(result.target, version: result.after, doubt: result.doubt)
        }
    }
}

extension TargetResult {
    fileprivate var doubt: GateReport.Reason? {
        switch failure?.state {
        case .inDoubt: .inDoubt
        case .halfApplied: .halfApplied
        case .unchanged, .partWay, nil: after == nil ? .unanswered : nil
        }
    }
}

extension TargetStanding {
    fileprivate var doubt: GateReport.Reason? {
        if outcome == .unknown { return .inDoubt }
        return switch remnant {
        case .inDoubt: .inDoubt
        case .halfApplied: .halfApplied
        case .partWay, nil: nil
        }
    }
}
