import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

import Testing

@testable import FlotillaCLI
@testable import FlotillaRuntime

@Suite struct FailureReportTests {
    private func lines(_ report: RunReport, _ terminal: Terminal = .plain) -> [String] {
        FailureReport(
            report: report, work: report.operation.title,
            repetition: Repetition(typed: ["upgrade", "--all"], operation: report.operation, config: nil),
            terminal: terminal
        ).lines
    }

    private func group(
        _ failure: TargetFailure, outcome: Outcome = .failed, count: Int = 300
    ) -> FailureGroup {
        FailureGroup(
            cause: failure.cause, code: failure.code, message: failure.message, place: failure.place,
            state: failure.state, outcome: outcome, count: count,
            examples: count == 1 ? ["acme"] : ["acme", "globex", "initech"])
    }

    private func single(_ failure: TargetFailure, outcome: Outcome = .failed) -> RunReport {
        .single(
            TargetResult(
                target: "acme", outcome: outcome, before: ["1975ea83b712"], after: ["1975ea83b712"], failure: failure))
    }

    private var inDoubt: TargetFailure {
        TargetFailure(
            cause: .connectionLost, code: "2013", message: "Lost connection to server during query",
            state: .inDoubt(revision: "3512b954651e", statement: 2))
    }

    @Test("one failed target")
    func oneTarget() {
        expectGolden(lines(single(.uniqueness)), "failure-single")
    }

    @Test("a database in doubt that was given by its URL is named by it, without the password")
    func doubtByURL() {
        let url = "postgresql://ada:hunter2@db1/app"
        let report = single(inDoubt, outcome: .unknown)
        let lines = FailureReport(
            report: report, work: "upgrade to head",
            repetition: Repetition(
                typed: ["upgrade", "--database", url], operation: report.operation, config: nil, database: url),
            terminal: .plain
        ).lines
        #expect(
            lines.last?.hasSuffix(
                "flotilla resolve --database 'postgresql://ada:***@db1/app' --applied (or --not-applied) --reason TEXT")
                == true, "\(lines)")
    }

    @Test("one failed target at widths", arguments: [40, 80, 200])
    func widths(width: Int) {
        expectGolden(lines(single(.uniqueness), .screen(width)), "failure-single-\(width)")
    }

    @Test("targets that failed for one reason are one group")
    func groups() {
        let unreachable = TargetFailure(cause: .unreachable, code: "", message: "connection refused")
        expectGolden(
            lines(
                .fleet(
                    [.succeeded: 2600, .failed: 301, .unreachable: 2, .unknown: 1],
                    failures: [
                        group(.uniqueness), group(unreachable, outcome: .unreachable, count: 2),
                        group(inDoubt, outcome: .unknown, count: 1),
                    ])), "failure-groups")
    }

    @Test("the state a target was left in is told")
    func states() {
        let states: [TargetState] = [
            .unchanged, .partWay(applied: 1, of: 3), .halfApplied(revision: "3512b954651e", done: 1, of: 4),
        ]
        let texts = states.map { state in
            lines(
                single(TargetFailure(cause: .lockTimeout, code: "55P03", message: "canceling statement", state: state))
            )
            .first { $0.hasPrefix("  state") } ?? ""
        }
        expectGolden(texts, "failure-states")
    }

    @Test("an outcome in doubt names the command for it")
    func doubt() {
        #expect(lines(single(inDoubt, outcome: .unknown)).last?.contains("flotilla resolve acme --applied") == true)
    }

    @Test("every cause says what to do next")
    func causes() {
        let texts = FailureCause.allCases.map { cause in
            "\(cause.rawValue): \(lines(single(TargetFailure(cause: cause, message: "words"))).last ?? "")"
        }
        expectGolden(texts, "failure-causes")
    }

    @Test("words of a server cannot act on the terminal")
    func injection() {
        let failure = TargetFailure(cause: .other, code: "\u{1b}]0;", message: "line 1\n\u{1b}[2Jline 2")
        #expect(!lines(single(failure)).joined().contains("\u{1b}"))
    }

    @Test("a run without failures says nothing")
    func silence() {
        #expect(lines(.fleet([.succeeded: 3])).isEmpty)
    }
}

@Suite struct RunSummaryTests {
    private func summary(_ report: RunReport, _ terminal: Terminal = .plain) -> RunSummary {
        RunSummary(
            report: report,
            repetition: Repetition(typed: ["upgrade", "--all"], operation: report.operation, config: nil),
            terminal: terminal)
    }

    private func line(_ result: TargetResult, _ operation: Operation = .upgrade(to: "head")) -> [String] {
        summary(.single(result, operation)).singleLine
    }

    @Test("totals and the next command come last")
    func totals() {
        expectGolden(
            summary(.fleet([.succeeded: 2990, .skipped: 5, .failed: 4, .unreachable: 1])).closing, "summary-failed")
    }

    @Test("totals of a run that was cut short tell how many were not begun")
    func interrupted() {
        var report = RunReport.fleet([.succeeded: 40, .cancelled: 2])
        report.total = 300
        report.wasInterrupted = true
        expectGolden(summary(report).closing, "summary-interrupted")
    }

