import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// A rollout as one process meets it: what the ledger says of it, the targets that this process reaches, and all that is
/// needed to work on them. Made once, shared by workers and coordinator.
public struct RolloutScene: Sendable {
    public let run: RunID
    public let kind: RunKind
    /// Looked up when the plan was made.
    public let destination: [RevisionID]
    public let policy: RolloutPolicy
    /// Of the policy's windows, in their order.
    public let zones: [ZoneRules]
    public let reach: Reach
    public let planner: Planner
    public let adapters: [Engine: EngineAdapter]
    public let settings: MigrationSettings
    public let secrets: Secrets
    public let ledger: Ledger
    public let worker: WriterID

    public init(
        run: RunID, kind: RunKind, destination: [RevisionID], policy: RolloutPolicy, zones: [ZoneRules],
        reach: Reach, planner: Planner, adapters: [Engine: EngineAdapter], settings: MigrationSettings,
        secrets: Secrets, ledger: Ledger, worker: WriterID
    ) {
        self.run = run
        self.kind = kind
        self.destination = destination
        self.policy = policy
        self.zones = zones
        self.reach = reach
        self.planner = planner
        self.adapters = adapters
        self.settings = settings
        self.secrets = secrets
        self.ledger = ledger
        self.worker = worker
    }
}

extension RolloutScene {
    /// What is done to the target of a job.
    func operation(_ item: Claim.Item) -> Operation {
        switch kind {
        case .upgrade, .stamp, .resolve, .current: .advance(to: destination)
        case .downgrade: .downgrade(to: destination.first?.text ?? "base")
        case .revert: .takeBack(to: item.goal ?? item.expected ?? [])
        }
    }

    func assignment(_ item: Claim.Item) -> Assignment {
        Assignment(item.job.isProbe ? .probe : operation(item), expecting: item.expected)
    }

    /// Where a target with these version rows stands on the way of its job.
    func standing(_ rows: [RevisionID], _ item: Claim.Item) -> Attempt.Standing {
        let operation = operation(item)
        if planner.isDone(operation, on: rows) { return .atDestination }
        guard let expected = item.expected, rows != expected else { return .atStart }
        return planner.isOnTheWay(operation, from: expected, rows) ? .between : .elsewhere
    }

    /// The policy's windows that are open now, by this machine's clock.
    var openWindows: Set<Int> {
        let now = WallClock.now
        return Set(policy.windows.indices.filter { policy.windows[$0].isOpen(at: now, zone: zones[$0]) })
    }
}

extension Planner {
    /// Whether the operation has nothing to do to these rows; false also where it has no way from them.
    public func isDone(_ operation: Operation, on rows: [RevisionID]) -> Bool {
        path(operation, from: rows).map(\.isEmpty) ?? false
    }

    /// Whether the operation comes by these rows when it begins from others.
    func isOnTheWay(_ operation: Operation, from start: [RevisionID], _ rows: [RevisionID]) -> Bool {
        path(operation, from: start).map { path in path.contains { $0.rowsAfter == rows } } ?? false
    }
}
