import FlotillaRollout
import FlotillaRuntime
import Testing

@testable import FlotillaCLI

@Suite struct ProgramStatusTests {
    private func status(
        _ report: RunReport, interruption: ProgramStatus? = nil, tellsChanges: Bool = false
    ) -> ProgramStatus {
        ProgramStatus(report, interruption: interruption, tellsChanges: tellsChanges)
    }

    private func failed(_ cause: FailureCause, _ outcome: Outcome = .failed) -> RunReport {
        .single(TargetResult(target: "acme", outcome: outcome, failure: TargetFailure(cause: cause, message: "")))
    }

    @Test("the numbers are those that were promised")
    func numbers() {
        #expect(ProgramStatus.allCases.map(\.rawValue) == [0, 1, 2, 3, 5, 6, 7, 64, 65, 69, 130, 143])
    }

    @Test("everything done is 0")
    func done() {
        #expect(status(.fleet([.succeeded: 9, .skipped: 1])) == .done)
    }

    @Test("with --detailed-exitcode, changes are 2")
    func changes() {
        #expect(status(.fleet([.succeeded: 1, .skipped: 9]), tellsChanges: true) == .findings)
    }

    @Test("with --detailed-exitcode, nothing to do is 0")
    func noChanges() {
        #expect(status(.fleet([.skipped: 9]), tellsChanges: true) == .done)
    }

    @Test("some failed, the others done is 3", arguments: [Outcome.failed, .unreachable, .unknown, .cancelled])
    func partial(outcome: Outcome) {
        #expect(status(.fleet([.succeeded: 9, outcome: 1])) == .partial)
    }

    @Test("all failed is 1")
    func allFailed() {
        #expect(status(.fleet([.failed: 2, .unreachable: 1])) == .failed)
    }

    @Test("the only target failed is 1")
    func single() {
        #expect(status(failed(.syntax)) == .failed)
    }

    @Test("the only target out of reach is 69")
    func singleUnreachable() {
        #expect(status(failed(.unreachable, .unreachable)) == .unreachable)
    }

    @Test("the only target locked by another migration is 6")
    func singleBusy() {
        #expect(status(failed(.locked)) == .busy)
    }

    @Test("the only target with a bad URL is 65")
    func singleBadURL() {
        #expect(status(failed(.configuration)) == .badSettings)
    }

    @Test(
        "a run cut short ends with what cut it short", arguments: [ProgramStatus.interrupted, .terminated, .timedOut])
    func cutShort(interruption: ProgramStatus) {
        var report = RunReport.fleet([.succeeded: 5, .cancelled: 5])
        report.wasInterrupted = true
        #expect(status(report, interruption: interruption) == interruption)
    }

    @Test("a signal that came when all was done changes nothing")
    func lateSignal() {
        #expect(status(.fleet([.succeeded: 5]), interruption: .interrupted) == .done)
    }
}
