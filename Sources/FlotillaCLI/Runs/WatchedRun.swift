import FlotillaKit
import FlotillaRuntime

/// Work on many targets with a person watching: signals steer it, progress shows it, and its end is told.
struct WatchedRun {
    var title: String
    var common: CommonOptions
    var repetition: Repetition
    var tellsChanges = false
    var shell = Shell.current

    /// - Parameter writer: gets the rows while `work` goes on.
    func watch<Value: Sendable>(
        _ writer: ReportWriter, _ work: (RunControl) async throws(FlotillaError) -> Value
    ) async throws(FlotillaError) -> Value {
        let control = RunControl()
        shell.interrupts.runBegins(control, resume: repetition.resumption)
        let display = ProgressDisplay(
            mode: common.progress, title: DisplayText.escaped(title), progress: { control.progress },
            console: shell.console)
        do {
            return try await display.during { () async throws(FlotillaError) in try await work(control) }
        } catch {
            writer.abandon()
            throw error
        }
    }

    /// Failures to standard error, results to standard output, and the status when it is not 0.
    ///
    /// - Parameter showsSingle: whether the line about the only target is still to be printed.
    func finish(_ report: RunReport, _ writer: ReportWriter, showsSingle: Bool = true) throws {
        tellFailures(report)
        let summary = RunSummary(report: report, repetition: repetition, terminal: writer.terminal)
        let closing = report.total == 1 ? (showsSingle ? summary.singleLine : []) : summary.closing
        writer.finish(ReportEnd(members: summary.members, closing: closing))
        if let failure = report.ledgerFailure {
            throw Complaint(lostLedger: failure, report, again: repetition.resumption)
        }
        try throwStatus(of: report)
    }

    func tellFailures(_ report: RunReport) {
        let failures = FailureReport(
            report: report, work: title, repetition: repetition, terminal: shell.console.terminal)
        shell.console.say(failures.lines)
    }

    func throwStatus(of report: RunReport) throws {
        let status = ProgramStatus(report, interruption: shell.interrupts.status, tellsChanges: tellsChanges)
        if status != .done { throw status }
    }
}
