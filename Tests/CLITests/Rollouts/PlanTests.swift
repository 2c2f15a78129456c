import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import Testing

@testable import FlotillaCLI
@testable import FlotillaRuntime

@Suite("A plan that is shown") struct PlanRenderingTests {
    private func written(
        _ format: OutputFormat, _ terminal: Terminal = .plain, whole: Bool = false,
        _ explanation: PlanExplanation = .sample
    ) -> String {
        let output = Recording()
        let writer = ReportWriter(
            PlanRendering.layout, format: format, terminal: terminal, write: { output.write($0) })
        PlanRendering(explanation: explanation, showsWholeScripts: whole, terminal: terminal).write(to: writer)
        return output.text
    }

    @Test(
        "tells start versions, scripts and who is left out",
        arguments: [OutputFormat.table, .wide, .csv, .ndjson, .markdown])
    func formats(format: OutputFormat) {
        expectGolden(written(format), "plan-\(format.rawValue)")
    }

    @Test("fits the terminal", arguments: [40, 80, 200])
    func widths(width: Int) {
        expectGolden(written(.table, .screen(width)), "plan-table-\(width)")
    }

    @Test("has whole scripts when asked")
    func whole() {
        expectGolden(written(.table, whole: true), "plan-sql")
    }

    @Test("says what is lost, there and back", arguments: [OutputFormat.table, .ndjson])
    func losing(format: OutputFormat) {
        var explanation = PlanExplanation.sample
        let step = LosingStep(revision: "3512b954651e", engine: .postgresql, parts: ["drop column age of users"])
        explanation.loss = DataLoss(steps: [step, step], targets: 40)
        explanation.lossOnWayBack = [LosingStep(revision: "1975ea83b712", engine: .mysql, parts: ["drop table users"])]
        explanation.scripts[2].losesData = true
        expectGolden(written(format, .plain, whole: false, explanation), "plan-losing-\(format.rawValue)")
    }

    @Test("fits a comment on a pull request whatever is in it")
    func markdown() {
        var explanation = PlanExplanation.sample
        let script = PlanExplanation.Script(
            revision: "1975ea83b712", direction: .up, engines: [.sqlite], checks: [],
            sql: String(repeating: "INSERT INTO t VALUES (1);\n", count: 300))
        explanation.scripts = Array(repeating: script, count: 500)
        explanation.groups = (0..<5_000).map {
            .init(version: [RevisionID("v\($0)")], count: 1, steps: [script.revision])
        }
        #expect(written(.markdown, whole: true, explanation).count < 65_000)
    }

    @Test("says how many may be under way at once")
    func atOnce() {
        func shape(_ budget: Int, _ pace: Pace, _ mode: FailurePolicy.Mode = .strict) -> RolloutShape {
            RolloutShape(waves: [.init(jobs: 50, budget: budget)], budget: budget, mode: mode, pace: pace)
        }
        #expect(PlanRendering.atOnce(shape(0, Pace(total: 32)), 0) == "1")
        #expect(PlanRendering.atOnce(shape(5, Pace(total: 32)), 0) == "6")
        #expect(PlanRendering.atOnce(shape(50, Pace(total: 32)), 0) == "32")
        #expect(PlanRendering.atOnce(shape(50, Pace(total: 32, ramp: [1, 4])), 0) == "1 to 32")
        #expect(PlanRendering.atOnce(shape(50, Pace(total: 32, pause: .seconds(1))), 0) == "1")
    }
}

@Suite("A plan as a file") struct PlanDocumentTests {
    private func read(_ text: String) throws -> RolloutPlan {
        try RolloutPlan(document: try JSONDocument.parse(text, name: "plan.json"))
    }

    private func problem(_ text: String) throws -> PlanDocumentError? {
        do { _ = try read(text) } catch let error as PlanDocumentError { return error }
        return nil
    }

    @Test("looks like this")
    func document() {
        var plan = RolloutPlan.sample
        plan.targets = Array(plan.targets.prefix(5))
        plan.waveSizes = [2, 3]
        expectGolden(plan.document, "plan-document")
    }

