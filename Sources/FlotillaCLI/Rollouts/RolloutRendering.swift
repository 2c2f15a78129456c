import FlotillaDriver
import FlotillaKit
import FlotillaLedger
import FlotillaRollout

/// A rollout for the person on call: what state, since when, why, who is affected, is anything running, what to type next.
struct RolloutRendering {
    var view: RolloutView
    var terminal: Terminal

    private static let groupsShown = 10
    private static let namesShown = 3

    func write(to writer: ReportWriter) {
        let record = view.record
        for wave in record.waveNames.indices { writer.row(WaveRows.fields(record, wave)) }
        writer.finish(ReportEnd(members: members, closing: closing))
    }

    private var words: RolloutWords { RolloutWords(record: view.record, hasChanges: view.hasChanges) }

    private var closing: [String] { [""] + headline + gate + running + waiting + failures + late + last + next }

    private var headline: [String] {
        let record = view.record
        let since = Wording.duration(record.now - record.since)
        let title = "Rollout \(record.run), \(record.command): \(words.state) for \(since): \(words.doing)"
        let origin =
            "started by \(record.author) at \(Wording.moment(secondsSinceEpoch: Int(record.startedAt.microseconds / 1_000_000)))"
            + (record.takesBack.map { ", takes back rollout \($0)" } ?? "")
        return wrapped(title, words.tone) + wrapped(origin, .plain) + takenBack
    }

    private var takenBack: [String] {
        guard let taker = view.record.takenBackBy else { return [] }
        let words = "rollout \(taker) takes it back, so far not all of it"
        return wrapped(view.hasChanges ? words : "taken back by rollout \(taker)", .warning)
    }

    private var gate: [String] {
        guard case .gating = view.record.state, let gate = view.record.gate else { return [] }
        if let approvers = words.approvers { return approval(approvers) }
        let measured =
            gate.measurements == 0
            ? "not measured yet"
            : "measured \(Wording.count(gate.measurements)) times, \(Wording.count(gate.successesInARow)) passed in a row, "
                + "\(Wording.count(gate.failures)) failed"
        let words = gate.lastWords.isEmpty ? "" : ": \(gate.lastWords)"
        return wrapped("the gate: \(measured)\(words)", .plain)
    }

    private func approval(_ approvers: Approvers) -> [String] {
        let asked =
            "waits for approval by \(ApproverWords.of(approvers)); \(view.record.author) started it and may not approve"
        guard !view.approvals.isEmpty else { return wrapped(asked, .plain) }
        let agreed = "approved by \(Wording.list(view.approvals))"
        guard !isApproved else { return wrapped(agreed + ": it goes on when a worker has seen it", .plain) }
        return wrapped(asked, .plain) + wrapped(agreed, .plain)
    }

    private var isApproved: Bool { words.isApproved(by: view.approvals) }

    private var running: [String] {
        let count = view.record.rollout.underWay
        let names = view.underWay.prefix(Self.namesShown).map(\.target.text).joined(separator: ", ")
        let alive = view.workers.filter(\.isAlive).count
        let work =
            count == 0
            ? "nothing is running"
            : "running: \(Wording.count(count, "target")) (\(names)\(more(count, Self.namesShown)))"
        return wrapped("\(work); \(Wording.count(alive, "worker")) alive", .plain)
    }

    private var waiting: [String] {
        WaitWords.lines(view.waits, at: view.record.now).flatMap { wrapped($0, .warning) }
    }

    private var failures: [String] {
        let groups = view.groups.filter { $0.outcome != .cancelled }
        guard !groups.isEmpty else { return [] }
        let lines = groups.prefix(Self.groupsShown).enumerated().flatMap { index, group in
            let names = group.targets.prefix(Self.namesShown).map(\.text).joined(separator: ", ")
            let code = group.code.isEmpty ? "" : " (\(group.code))"
            // One that was skipped has no cause: it did not fail.
            let cause = group.outcome == .skipped ? "" : "\(group.cause.rawValue)\(code): "
            let place =
                group.failedRevision.map { " at revision \($0)" + (group.failedLine.map { ", line \($0)" } ?? "") }
                ?? ""
            return wrapped(
                "\(index + 1). \(Ornaments(terminal).glyph(group.outcome)) \(Wording.count(group.jobs.count, "target")) "
                    + "\(group.outcome == .skipped ? "skipped" : group.outcome.verb)\(place): \(cause)\(group.message) "
                    + "(\(names)\(more(group.jobs.count, Self.namesShown)))", group.outcome.tone)
        }
        return [""] + lines
    }

