import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime

/// A plan: its waves as rows; then where targets start from and what is sent to them, who is left out, and how long it will
/// take.
struct PlanRendering {
    var explanation: PlanExplanation
    /// Scripts whole instead of their first lines.
    var showsWholeScripts = false
    var terminal: Terminal

    static let layout = ReportLayout(
        kind: "RolloutPlan", rowKind: "PlannedWave", rowsKey: "waves",
        columns: [
            .init(title: "WAVE", key: "wave", smallest: 8),
            .init(title: "TARGETS", key: "targets", isRightAligned: true),
            .init(title: "AT ONCE", key: "atOnce", isRightAligned: true),
            .init(title: "FAILURES BORNE", key: "budget", isRightAligned: true),
            .init(title: "IN WINDOWS", key: "inWindows", isRightAligned: true),
            .init(title: "THEN", key: "gates", smallest: 10),
            .init(title: "FORECAST", key: "forecastSeconds", isRightAligned: true),
        ])

    private var plan: RolloutPlan { explanation.plan }

    func write(to writer: ReportWriter) {
        let shape = RolloutShape(plan.policy, sizes: plan.waveSizes)
        var windowed = Array(repeating: 0, count: plan.waveSizes.count)
        for target in plan.targets where target.window != nil { windowed[target.wave] += 1 }
        for (index, wave) in plan.policy.waves.enumerated() {
            let gates = plan.policy.gates(after: index).map { GateWords.of($0.kind) }.joined(separator: ", ")
            writer.row([
                .text(wave.name), .number(plan.waveSizes[index]), .text(Self.atOnce(shape, index)),
                .number(shape.waves[index].budget), windowed[index] > 0 ? .number(windowed[index]) : .none,
                gates.isEmpty ? .none : .text(gates), plan.forecast.map { .duration($0.waves[index]) } ?? .none,
            ])
        }
        writer.finish(ReportEnd(members: members, closing: closing(writer.format)))
    }

    /// The last line of NDJSON; JSON has the whole plan as a file has it.
    private var members: [JSON.Member] {
        [
            JSON.Member("operation", .string(plan.operation.name)), JSON.Member("revision", .string(plan.argument)),
            JSON.Member("policy", .string(plan.policyName)), JSON.Member("digest", .string(plan.digest)),
            JSON.Member("targets", .integer(plan.targets.count)),
            JSON.Member("upToDate", .integer(plan.upToDate.count)),
            JSON.Member("excluded", .integer(plan.exclusions.count)),
            JSON.Member("losesData", .strings(losing(explanation.loss.steps))),
            JSON.Member("forecastSeconds", plan.forecast.map { .number($0.total.inSecondsRounded) } ?? .null),
            JSON.Member("variables", plan.variables.json),
        ]
    }

    /// Markdown is for comments on a pull request, which take 65,536 characters; half of them are for the scripts.
    private static let scriptRoom = 30_000
    private static let partsShown = 10

    private func closing(_ format: OutputFormat) -> [String] {
        let scripts = PlanScripts(
            scripts: explanation.scripts, isWhole: showsWholeScripts || format == .wide,
            room: format == .markdown ? Self.scriptRoom : nil, terminal: terminal)
        let groups = PlanGroups(explanation: explanation, terminal: terminal)
        return [""] + groups.starts + variables + windows + approvals + scripts.lines + groups.leftOut + losses + totals
    }

    /// How many of a wave may be under way when all before it has succeeded: at its beginning, and in the end when the pace
    /// grows meanwhile.
    static func atOnce(_ shape: RolloutShape, _ wave: Int) -> String {
        let size = shape.waves[wave].jobs
        guard size > 0 else { return "0" }
        func allowance(arrived: Int) -> Int {
            let tallies = shape.waves.enumerated().map { index, shape in
                let done = index < wave ? shape.jobs : index == wave ? arrived : 0
                return Tally(
                    planned: shape.jobs - done, underWay: 0, unsettled: 0, reopened: 0, outcomes: [.succeeded: done])
            }
            return Rollout(shape: shape, state: .advancing(wave: wave), tallies: tallies).allowance(sinceLast: nil)
        }
        let first = min(allowance(arrived: 0), size)
        // The ramp's stages are over when as many targets as they say have arrived.
        let ramp = min(size - 1, shape.pace.ramp.reduce(0, +))
        let last = min(allowance(arrived: ramp), size)
        return last > first ? "\(Wording.count(first)) to \(Wording.count(last))" : Wording.count(first)
    }