    @Test("is read back as it was, but for what is only shown")
    func roundTrip() throws {
        var plan = RolloutPlan.sample
        plan.edited = []
        plan.exclusions = plan.exclusions.map { exclusion in
            guard case .failing(var failure) = exclusion.reason else { return exclusion }
            failure.state = .unchanged
            return Exclusion(target: exclusion.target, reason: .failing(failure))
        }
        #expect(try read(plan.document) == plan)
    }

    @Test(
        "is refused when something that decides was changed by hand",
        arguments: [
            ("\"3512b954651e\",\"sha256\":\"d2\"", "\"3512b954651e\",\"sha256\":\"d3\""),
            ("tier in (free,pro)", "tier in (free)"), ("\"id\":\"t7\"", "\"id\":\"acme\""),
            ("\"soak\":\"10m\"", "\"soak\":\"1m\""), ("[\"mia\",\"omar\"]", "[\"mia\",\"eve\"]"),
            ("[\"1975ea83b712\"]\n", "[\"ffff\"]\n"),
        ])
    func changed(text: String, other: String) throws {
        let document = RolloutPlan.sample.document
        let edited = document.split(separator: text, maxSplits: 1, omittingEmptySubsequences: false).joined(
            separator: other)
        #expect(edited != document)
        #expect(try problem(edited) == .digestDiffers)
    }

    @Test("that is something else says what is missing")
    func others() throws {
        #expect(
            try problem("{\"apiVersion\":\"flotilla/v1\",\"kind\":\"RunReport\"}")
                == .otherKind("flotilla/v1 RunReport"))
        #expect(
            try problem("{\"apiVersion\":\"flotilla/v2\",\"kind\":\"RolloutPlan\"}")
                == .otherKind("flotilla/v2 RolloutPlan"))
        #expect(try problem("[]") == .malformed("the document"))
        #expect(try problem("{\"kind\":\"RolloutPlan\"}") == .malformed("apiVersion"))
        let outside = RolloutPlan.sample.document.split(separator: "\"wave\":0", maxSplits: 1).joined(
            separator: "\"wave\":9")
        #expect(try problem(outside) == .malformed("targets"))
    }

    @Test("differs when targets joined, left, moved, would fail or were set aside since")
    func differences() {
        let plan = RolloutPlan.sample
        var now = plan
        now.targets.removeFirst(4)
        now.targets[0].start = 1 - now.targets[0].start
        now.upToDate.append("t1")
        now.exclusions += [
            Exclusion(target: "t2", reason: .failing(.uniqueness)),
            Exclusion(target: "t3", reason: .quarantined(Quarantine(reason: "r", owner: "o", until: ""))),
        ]
        now.targets.append(PlannedTarget(id: "fresh", start: 0, wave: 1))
        let expected: [PlanDifference] = [
            .joined(["fresh"]), .left(["t0"]), .moved(["t1", "t4"]), .failing(["t2"]), .quarantined(["t3"]),
        ]
        #expect(plan.differences(to: now) == expected)
        #expect(plan.differences(to: plan).isEmpty)
    }

    @Test("tells an edited revision from one of which only line ends differ, and from one that is not there")
    func folder() throws {
        func file(_ id: String, _ ends: String) throws -> RevisionFile {
            let text = "-- \(id)\n--\n-- Revision ID: \(id)\n-- Revises:\n\n-- flotilla:upgrade\nSELECT 1;\n"
            let bytes = text.split(separator: "\n", omittingEmptySubsequences: false).joined(separator: ends)
            return try RevisionFile(parsing: Array(bytes.utf8), path: id + ".sql")
        }
        func planner(_ ends: String) throws -> Planner {
            Planner(try Migrations([try file("aa", ends), try file("bb", ends)]))
        }
        var plan = RolloutPlan.sample
        plan.revisions = try planner("\n").planned(["aa", "bb"])
        #expect(try planner("\n").differences(from: plan).isEmpty)
        #expect(try planner("\r\n").differences(from: plan) == [.reformatted(["aa", "bb"])])
        plan.revisions[0].textDigest = "other"
        plan.revisions[0].digest = "other"
        plan.revisions[1].id = "cc"
        #expect(try planner("\n").differences(from: plan) == [.edited(["aa"]), .missing(["cc"])])
    }
}