    /// They came when the plan had been made, and nobody has reviewed what would be done to them.
    private var late: [String] {
        guard let late = view.latecomers else { return [] }
        let names = late.targets.prefix(Self.namesShown).map(\.text).joined(separator: ", ")
        let (count, verb) = (late.targets.count, late.targets.count == 1 ? "has" : "have")
        let edited = late.edited.flatMap { edited in
            let targets = edited.reworded.map(\.text).sorted()
            let names = targets.prefix(Self.namesShown).joined(separator: ", ")
            return wrapped(
                "left out: \(names)\(more(targets.count, Self.namesShown)) \(targets.count == 1 ? "has" : "have") revision "
                    + "\(edited.revision) from another file than the one here, and nobody has accepted that", .warning)
        }
        return [""]
            + wrapped(
                "\(Wording.count(count, "target")) \(verb) joined since it was planned and \(verb) no part in it "
                    + "(\(names)\(more(count, Self.namesShown)))", .warning) + edited
    }

    private var last: [String] {
        // That nobody has joined is no news.
        let news = view.lastEvents.filter { $0.kind != RolloutEventKind.noneJoined.rawValue || !$0.reason.isEmpty }
        // What workers do not do is told where workers are.
        guard let event = news.first(where: { !$0.kind.hasPrefix("job") && !$0.kind.hasPrefix("worker") }) else {
            return []
        }
        let reason = event.reason.isEmpty ? "" : " (\(event.reason))"
        return [""] + wrapped("last: \(event.kind) by \(event.actor) on \(event.host)\(reason)", .plain)
    }

    private var next: [String] {
        guard let first = commands.first else { return [] }
        return ["Next: \(first)"] + commands.dropFirst().map { "   or: \($0)" }
    }

    private var commands: [String] {
        let program = Shell.current.program
        return flotillaCommands.map { program.shown(in: $0) }
    }

    private var flotillaCommands: [String] {
        // Whoever resumes works on it too.
        let forWorkers = view.waits.needWorker ? ["flotilla rollout resume \(view.record.run)"] : []
        let late = view.latecomers.map { [words.bringing($0)] } ?? []
        let rest = words.next.filter { !forWorkers.contains($0) }
        guard words.approvers != nil else { return forWorkers + rest + late }
        // A person's word comes first; what was given once is not asked for again.
        return (isApproved ? [] : rest.prefix(1)) + forWorkers + rest.dropFirst() + late
    }

    private func more(_ count: Int, _ shown: Int) -> String { count > shown ? ", \(Ornaments(terminal).ellipsis)" : "" }

    private func wrapped(_ text: String, _ tone: Tone) -> [String] {
        let text = DisplayText.escaped(text)
        let lines = terminal.width.map { DisplayText.wrapped(text, to: $0 - 2) } ?? [text]
        return lines.enumerated().map { index, line in (index == 0 ? "" : "  ") + tone.paint(line, on: terminal) }
    }
}

// MARK: For programs

extension RolloutRendering {
    private var members: [JSON.Member] {
        view.record.members(next: commands) + [
            JSON.Member("approvers", words.approvers.map(\.json) ?? .null),
            JSON.Member("waiting", view.waits.json),
            JSON.Member("failures", .array(view.groups.map(\.json))),
            JSON.Member("joinedSince", .strings((view.latecomers?.targets ?? []).map(\.text))),
        ]
    }
}

extension RolloutRecord {
    fileprivate func members(next: [String]) -> [JSON.Member] {
        let moment = { (time: LedgerTime) in
            JSON.string(Wording.timestamp(secondsSinceEpoch: Int(time.microseconds / 1_000_000)))
        }
        return [
            JSON.Member("rollout", .integer(Int(run.number))), JSON.Member("command", .string(command)),
            JSON.Member("state", .string(state.phase.rawValue)),
            JSON.Member("detail", .string(RolloutWords(record: self).doing)), JSON.Member("since", moment(since)),
            JSON.Member("startedAt", moment(startedAt)), JSON.Member("endedAt", endedAt.map(moment) ?? .null),
            JSON.Member("author", .string(author)), JSON.Member("digest", .string(digest)),
            JSON.Member("takesBack", takesBack.map { .integer(Int($0.number)) } ?? .null),
            JSON.Member("takenBackBy", takenBackBy.map { .integer(Int($0.number)) } ?? .null),
            JSON.Member("underWay", .integer(rollout.underWay)), JSON.Member("failed", .integer(rollout.failures)),
            JSON.Member("next", .strings(next)),
        ]
    }
}

extension Approvers {
    /// Names and their groups; who started the rollout may not, though they be among them.
    fileprivate var json: JSON {
        .object([
            JSON.Member("names", .strings(names.map(\.text))),
            JSON.Member(
                "groups",
                .object(names.compactMap { name in name.members.map { JSON.Member(name.text, .strings($0)) } })),
        ])
    }
}

extension JobGroup {
    fileprivate var json: JSON {
        .object([
            JSON.Member("outcome", .string(outcome.rawValue)), JSON.Member("cause", .string(cause.rawValue)),
            JSON.Member("code", .string(code)), JSON.Member("message", .string(message)),
            JSON.Member("count", .integer(jobs.count)),
            JSON.Member("examples", .array(targets.prefix(3).map { .string($0.text) })),
            JSON.Member("revision", failedRevision.map { .string($0.text) } ?? .null),
            JSON.Member("line", failedLine.map { .integer($0) } ?? .null),
        ])
    }
}
