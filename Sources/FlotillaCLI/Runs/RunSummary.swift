import FlotillaRollout
import FlotillaRuntime

/// The end of a run on standard output: the line about the only target, or totals and the next command.
struct RunSummary {
    var report: RunReport
    var repetition: Repetition
    var terminal: Terminal

    private var ornaments: Ornaments { Ornaments(terminal) }

    /// The last lines of a run over several targets.
    var closing: [String] { Flow.lines(totals, on: terminal) + remark + next }

    /// Nothing when the only target failed: that is told on standard error.
    var singleLine: [String] {
        guard let result = report.single, result.outcome.isDone else { return [] }
        return [line(result)]
    }

    /// `acme: 1975ea83b712 → 3512b954651e (2 steps, 0.12 s)`; for `current` just the version, as Alembic prints it.
    private func line(_ result: TargetResult) -> String {
        let name = DisplayText.escaped(result.target.text)
        let showsHead = report.operation == .current && result.isHead
        let now = DisplayText.escaped(result.after.map { VersionText.of($0, isHead: showsHead) } ?? "unknown")
        if report.operation == .current { return now }
        if report.operation == .ensureVersion {
            return result.outcome == .skipped
                ? "\(name): has a version table, on \(now)" : "\(name): version table made"
        }
        guard result.outcome != .skipped else { return "\(name): already at \(now), nothing to do" }
        let before = DisplayText.escaped(result.before.map { VersionText.of($0) } ?? "unknown")
        let steps = report.operation.runsSteps ? Wording.count(result.appliedSteps, "step") + ", " : ""
        return "\(name): \(before) \(ornaments.arrow) \(now) (\(steps)\(Wording.duration(result.duration)))"
    }

    /// `3,000 targets: ✓ 2,990 succeeded · ✗ 10 failed (1 min 4 s, 47/s, run 12)`
    private var totals: [Flow.Piece] {
        let total = Flow.Piece(text: Wording.count(report.total, "target") + ":")
        let end = Flow.Piece(text: "(\(circumstances))")
        if report.total > 0, report.count(.skipped) == report.total {
            return [total, Flow.Piece(text: "up to date, nothing to do"), end]
        }
        var counts = Outcome.allCases.filter { report.count($0) > 0 }.map { outcome in
            Flow.Piece(
                text: "\(ornaments.glyph(outcome)) \(Wording.count(report.count(outcome))) \(outcome.rawValue)",
                tone: outcome.tone)
        }
        let missing = report.total - finished
        if missing > 0 { counts.append(Flow.Piece(text: "\(Wording.count(missing)) not begun")) }
        for index in counts.indices.dropLast() { counts[index].text += " " + ornaments.dot }
        return [total] + counts + [end]
    }

    private var remark: [String] {
        guard report.foundElsewhere > 0 else { return [] }
        let text =
            "\(Wording.count(report.foundElsewhere, "target")) not on the version that the ledger had: "
            + "migrated past it, or the ledger is an old copy"
        return Flow.lines(text.split(separator: " ").map { Flow.Piece(text: String($0)) }, on: terminal)
    }

    private var finished: Int { report.outcomes.values.reduce(0, +) }

    private var circumstances: String {
        let seconds = report.duration.inSeconds
        let rate = seconds >= 1 ? [LiveFrame.rate(Double(finished) / seconds)] : []
        let run = report.run.map { ["run \($0)"] } ?? []
        return ([Wording.duration(report.duration)] + rate + run).joined(separator: ", ")
    }

    private var next: [String] {
        // The complaint about it says what to do, and is the last thing seen.
        guard report.ledgerFailure == nil else { return [] }
        guard report.isComplete else { return repetition.closing(on: terminal) }
        return report.run != nil && report.operation.writesTargets ? ["Next: flotilla status"] : []
    }
}

extension Operation {
    fileprivate var runsSteps: Bool {
        switch self {
        case .upgrade, .advance, .downgrade, .takeBack: true
        case .stamp, .ensureVersion, .current, .preflight, .probe, .resolve, .fingerprint, .adopt: false
        }
    }

    /// `upgrade to head`
    var title: String {
        switch self {
        case .upgrade(let revision), .downgrade(let revision): "\(name) to \(revision)"
        case .stamp(let revision, _): "stamp as \(revision)"
        case .advance(let rows): "\(name) to \(VersionText.of(rows))"
        case .takeBack(let rows): "revert to \(VersionText.of(rows))"
        case .preflight(let operation): "preflight of \(operation.title)"
        case .ensureVersion, .current, .probe, .fingerprint, .adopt: name
        case .resolve(let applied, _): "resolve as \(applied ? "applied" : "not applied")"
        }
    }
}
