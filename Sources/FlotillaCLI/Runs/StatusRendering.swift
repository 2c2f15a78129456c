import FlotillaKit
import FlotillaRevisions

/// Where the fleet stands: a census by version as rows, then who needs attention, then totals and the next command.
struct StatusRendering {
    var report: StatusReport
    /// Commands that go on from here, about the same targets.
    var live: String
    var upgrade: String
    var terminal: Terminal

    /// Causes of failures told one by one; the rest is a count.
    private static let groupsShown = 10

    static let layout = ReportLayout(
        kind: "Status", rowKind: "VersionCount", rowsKey: "census",
        columns: [
            .init(title: "VERSION", key: "version", smallest: 12),
            .init(title: "TARGETS", key: "count", isRightAligned: true),
            .init(title: "STATE", key: "state", smallest: 10),
            .init(title: "SHARE", key: "share", isRightAligned: true),
            .init(title: "BEHIND", key: "behind", isWide: true, isRightAligned: true),
        ])

    func write(to writer: ReportWriter) {
        for entry in report.census { writer.row(Self.fields(entry, of: report.total)) }
        writer.finish(ReportEnd(members: members, closing: closing))
    }

    static func fields(_ entry: StatusReport.Version, of total: Int) -> [Field] {
        [
            .version(entry.version), .number(entry.count), state(entry),
            .share(entry.count, of: total), entry.behind.map { .number($0) } ?? .none,
        ]
    }

    private static func state(_ entry: StatusReport.Version) -> Field {
        if entry.isHead { return .state("head", name: "head", .good) }
        if entry.isContradictory { return .state("rows contradict each other", name: "diverged", .bad) }
        guard let behind = entry.behind else {
            return .state("not in the migrations folder", name: "unlisted", .bad)
        }
        return .state("\(Wording.count(behind, "step")) behind", name: "behind", .warning)
    }
}

// MARK: For people

extension StatusRendering {
    private var closing: [String] {
        (report.census.isEmpty ? [] : [""]) + laggards + unanswered + failures + unknown + halfApplied + interruption
            + Flow.lines(totals, on: terminal) + removed + next
    }

    private var laggards: [String] {
        guard !report.laggards.isEmpty else { return [] }
        let table = Table(
            columns: [
                .init(title: "FURTHEST BEHIND", smallest: 8), .init(title: "VERSION", smallest: 12),
                .init(title: "BEHIND", isRightAligned: true),
            ],
            rows: report.laggards.map { laggard in
                [
                    .init(text: DisplayText.escaped(laggard.target.text)),
                    .init(text: DisplayText.escaped(VersionText.of(laggard.version))),
                    .init(text: laggard.behind.map { Wording.count($0) } ?? "?"),
                ]
            })
        return table.lines(on: terminal) + [""]
    }

    /// What went wrong while asking, a line for each cause; the servers' words stand on standard error.
    private var unanswered: [String] {
        let ornaments = Ornaments(terminal)
        let groups = report.run?.failures ?? []
        let lines = groups.prefix(Self.groupsShown).flatMap { group in
            let code = group.code.isEmpty ? "" : " (\(group.code))"
            return attention(
                "\(ornaments.glyph(group.outcome)) \(Wording.count(group.count, "target")) asked just now "
                    + "\(group.outcome.verb): \(group.cause.rawValue)\(code) "
                    + "(\(examples(group.examples.map(\.text), of: group.count)))", group.outcome.tone)
        }
        return ended(lines, groups.count)
    }

    private var failures: [String] {
        let ornaments = Ornaments(terminal)
        let lines = report.failures.prefix(Self.groupsShown).flatMap { group in
            let code = group.code.isEmpty ? "" : " (\(group.code))"
            return attention(
                "\(ornaments.glyph(.failed)) \(Wording.count(group.targets, "target")): "
                    + "\(group.cause.rawValue)\(code): \(group.message) "
                    + "(\(examples(group.examples.map(\.text), of: group.targets)))",
                .bad)
        }
        return ended(lines, report.failures.count)
    }

    private func examples(_ names: [String], of count: Int) -> String {
        names.joined(separator: ", ") + (count > names.count ? ", \(Ornaments(terminal).ellipsis)" : "")
    }

