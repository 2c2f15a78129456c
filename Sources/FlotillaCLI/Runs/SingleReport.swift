import FlotillaRuntime

extension RunReport {
    /// The report about work on one target that was no run of its own.
    init(single result: TargetResult) {
        self.init(operation: .upgrade(to: "head"), total: 1)
        outcomes = [result.outcome: 1]
        steps = result.appliedSteps
        duration = result.duration
        single = result
    }
}
