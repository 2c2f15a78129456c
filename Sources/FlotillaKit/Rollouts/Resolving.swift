import FlotillaDriver
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

extension Flotilla {
    /// Says of a target in doubt what a person found out about it: in the target's own journal, if it has an entry there,
    /// and in the rollout, which looks at the target again.
    public func resolve(
        _ target: TargetID, of number: Int?, applied: Bool, reason: String, control: RunControl
    ) async throws(FlotillaError) -> RolloutRecord {
        let (run, job) = try await atDesk { [self] () throws(FlotillaError) -> (RunID, JobNumber) in
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            let run = try chosen(number, ledger).run
            let groups = try reading { () throws(LedgerError) in try ledger.failedJobs(of: run) }
            let jobs = groups.filter { $0.outcome == .unknown }.flatMap { $0.numbers(of: [target]) }
            guard let job = jobs.first else { throw .nothingToResolve(target, isListed: true) }
            return (run, job)
        }
        let selection = try await select(.targets([target]))
        do throws(FlotillaError) {
            _ = try await resolve(selection, applied: applied, reason: reason, control: control)
        } catch {
            // A target whose worker was lost, and which nobody could read since, has nothing in its journal.
            guard case .nothingToResolve = error else { throw error }
        }
        return try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            defer { ledger.close() }
            let words = (applied ? "applied: " : "not applied: ") + reason
            let (_, steering) = try reading { () throws(LedgerError) in
                try ledger.reopen([job], of: run, resumes: false, author: .current, reason: words)
            }
            try check(steering, run)
            return try existing(run, ledger)
        }
    }
}
