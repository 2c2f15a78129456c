import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import Synchronization
import Testing

@testable import FlotillaCLI
@testable import FlotillaKit

@Suite struct GateTests {
    private static let closed = GateReport(
        minimum: ["3512b954651e"], total: 3000, passing: 2890,
        missing: [
            .init(reason: .behind, version: ["1975ea83b712"], targets: 88, examples: ["acme", "globex", "initech"]),
            .init(reason: .neverSeen, version: nil, targets: 12, examples: ["hooli"]),
            .init(reason: .unlisted, version: ["deadbeef"], targets: 4, examples: ["pied-piper"]),
            .init(reason: .diverged, version: ["a1", "b2"], targets: 3, examples: ["umbrella"]),
            .init(reason: .inDoubt, version: ["3512b954651e"], targets: 1, examples: ["stark"]),
            .init(reason: .halfApplied, version: ["3512b954651e"], targets: 1, examples: ["wayne"]),
            .init(reason: .unanswered, version: nil, targets: 1, examples: ["evil\u{1b}[2J"]),
        ],
        isLive: false)

    private static let open = GateReport(
        minimum: ["3512b954651e"], total: 3000, passing: 3000, missing: [], isLive: true)

    private func written(_ report: GateReport, _ format: OutputFormat) -> String {
        let output = Recording()
        let writer = ReportWriter(
            GateRendering.layout, format: format, terminal: .screen(100), write: { output.write($0) })
        GateRendering(report: report, minimum: "3512", targets: ["--all"]).write(to: writer)
        return output.text
    }

    @Test("targets that keep a gate closed are grouped", arguments: [OutputFormat.table, .json, .markdown])
    func closed(format: OutputFormat) { expectGolden(written(Self.closed, format), "gate-\(format.rawValue)") }

    @Test("an open gate says so", arguments: [OutputFormat.table, .json])
    func open(format: OutputFormat) { expectGolden(written(Self.open, format), "gate-open-\(format.rawValue)") }

    @Test("the next command fits the largest group", arguments: GateReport.Reason.allCases)
    func next(reason: GateReport.Reason) throws {
        var report = Self.closed
        report.missing = [.init(reason: reason, version: nil, targets: 110, examples: ["acme"])]
        let expected =
            switch reason {
            case .behind: "flotilla upgrade 3512 --all"
            case .neverSeen, .unanswered: "flotilla status --live --all"
            case .inDoubt, .halfApplied, .diverged, .unlisted: "flotilla current --target acme"
            }
        #expect(written(report, .table).hasSuffix("Next: \(expected)\n"))
    }

    private func watch(_ timeout: Duration?, opensAt look: Int) async throws -> (isOpen: Bool, looks: Int, said: String)
    {
        let test = TestShell(terminal: .screen(80))
        let looks = Mutex(0)
        let watch = GateWatch(timeout: timeout, interval: .milliseconds(1), mode: .tty, shell: test.shell)
        let report = try await watch.wait { () async throws(FlotillaError) in
            looks.withLock { count in
                count += 1
                return count >= look ? Self.open : Self.closed
            }
        }
        return (report.isOpen, looks.withLock { $0 }, test.error.text)
    }

    @Test("without a time to wait it looks once")
    func once() async throws {
        let watched = try await watch(nil, opensAt: 2)
        #expect(watched == (false, 1, ""))
    }

    @Test("it looks until the gate is open, and shows that it waits")
    func waits() async throws {
        let watched = try await watch(.seconds(600), opensAt: 4)
        #expect(watched.isOpen && watched.looks == 4)
        #expect(watched.said.contains("gate: 110 of 3,000 missing, waiting for 1 s"))
    }

    @Test("when the time is over it looks a last time")
    func ends() async throws {
        let watched = try await watch(.milliseconds(5), opensAt: .max)
        #expect(!watched.isOpen && watched.looks > 1)
    }
}

@Suite struct GateTallyTests {
    private let graph: RevisionGraph

    init() throws {
        graph = try RevisionGraph([
            RevisionNode("a"), RevisionNode("b", parents: ["a"]), RevisionNode("c", parents: ["b"]),
            RevisionNode("x", parents: ["a"]),
        ])
    }

    private func reason(_ version: [RevisionID]?, minimum: [RevisionID] = ["b"]) -> GateReport.Reason? {
        var tally = GateTally(graph, minimum: minimum)
        tally.add("acme", version: version, doubt: nil)
        let report = tally.report(isLive: false)
        #expect(report.total == 1 && report.isOpen == report.missing.isEmpty)
        return report.missing.first?.reason
    }

    @Test("a revision is there when it or one behind it is", arguments: [["b"], ["c"], ["b", "x"]] as [[RevisionID]])
    func passes(version: [RevisionID]) { #expect(reason(version) == nil) }

    @Test("a version before it or beside it is behind", arguments: [[], ["a"], ["x"]] as [[RevisionID]])
    func behind(version: [RevisionID]) { #expect(reason(version) == .behind) }

    @Test("what is not certain does not count")
    func uncertain() {
        #expect(reason(nil) == .neverSeen)
        #expect(reason(["zzz"]) == .unlisted)
        #expect(reason(["b", "zzz"]) == .unlisted)
        #expect(reason(["c", "b"]) == .diverged)
        #expect(reason(["b", "b"]) == .diverged)
    }

    @Test("all of several revisions must be there")
    func several() {
        #expect(reason(["c"], minimum: ["c", "x"]) == .behind)
        #expect(reason(["c", "x"], minimum: ["c", "x"]) == nil)
    }

    @Test("a target counts once, and a doubt outweighs its version")
    func once() {
        var tally = GateTally(graph, minimum: ["b"])
        tally.add("acme", version: ["c"], doubt: .inDoubt)
        tally.add("acme", version: ["c"], doubt: nil)
        #expect(tally.report(isLive: false).passing == 0 && tally.report(isLive: false).total == 1)
    }
}
