import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Which jobs of a rollout are to be tried again.
public enum RetryChoice: Sendable, Hashable {
    /// Every job that failed, was not reached or was not begun.
    case all
    /// Those of one group of failures, by its place in the list that `show` prints, from 1.
    case group(Int)
    case targets([TargetID])
}

/// Everything there is to say about a rollout to somebody on call.
public struct RolloutView: Sendable {
    public var record: RolloutRecord
    public var groups: [JobGroup]
    public var underWay: [RolloutJobRecord]
    public var workers: [WorkerRecord]
    /// Who has agreed to the gate that is open.
    public var approvals: [String]
    /// The latest of its events, the last first.
    public var lastEvents: [LedgerEvent]
    /// Only of a rollout whose last wave is done, and only when somebody has asked.
    public var latecomers: Latecomers?
    public var waits = RolloutWaits()
    /// Targets have been changed, or may be by now, and not been taken back.
    public var hasChanges = true
}

extension Flotilla {
    public func rollouts(limit: Int) async throws(FlotillaError) -> [RolloutRecord] {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in try ledger.rollouts(limit: limit) }
        }
    }

    /// - Parameter number: `nil` for the one that goes on, or else the latest.
    public func view(_ number: Int?) async throws(FlotillaError) -> RolloutView {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            let record = try chosen(number, ledger)
            return try reading { () throws(LedgerError) in
                var approvals: [String] = []
                if case .gating(let wave, let gate) = record.state {
                    approvals = try ledger.approvals(of: record.run, wave: wave, gate: gate)
                }
                return RolloutView(
                    record: record, groups: try ledger.failedJobs(of: record.run),
                    underWay: try ledger.jobsUnderWay(of: record.run), workers: try ledger.workers(),
                    approvals: approvals, lastEvents: try ledger.newestEvents(EventFilter(run: record.run), limit: 5),
                    waits: try waits(of: record, ledger), hasChanges: try ledger.hasChanges(record.run))
            }
        }
    }

    /// Applies a person's event. Returns how the rollout stands then.
    public func steer(
        _ number: Int?, _ event: RolloutEvent, reason: String
    ) async throws(FlotillaError) -> RolloutRecord {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            defer { ledger.close() }
            let run = try chosen(number, ledger).run
            let steering = try reading { () throws(LedgerError) in
                try ledger.steer(run, event, author: .current, reason: reason)
            }
            try check(steering, run)
            return try existing(run, ledger)
        }
    }

    /// Takes jobs away from workers that are gone. Whoever waits for a rollout may do so: there may be no coordinator left.
    public func lapse(_ run: RunID) async throws(FlotillaError) {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            defer { ledger.close() }
            _ = try reading { () throws(LedgerError) in try ledger.lapse(run) }
        }
    }

    /// Says that the person who runs this process agrees to the gate that is open.
    public func approve(_ number: Int?, reason: String) async throws(FlotillaError) -> RolloutRecord {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            defer { ledger.close() }
            let record = try chosen(number, ledger)
            let actor = EventAuthor.current.actor
            let (policy, _) = try policy(of: record)
            guard case .gating(let wave, let gate) = record.state,
                let approvers = policy.approvers(behind: wave, gate: gate)
            else { throw .rollout(.nothingToApprove(record.run, in: record.state)) }
            let approvals = Approvals(author: record.author, given: [], groups: policy.groups)
            guard approvals.mayApprove(actor, approvers.names.map(\.text)) else {
                throw .rollout(.mayNotApprove(record.run, actor: actor, author: record.author, approvers))
            }
            try reading { () throws(LedgerError) in
                try ledger.approve(record.run, wave: wave, gate: gate, author: .current, reason: reason)
            }
            return record
        }
    }

    /// Has jobs planned again. Returns how many, and how the rollout stands then.
    ///
    /// - Parameters:
    ///   - sample: at most so many of them.
    ///   - resumes: the rollout goes on when they have ended.
    public func retry(
        _ number: Int?, _ choice: RetryChoice, sample: Int?, resumes: Bool, reason: String
    ) async throws(FlotillaError) -> (count: Int, record: RolloutRecord) {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            defer { ledger.close() }
            let run = try chosen(number, ledger).run
            let groups = try reading { () throws(LedgerError) in try ledger.failedJobs(of: run) }
            let jobs = chosenJobs(groups, choice)
            guard !jobs.isEmpty else { throw .rollout(.nothingToRetry(run)) }
            let (count, steering) = try reading { () throws(LedgerError) in
                try ledger.reopen(
                    Array(jobs.prefix(sample ?? .max)), of: run, resumes: resumes, author: .current, reason: reason)
            }
            try check(steering, run)
            guard count > 0 else { throw .rollout(.nothingToRetry(run)) }
            return (count, try existing(run, ledger))
        }
    }

    /// What is in doubt needs a person first (`resolve`), so it is not tried again with the rest; nor is what has vanished.
    private func chosenJobs(_ groups: [JobGroup], _ choice: RetryChoice) -> [JobNumber] {
        switch choice {
        case .all: groups.filter { $0.outcome != .unknown && $0.outcome != .skipped }.flatMap(\.jobs)
        case .group(let number): groups.indices.contains(number - 1) ? groups[number - 1].jobs : []
        case .targets(let targets): groups.flatMap { $0.numbers(of: Set(targets)) }
        }
    }

    func check(_ steering: Steering, _ run: RunID) throws(FlotillaError) {
        switch steering {
        case .done: return
        case .refused(let refusal, let state): throw .rollout(.refused(run, refusal, in: state))
        case .noSuchRollout: throw .rollout(.noSuchRollout(run, last: nil))
        }
    }

    /// The rollout of that number; without one the one that goes on, or else the latest.
    func chosen(_ number: Int?, _ ledger: Ledger) throws(FlotillaError) -> RolloutRecord {
        if let number { return try existing(RunID(Int64(number)), ledger) }
        let open = try reading { () throws(LedgerError) in try ledger.openRollouts() }
        guard open.count < 2 else { throw .rollout(.severalOpen(open.map(\.run))) }
        let latest = try reading { () throws(LedgerError) in try ledger.rollouts(limit: 1) }
        guard let record = open.first ?? latest.first else { throw .rollout(.noRollouts) }
        return record
    }
}