    private func ended(_ lines: [String], _ groups: Int) -> [String] {
        let rest = groups - Self.groupsShown
        return lines.isEmpty ? [] : lines + (rest > 0 ? ["  and \(Wording.count(rest, "cause")) more"] : []) + [""]
    }

    private var unknown: [String] {
        guard let first = report.unknown.first else { return [] }
        let names = report.unknown.prefix(3).map(\.text).joined(separator: ", ")
        let count = Wording.count(report.unknown.count, "target")
        // Most doubts are about an answer that got lost, and end when the target is asked.
        let advice =
            "  run the same command again: it looks before it runs anything; where it cannot tell, somebody must look,"
        return attention("? \(count) ended in doubt: \(names)", .bad) + attention(advice, .plain) + [
            "  then: flotilla resolve \(CommandText.quoted(first.text)) --applied (or --not-applied) --reason TEXT", "",
        ]
    }

    private var halfApplied: [String] {
        guard let first = report.halfApplied.first else { return [] }
        let count = report.halfApplied.count
        let names = examples(report.halfApplied.prefix(3).map(\.text), of: count)
        let verb = count == 1 ? "is" : "are"
        return attention(
            "! \(Wording.count(count, "target")) \(verb) half applied, by a step without a transaction: \(names)", .bad)
            + ["  where it stopped: flotilla current --target \(CommandText.quoted(first.text))", ""]
    }

    private var removed: [String] {
        guard !report.removed.isEmpty else { return [] }
        let names = examples(report.removed.prefix(3).map(\.text), of: report.removed.count)
        return attention(
            "Not counted: \(Wording.count(report.removed.count, "target")) in the ledger, no longer in the inventory "
                + "(\(names))", .plain)
    }

    /// Broken between words, further lines indented.
    private func attention(_ text: String, _ tone: Tone) -> [String] {
        let text = DisplayText.escaped(text)
        let lines = terminal.width.map { DisplayText.wrapped(text, to: $0 - 2) } ?? [text]
        return lines.enumerated().map { index, line in (index == 0 ? "" : "  ") + tone.paint(line, on: terminal) }
    }

    private var interruption: [String] {
        guard let interruption = report.interruption else { return [] }
        let count = Wording.count(interruption.unrecorded, "target")
        return ["Run \(interruption.run) was cut short; \(count) of it have no outcome yet.", ""]
    }

    private var totals: [Flow.Piece] {
        let total = Wording.count(report.total, "target")
        let source = report.isLive ? "(asked just now)" : "(from the ledger)"
        if report.total == 0 { return [Flow.Piece(text: "The ledger knows no target yet.")] }
        if report.isAllAtHead { return ["\(total), all at head", source].map { Flow.Piece(text: $0) } }
        let atHead = report.census.filter(\.isHead).reduce(0) { $0 + $1.count }
        let unseen =
            (report.neverSeen > 0 ? ["\(Wording.count(report.neverSeen)) never seen"] : [])
            + (report.unanswered > 0 ? ["\(Wording.count(report.unanswered)) without an answer"] : [])
        let counts = ["\(Wording.count(atHead)) at head", "\(Wording.count(report.seen - atHead)) not"] + unseen
        let listed = counts.dropLast().map { $0 + "," } + counts.suffix(1)
        return (["\(total):"] + listed + [source]).map { Flow.Piece(text: $0) }
    }

    private var next: [String] {
        if report.isAllAtHead { return [] }
        // Nothing that is known is behind: first it has to be known where the others are.
        if report.seen == 0 || report.isBlindOnly { return ["Next: \(live)"] }
        return ["Next: \(upgrade)"]
    }
}

extension StatusReport {
    /// Every target has been seen, and on the newest revision, and nothing is in doubt.
    var isAllAtHead: Bool {
        total > 0 && neverSeen == 0 && isFinished && unanswered == 0 && (run?.failures.isEmpty ?? true)
    }

    /// What was asked and did not answer is all that keeps us from saying that all is well.
    fileprivate var isBlindOnly: Bool { unanswered > 0 && isFinished }

    private var isFinished: Bool {
        unknown.isEmpty && halfApplied.isEmpty && failures.isEmpty && interruption == nil
            && census.allSatisfy(\.isHead)
    }
}
