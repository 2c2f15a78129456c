import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaCLI
@testable import FlotillaKit
@testable import FlotillaLedger
@testable import FlotillaRuntime

@Suite struct StatusTests {
    private var behind: StatusReport {
        StatusReport(
            total: 3000, seen: 2990,
            census: [
                .init(version: ["3512b954651e"], count: 2900, isHead: true, behind: 0),
                .init(version: ["1975ea83b712", "ae1027a6acf"], count: 88, isHead: false, behind: 3),
                .init(version: ["deadbeef"], count: 1, isHead: false, behind: nil),
                .init(
                    version: ["1975ea83b712", "3512b954651e"], count: 1, isHead: false, behind: nil,
                    isContradictory: true),
            ],
            neverSeen: 10, unanswered: 0,
            laggards: [.init(target: "acme", version: ["1975ea83b712", "ae1027a6acf"], behind: 3)],
            failures: [
                FailureRecord(
                    cause: .lockTimeout, code: "55P03", pattern: "canceling statement due to lock timeout",
                    message: "canceling statement due to lock timeout", targets: 12,
                    examples: ["acme", "globex", "initech"], lastRun: RunID(41))
            ],
            unknown: ["hooli"], halfApplied: ["umbrella"], removed: ["pied-piper", "aviato"],
            interruption: .init(run: 41, unrecorded: 7), run: nil)
    }

    private var atHead: StatusReport {
        StatusReport(
            total: 3, seen: 3, census: [.init(version: ["3512b954651e"], count: 3, isHead: true, behind: 0)],
            neverSeen: 0, unanswered: 0, laggards: [], failures: [], unknown: [], halfApplied: [], removed: [],
            interruption: nil, run: RunReport(operation: .current, total: 3))
    }

    /// Of three targets one did not answer.
    private var partlySilent: StatusReport {
        var report = atHead
        (report.seen, report.unanswered, report.census[0].count) = (2, 1, 2)
        report.run?.failures = [
            FailureGroup(
                cause: .unreachable, code: "", message: "connection refused", state: .unchanged, outcome: .unreachable,
                count: 1, examples: ["acme"])
        ]
        return report
    }

    private func written(_ report: StatusReport, _ format: OutputFormat, _ terminal: Terminal = .plain) -> String {
        let output = Recording()
        let writer = ReportWriter(
            StatusRendering.layout, format: format, terminal: terminal, write: { output.write($0) })
        StatusRendering(
            report: report, live: "flotilla status --live --all", upgrade: "flotilla upgrade --all", terminal: terminal
        ).write(to: writer)
        return output.text
    }

    @Test("a fleet that is behind", arguments: [OutputFormat.table, .json, .csv, .markdown])
    func fleetBehind(format: OutputFormat) {
        expectGolden(written(behind, format), "status-\(format.rawValue)")
    }

    @Test("status at widths", arguments: [40, 80, 200])
    func widths(width: Int) {
        expectGolden(written(behind, .table, .screen(width)), "status-table-\(width)")
    }

    @Test("a fleet at head needs no next command")
    func fleetAtHead() {
        expectGolden(written(atHead, .table), "status-at-head")
    }

    @Test("a fleet that was never seen leads to --live")
    func neverSeen() {
        var report = atHead
        (report.seen, report.neverSeen, report.census) = (0, 3, [])
        #expect(written(report, .table).hasSuffix("Next: flotilla status --live --all\n"))
    }

    @Test("who did not answer is named and counted apart", arguments: [OutputFormat.table, .json])
    func silent(format: OutputFormat) {
        expectGolden(written(partlySilent, format), "status-silent-\(format.rawValue)")
        #expect(!partlySilent.isAllAtHead)
    }

    @Test("what the inventory no longer lists does not keep a fleet from being at head")
    func removed() {
        var report = atHead
        report.removed = ["aviato"]
        #expect(report.isAllAtHead && written(report, .table).hasSuffix("no longer in the inventory (aviato)\n"))
    }

    @Test("only a fleet at head, seen whole and without doubts, is all right")
    func allAtHead() {
        #expect(atHead.isAllAtHead && !behind.isAllAtHead)
    }
}

@Suite struct ConfirmationTests {
    private let preview = RunPreview(
        operation: .upgrade(to: "head"), count: 3000,
        servers: (1...10).map { (name: "postgresql://db\($0):5432", count: 300) },
        sample: ["acme", "evil\u{1b}[2J", "initech"],
        knownVersions: [(version: ["1975ea83b712"], count: 2900), (version: nil, count: 100)],
        destinations: ["3512b954651e"])

    private func answer(_ text: String?) async -> Complaint? {
        let test = TestShell(answer: text, terminal: .screen(80))
        do throws(Complaint) {
            try await Confirmation(preview: preview, shell: test.shell).require()
            return nil
        } catch {
            return error
        }
    }

    @Test("what is asked shows count, servers, sample, versions and destination")
    func question() {
        expectGolden(
            Confirmation(preview: preview, shell: TestShell().shell).lines(on: .screen(80)), "confirmation")
    }

    @Test("what is lost is part of the question")
    func losing() {
        let steps = (1...21).map { LosingStep(revision: "3512b954651e", engine: .mysql, parts: ["drop table t\($0)"]) }
        let confirmation = Confirmation(
            preview: preview, loss: DataLoss(steps: steps, targets: 3000), shell: TestShell().shell)
        expectGolden(confirmation.lines(on: .screen(80)), "confirmation-losing")
    }

    @Test("yes goes on", arguments: ["y", "Y", "yes"])
    func yes(text: String) async {
        #expect(await answer(text) == nil)
    }

    @Test("anything else changes nothing and exits with 1", arguments: ["", "n", "no", "yep"])
    func no(text: String) async {
        #expect(await answer(text)?.status == .failed)
    }

    @Test("without anybody to ask, the flag is named and the exit code is 64")
    func nobody() async {
        let complaint = await answer(nil)
        #expect(complaint?.status == .usage && complaint?.facts.last?.text.contains("--yes") == true)
    }
}
