import FlotillaKit

/// Looks at a gate until it is open, or the time for that is over; once, if there is none.
struct GateWatch {
    private static let slice = Duration.milliseconds(100)
    /// Between lines in a log.
    private static let heartbeat = Duration.seconds(30)

    var timeout: Duration?
    var interval: Duration
    var mode: ProgressMode
    var shell = Shell.current

    /// The last report, whatever it says.
    func wait(
        _ look: () async throws(FlotillaError) -> GateReport
    ) async throws(FlotillaError) -> GateReport {
        let start = ContinuousClock.now
        let end = start + (timeout ?? .zero)
        var nextLine = start + Self.heartbeat
        while true {
            let report = try await look()
            let now = ContinuousClock.now
            guard !report.isOpen, now < end, shell.interrupts.status == nil else {
                shell.console.show([])
                return report
            }
            tell(report, waited: now - start, &nextLine)
            await pause(until: Swift.min(now + interval, end))
        }
    }

    private func tell(_ report: GateReport, waited: Duration, _ nextLine: inout ContinuousClock.Instant) {
        let missing = Wording.count(report.total - report.passing)
        let line = "gate: \(missing) of \(Wording.count(report.total)) missing, waiting for \(Wording.roughly(waited))"
        switch mode.resolved(on: shell.console.terminal) {
        case .auto, .tty: shell.console.show([line])
        case .plain, .json:
            guard ContinuousClock.now >= nextLine else { return }
            nextLine = .now + Self.heartbeat
            shell.console.say([line])
        case .none: break
        }
    }

    /// In slices, so that a signal is obeyed at once.
    private func pause(until moment: ContinuousClock.Instant) async {
        while ContinuousClock.now < moment, shell.interrupts.status == nil {
            let slice = Swift.min(moment, .now + Self.slice)
            guard (try? await Task.sleep(until: slice, clock: .continuous)) != nil else { return }
        }
    }
}