    @Test("targets that were not where the ledger had them are counted")
    func foundElsewhere() {
        var report = RunReport.fleet([.succeeded: 300])
        report.foundElsewhere = 1200
        #expect(
            summary(report).closing.dropFirst() == [
                "1,200 targets not on the version that the ledger had: migrated past it, or the ledger is an old copy",
                "Next: flotilla status",
            ])
    }

    @Test("a complete run leads to status")
    func complete() {
        #expect(summary(.fleet([.succeeded: 300])).closing.last == "Next: flotilla status")
    }

    @Test("a fleet that was up to date is told so")
    func upToDate() {
        #expect(
            summary(.fleet([.skipped: 300])).closing.first?.hasPrefix("300 targets: up to date, nothing to do") == true)
    }

    @Test("one target is one line")
    func single() {
        let result = TargetResult(
            target: "acme", outcome: .succeeded, before: ["1975ea83b712"], after: ["3512b954651e"], appliedSteps: 2,
            duration: .milliseconds(120))
        #expect(line(result) == ["acme: 1975ea83b712 → 3512b954651e (2 steps, 0.12 s)"])
    }

    @Test("one target that is there already is told so")
    func singleUpToDate() {
        let result = TargetResult(target: "acme", outcome: .skipped, before: ["a1"], after: ["a1"])
        #expect(line(result) == ["acme: already at a1, nothing to do"])
    }

    @Test("current of one target is just the version", arguments: [(["a1", "b2"], "a1, b2"), ([], "base")])
    func current(rows: [RevisionID], text: String) {
        #expect(line(TargetResult(target: "acme", outcome: .succeeded, after: rows), .current) == [text])
    }

    @Test("current marks the newest version as Alembic does")
    func currentAtHead() {
        #expect(
            line(TargetResult(target: "acme", outcome: .succeeded, after: ["a1"], isHead: true), .current)
                == ["a1 (head)"])
    }

    @Test("a stamp has no steps")
    func stamp() {
        let result = TargetResult(
            target: "acme", outcome: .succeeded, before: [], after: ["a1"], duration: .milliseconds(10))
        #expect(line(result, .stamp("a1")) == ["acme: base → a1 (0.01 s)"])
    }

    @Test("the only target's failure is not repeated among the results")
    func singleFailure() {
        #expect(line(TargetResult(target: "acme", outcome: .failed, failure: .uniqueness)).isEmpty)
    }

    @Test("a run as members of a document")
    func members() {
        let group = FailureGroup(
            cause: .constraintViolation, code: "23505", message: "could not create",
            place: TargetFailure.uniqueness.place,
            state: .unchanged, outcome: .failed, count: 4, examples: ["acme"])
        let report = RunReport.fleet([.succeeded: 2996, .failed: 4], failures: [group])
        expectGolden(summary(report).members.map(\.text), "summary-members")
    }
}

@Suite struct RepetitionTests {
    private func repetition(_ operation: Operation, config: String? = nil) -> Repetition {
        Repetition(typed: ["TYPED"], operation: operation, config: config)
    }

    private func group(_ count: Int, _ state: TargetState = .unchanged) -> FailureGroup {
        FailureGroup(
            cause: .other, code: "", message: "", place: nil, state: state, outcome: .failed, count: count,
            examples: Array((["acme", "globex", "initech"] as [TargetID]).prefix(count)))
    }

    @Test("the same command may be repeated when it names a revision", arguments: ["head", "ae10", "ae10-2", "x@head"])
    func repeatable(revision: String) {
        #expect(repetition(.downgrade(to: revision)).command(for: group(300)) == "flotilla TYPED")
    }

    @Test("a command that counts from the present version is never repeated for all", arguments: ["-1", "+2", "x@-1"])
    func relative(revision: String) {
        #expect(
            repetition(.upgrade(to: revision)).command(for: group(300))
                == "flotilla upgrade \(revision) --target acme --target globex --target initech ...")
    }

    @Test("a target that went part of a relative way needs a revision by name")
    func partWay() {
        #expect(
            repetition(.downgrade(to: "-2")).command(
                forSingle: "acme",
                TargetFailure(cause: .lockTimeout, message: "", state: .partWay(applied: 1, of: 2)))
                == "flotilla downgrade REVISION --target acme")
    }

    @Test("a revision that cannot be reached is not proposed again")
    func noWay() {
        #expect(
            repetition(.downgrade(to: "-1")).command(
                forSingle: "acme", TargetFailure(cause: .noWay, message: ""))
                == "flotilla downgrade REVISION --target acme")
    }

    @Test("one target is named alone, with the settings file that was given")
    func single() {
        #expect(
            repetition(.upgrade(to: "head"), config: "prod.yaml").command(for: group(1))
                == "flotilla upgrade head --config prod.yaml --target acme")
    }

    @Test("a relative command is resumed for the targets that are left")
    func resumption() {
        #expect(
            repetition(.downgrade(to: "-1")).resumption
                == "flotilla downgrade -1 --target ID ...  (only those that are left)")
    }
}
