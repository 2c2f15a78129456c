extension RolloutTurn {
    /// Has jobs planned again that failed, were not reached, or were in doubt until a person looked. Others among `numbers`
    /// are left alone. Returns how many were reopened.
    ///
    /// - Parameter resumes: the rollout goes on when they have ended, instead of being held as it was.
    public mutating func reopen(
        _ numbers: some Sequence<JobNumber>, resumes: Bool
    ) throws(RolloutFault<Rows.Failure>) -> Int {
        var reopened: [Int: [Outcome: Int]] = [:]
        var count = 0
        for number in numbers {
            guard let seen = try ask({ (rows) throws(Rows.Failure) in try rows.job(number) }),
                let outcome = Outcome(rawValue: seen.job.state.rawValue),
                JobTransitions.next(seen.job.state, .reopened) != nil,
                try move(seen, .reopened) != nil
            else { continue }
            reopened[seen.wave, default: [:]][outcome, default: 0] += 1
            count += 1
        }
        guard count > 0 else { return 0 }
        try apply(.jobsReopened(reopened, resumes: resumes))
        return count
    }
}
