import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// A plan: its waves as rows, then where targets start from and what is done to them, who is left out, and how long it
/// will take.
struct PlanRendering {
    var plan: RolloutPlan
    var terminal: Terminal

    private static let namesShown = 3

    static let layout = ReportLayout(
        kind: "RolloutPlan", rowKind: "PlannedWave", rowsKey: "waves",
        columns: [
            .init(title: "WAVE", key: "wave", smallest: 8),
            .init(title: "TARGETS", key: "targets", isRightAligned: true),
            .init(title: "FAILURES BORNE", key: "budget", isRightAligned: true),
            .init(title: "THEN", key: "gates", smallest: 10),
            .init(title: "FORECAST", key: "forecastSeconds", isRightAligned: true),
        ])

    func write(to writer: ReportWriter) {
        let shape = RolloutShape(plan.policy, sizes: plan.waveSizes)
        for (index, wave) in plan.policy.waves.enumerated() {
            let gates = plan.policy.gates(after: index).map { GateWords.of($0.kind) }.joined(separator: ", ")
            writer.row([
                .text(wave.name), .number(plan.waveSizes[index]), .number(shape.waves[index].budget),
                gates.isEmpty ? .none : .text(gates), plan.forecast.map { .duration($0.waves[index]) } ?? .none,
            ])
        }
        writer.finish(ReportEnd(members: members, closing: closing))
    }

    private var closing: [String] { [""] + groups + leftOut + totals }

    /// Targets with one start share what is done to them.
    private var groups: [String] {
        let counts = Dictionary(grouping: plan.targets, by: \.start).mapValues(\.count)
        let ordered = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        return ordered.flatMap { start, count in
            wrapped("\(Wording.count(count, "target")) on \(VersionText.of(plan.starts[start]))", .plain)
        }
    }

    private var leftOut: [String] {
        var lines: [String] = []
        if !plan.upToDate.isEmpty {
            lines += wrapped("\(Wording.count(plan.upToDate.count, "target")) there already", .plain)
        }
        var reasons: [String: [TargetID]] = [:]
        for exclusion in plan.exclusions { reasons[Self.words(exclusion.reason), default: []].append(exclusion.target) }
        for (reason, targets) in reasons.sorted(by: { $0.key < $1.key }) {
            let names = targets.prefix(Self.namesShown).map(\.text).joined(separator: ", ")
            let more = targets.count > Self.namesShown ? ", \(Ornaments(terminal).ellipsis)" : ""
            lines += wrapped(
                "left out: \(Wording.count(targets.count, "target")): \(reason) (\(names)\(more))", .warning)
        }
        return lines
    }

    static func words(_ reason: Exclusion.Reason) -> String {
        switch reason {
        case .failing(let failure):
            "\(failure.cause.rawValue)" + (failure.code.isEmpty ? "" : " (\(failure.code))") + ": \(failure.message)"
        case .quarantined(let quarantine):
            "quarantined by \(quarantine.owner)" + (quarantine.until.isEmpty ? "" : " until \(quarantine.until)")
                + ": \(quarantine.reason)"
        case .inNoWave: "no wave of the policy takes them"
        }
    }

    private var totals: [String] {
        let steps = Wording.count(plan.revisions.count, "revision")
        let time =
            plan.forecast.map { forecast in
                "about \(Wording.roughly(forecast.total))"
                    + (forecast.unknownJobs > 0
                        ? " (\(Wording.count(forecast.unknownJobs)) of the targets guessed from the others)" : "")
            } ?? "no forecast: the ledger has no timings of these servers yet"
        return wrapped(
            "\(plan.operation.name) to \(plan.argument), policy \"\(plan.policyName)\": "
                + "\(Wording.count(plan.targets.count, "target")), \(steps), \(time)", .strong)
    }

    private func wrapped(_ text: String, _ tone: Tone) -> [String] {
        let text = DisplayText.escaped(text)
        let lines = terminal.width.map { DisplayText.wrapped(text, to: $0 - 2) } ?? [text]
        return lines.enumerated().map { index, line in (index == 0 ? "" : "  ") + tone.paint(line, on: terminal) }
    }
}

// MARK: For programs

extension PlanRendering {
    private var members: [JSON.Member] {
        [
            JSON.Member("operation", .string(plan.operation.name)), JSON.Member("revision", .string(plan.argument)),
            JSON.Member("policy", .string(plan.policyName)), JSON.Member("digest", .string(plan.digest)),
            JSON.Member("targets", .integer(plan.targets.count)),
            JSON.Member("upToDate", .integer(plan.upToDate.count)),
            JSON.Member(
                "revisions",
                .array(
                    plan.revisions.map {
                        .object([
                            JSON.Member("id", .string($0.id.text)), JSON.Member("sha256", .string($0.digest)),
                            JSON.Member("textSha256", .string($0.textDigest)),
                        ])
                    })),
            JSON.Member(
                "excluded",
                .array(
                    plan.exclusions.map {
                        .object([
                            JSON.Member("target", .string($0.target.text)),
                            JSON.Member("reason", .string(Self.words($0.reason))),
                        ])
                    })),
            JSON.Member("forecastSeconds", plan.forecast.map { .number($0.total.inSecondsRounded) } ?? .null),
        ]
    }
}

/// What a gate asks, in a few words.
enum GateWords {
    static func of(_ kind: GateKind) -> String {
        switch kind {
        case .soak(let duration): "soak \(Wording.duration(duration))"
        case .approval(let names): names.isEmpty ? "approval" : "approval by \(Wording.list(names, joining: "or"))"
        case .sql(let gate): gate.place == .targets ? "SQL on targets" : "SQL"
        case .http: "HTTP"
        case .command(let words): "command \(words.first ?? "")"
        }
    }
}
