extension RolloutTurn {
    /// Has jobs planned again that failed, were not reached, or were in doubt until a person looked. Others among `numbers`
    /// are left alone. Returns how many were reopened.
    ///
    /// - Parameter resumes: the rollout goes on when they have ended, instead of being held as it was.
    public mutating func reopen(
        _ numbers: some Sequence<JobNumber>, resumes: Bool
    ) throws(RolloutFault<Rows.Failure>) -> Int {
        let wanted = Array(numbers)
        let found = try ask { (rows) throws(Rows.Failure) in try rows.jobs(wanted) }
        let closed = found.filter { JobTransitions.next($0.job.state, .reopened) != nil }
        guard !closed.isEmpty else { return 0 }
        _ = try move(closed.map { Move(seen: $0, event: .reopened) })
        var reopened: [Int: [Outcome: Int]] = [:]
        for seen in closed {
            guard let outcome = Outcome(rawValue: seen.job.state.rawValue) else { continue }
            reopened[seen.wave, default: [:]][outcome, default: 0] += 1
        }
        try apply(.jobsReopened(reopened, resumes: resumes))
        return closed.count
    }
}