    private var variables: [String] {
        plan.variables.values.sorted { $0.key < $1.key }.flatMap { name, value in
            PlanText.wrapped("variable \(name): \(value)", .plain, terminal)
        }
    }

    private var windows: [String] {
        var counts: [Int: Int] = [:]
        for target in plan.targets {
            if let window = target.window { counts[window, default: 0] += 1 }
        }
        return counts.sorted { $0.key < $1.key }.flatMap { window, count in
            PlanText.wrapped(
                "window: \(Wording.count(count, "target")) \(count == 1 ? "begins" : "begin") only "
                    + WindowWords.of(plan.policy.windows[window]), .plain, terminal)
        }
    }

    /// Each approval once, with the waves behind which it is asked for.
    private var approvals: [String] {
        var waves: [(approvers: Approvers, names: [String])] = []
        for (index, wave) in plan.policy.waves.enumerated() {
            for gate in plan.policy.gates(after: index).indices {
                guard let approvers = plan.policy.approvers(behind: index, gate: gate) else { continue }
                if let known = waves.firstIndex(where: { $0.approvers == approvers }) {
                    if waves[known].names.last != wave.name { waves[known].names.append(wave.name) }
                } else {
                    waves.append((approvers, [wave.name]))
                }
            }
        }
        return waves.flatMap { approvers, names in
            PlanText.wrapped(
                "approval behind \(Wording.list(names)): by \(ApproverWords.of(approvers)), but never by whoever starts it",
                .plain, terminal)
        }
    }

    private var losses: [String] {
        let loss = explanation.loss
        let forth =
            loss.steps.isEmpty
            ? ""
            : "loses data on \(Wording.count(loss.targets, "target")): \(parts(loss.steps)); "
                + "to be started with --lose-data only"
        let back = explanation.lossOnWayBack
        let taking =
            back.isEmpty
            ? ""
            : "taking it back loses data: \(parts(back)); without --lose-data it is held instead of taken back"
        return [forth, taking].filter { !$0.isEmpty }.flatMap { PlanText.wrapped($0, .warning, terminal) }
    }

    private func parts(_ steps: [LosingStep]) -> String {
        let parts = steps.flatMap { step in step.parts.map { "\(step.revision) (\(step.engine.rawValue)) \($0)" } }
        let rest = parts.count - Self.partsShown
        return parts.prefix(Self.partsShown).joined(separator: "; ")
            + (rest > 0 ? "; and \(Wording.count(rest)) more" : "")
    }

    /// Each revision once.
    private func losing(_ steps: [LosingStep]) -> [String] {
        steps.map(\.revision.text).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }

    private var totals: [String] {
        let steps = Wording.count(plan.revisions.count, "revision")
        let time =
            plan.forecast.map { forecast in
                "about \(Wording.roughly(forecast.total))"
                    + (forecast.unknownJobs > 0
                        ? " (\(Wording.count(forecast.unknownJobs)) of the targets guessed from the others)" : "")
            } ?? "no forecast: the ledger has no timings of these servers yet"
        return PlanText.wrapped(
            "\(plan.operation.name) to \(plan.argument), policy \"\(plan.policyName)\": "
                + "\(Wording.count(plan.targets.count, "target")), \(steps), \(time)", .strong, terminal)
    }
}

/// Sentences about a plan, escaped and broken.
enum PlanText {
    static func wrapped(_ text: String, _ tone: Tone, _ terminal: Terminal) -> [String] {
        let text = DisplayText.escaped(text)
        let lines = terminal.width.map { DisplayText.wrapped(text, to: $0 - 2) } ?? [text]
        return lines.enumerated().map { index, line in (index == 0 ? "" : "  ") + tone.paint(line, on: terminal) }
    }
}
