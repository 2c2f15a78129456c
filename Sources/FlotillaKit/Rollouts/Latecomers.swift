import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Targets that belong to the part of the fleet for which a rollout was planned, came when the plan had been made, and were
/// not brought along: because the policy says so, because nobody has reviewed what would be done to them or knows that they
/// have a revision from another file, or because they came when it was over. A further rollout brings them along.
public struct Latecomers: Sendable, Hashable {
    /// In the order of the inventory.
    public var targets: [TargetID]
    /// What the rollout was planned for.
    public var selection: Selection
    /// What some of them have from another file than the folder's, and nobody has accepted: they were left out for it.
    public var edited: [EditedRevision]

    public init(targets: [TargetID], selection: Selection, edited: [EditedRevision] = []) {
        self.targets = targets
        self.selection = selection
        self.edited = edited
    }
}

extension Flotilla {
    /// As ``view(_:)``, and asks the inventory again for targets that came too late.
    ///
    /// - Parameter number: `nil` for the one that goes on, or else the latest.
    public func viewWithLatecomers(_ number: Int?) async throws(FlotillaError) -> RolloutView {
        var view = try await view(number)
        view.latecomers = await latecomers(to: view.record)
        return view
    }

    /// Asks the inventory again. `nil` while the rollout has targets to work on, or when the inventory cannot be read now.
    public func latecomers(to record: RolloutRecord) async -> Latecomers? {
        let isOver = record.rollout.tallies.allSatisfy(\.isOver)
        guard isOver, !record.state.phase.isAborting, record.operation != .revert,
            let scope = try? await scope(of: record.run),
            let (selection, joined) = try? await joined(scope), let ids = try? joined?.ids(),
            var latecomers = try? await latecomers(among: ids, record), !latecomers.targets.isEmpty
        else { return nil }
        latecomers.selection = selection
        return latecomers
    }

    /// The part of the fleet for which a rollout was planned, and those of it that are there now and were not then; `nil`
    /// when there are none.
    func joined(_ scope: RolloutScope) async throws(FlotillaError) -> (Selection, FleetSelection?)? {
        guard let selection = Selection(text: scope.selection) else { return nil }
        // A list of names is complete, and what has vanished from the inventory is no mistake here.
        if case .targets = selection { return nil }
        let joined = try await select(selection, except: scope.known)
        return (selection, joined.count > 0 ? joined : nil)
    }

    private func scope(of run: RunID) async throws(FlotillaError) -> RolloutScope? {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in try ledger.scope(of: run) }
        }
    }

    /// Those that are not there already, as far as the ledger knows.
    private func latecomers(
        among targets: [TargetID], _ record: RolloutRecord
    ) async throws(FlotillaError) -> Latecomers {
        try await atDesk { [self] () throws(FlotillaError) in
            let planner = try planner()
            let destination = record.destination.split(separator: " ").map { RevisionID(String($0)) }
            let operation: Operation =
                record.operation == .downgrade ? .downgrade(to: record.destination) : .advance(to: destination)
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            let behind = targets.filter { target in
                guard let version = (try? ledger.target(target))?.version else { return true }
                return !planner.isDone(operation, on: version)
            }
            let edited = try? ledger.edited(planner, Set(behind))
            return Latecomers(targets: behind, selection: .all, edited: EditAcceptance().refused(edited ?? []))
        }
    }
}

extension RolloutPhase {
    fileprivate var isAborting: Bool { self == .aborting || self == .aborted }
}
