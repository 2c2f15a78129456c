import FlotillaInventory
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

/// What keeps targets of a rollout from beginning although nobody holds it. Each target is counted once.
public struct RolloutWaits: Sendable, Hashable {
    public struct ClosedWindow: Sendable, Hashable {
        public var rule: WindowRule
        public var targets: Int
        /// `nil` when it does not open within weeks.
        public var opensAt: LedgerTime?
    }

    /// In the order of the policy.
    public var windows: [ClosedWindow] = []
    /// Targets that no living worker reaches.
    public var unreached = 0
    /// Targets that wait for their next attempt.
    public var delayed = 0
    /// When the first of those may begin.
    public var firstDue: LedgerTime?
    /// When the pause between two targets is over; `nil` when it keeps nothing back.
    public var nextStart: LedgerTime?
    /// It goes on, and no worker that is alive works on it.
    public var isDeserted = false
    /// Workers that are alive and do not work on it, each with the reason.
    public var refusals: [WorkerRefusal] = []

    public init() {}

    /// Only a worker that comes brings it further.
    public var needWorker: Bool { unreached > 0 || isDeserted }

    public var isEmpty: Bool { self == RolloutWaits() }

    /// - Parameter zone: of the window at that place in the policy; a zone that this machine does not know tells nothing.
    public init(
        _ record: RolloutRecord, _ jobs: WaitingJobs, windows rules: [WindowRule], zone: (Int) -> ZoneRules?
    ) {
        (unreached, delayed, firstDue) = (jobs.unreached, jobs.delayed, jobs.firstDue)
        // A target that is only looked at needs no window.
        let needsWindows = record.rollout.offer != .unsettled
        for (place, count) in jobs.byWindow.sorted(by: { $0.key < $1.key }) where needsWindows {
            guard rules.indices.contains(place), let zone = zone(place),
                !rules[place].isOpen(at: record.now, zone: zone)
            else { continue }
            windows.append(
                ClosedWindow(
                    rule: rules[place], targets: count,
                    opensAt: rules[place].nextChange(after: record.now, zone: zone)))
        }
        let mayBegin = jobs.ready + jobs.byWindow.values.reduce(0, +) - windows.reduce(0) { $0 + $1.targets }
        let pause = record.rollout.shape.pace.pause
        if mayBegin > 0, pause > .zero, let last = jobs.lastStart, last <= record.now, last + pause > record.now {
            nextStart = last + pause
        }
    }
}

extension Flotilla {
    /// What the rollout waits for now, to be told to whoever watches it.
    public func waits(of record: RolloutRecord) async throws(FlotillaError) -> RolloutWaits {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in
                guard record.rollout.underWay > 0 else { return try waits(of: record, ledger) }
                var waits = RolloutWaits()
                try addWorkers(to: &waits, record, ledger)
                // While somebody works, who does not is no news.
                return waits.isDeserted ? waits : RolloutWaits()
            }
        }
    }

    func waits(of record: RolloutRecord, _ ledger: Ledger) throws(LedgerError) -> RolloutWaits {
        var waits = try waits(ofJobs: record, ledger)
        try addWorkers(to: &waits, record, ledger)
        return waits
    }

    private func addWorkers(
        to waits: inout RolloutWaits, _ record: RolloutRecord, _ ledger: Ledger
    ) throws(LedgerError) {
        guard record.state.phase.needsWorkers else { return }
        let alive = Set(try ledger.workers().filter(\.isAlive).map(\.id))
        if !alive.isEmpty { waits.refusals = try ledger.refusals(of: record.run).filter { alive.contains($0.worker) } }
        waits.isDeserted = waits.refusals.count == alive.count
    }

    private func waits(ofJobs record: RolloutRecord, _ ledger: Ledger) throws(LedgerError) -> RolloutWaits {
        guard let offer = record.rollout.offer else { return RolloutWaits() }
        let rules = (try? RolloutPolicy(canonicalText: record.policy))?.windows ?? []
        return RolloutWaits(record, try ledger.waitingJobs(of: record.run, offer), windows: rules) { place in
            try? ZoneDatabase.rules(of: rules[place].zone)
        }
    }
}

extension RolloutPhase {
    /// Something is done in it, or waited for, that takes a process that works on the rollout.
    fileprivate var needsWorkers: Bool {
        switch self {
        case .advancing, .gating, .sweeping, .retrying, .pausing, .aborting: true
        case .paused, .completed, .aborted: false
        }
    }
}
