import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime

/// The targets of a plan, by where they start; and those that are not in it, by why.
struct PlanGroups {
    var explanation: PlanExplanation
    var terminal: Terminal

    private static let namesShown = 3
    private static let groupsShown = 20
    private static let stepsShown = 8

    private var plan: RolloutPlan { explanation.plan }

    /// `2,900 targets on 1975ea83b712: 2 steps, 3512b954651e then ae1027a6acf`
    var starts: [String] {
        capped(explanation.groups.map { ([$0.version], $0) }, noun: "start version") { _, group in
            let steps = group.steps.prefix(Self.stepsShown).map(\.text).joined(separator: " then ")
            let more = group.steps.count > Self.stepsShown ? " \(Ornaments(terminal).ellipsis)" : ""
            return wrapped(
                "\(Wording.count(group.count, "target")) on \(VersionText.of(group.version)): "
                    + "\(Wording.count(group.steps.count, "step")), \(steps)\(more)", .plain)
        }
    }

    var leftOut: [String] {
        let there =
            plan.upToDate.isEmpty
            ? [] : wrapped("\(Wording.count(plan.upToDate.count, "target")) there already", .plain)
        return there + edited + excluded + expired
    }

    private var edited: [String] {
        plan.edited.flatMap { edited in
            wrapped(
                "edited: revision \(edited.revision) is applied on \(Wording.count(edited.count, "target")) with another "
                    + (edited.hasSameText ? "file; only line ends differ" : "file than the one here")
                    + " (\(names(edited.examples, of: edited.count)))" + (edited.isAccepted ? "; accepted before" : ""),
                edited.isAccepted ? .plain : .warning)
        }
    }

    private var excluded: [String] {
        var groups: [String: (reason: Exclusion.Reason, targets: [TargetID])] = [:]
        for exclusion in plan.exclusions {
            groups[Self.key(exclusion.reason), default: (exclusion.reason, [])].targets.append(exclusion.target)
        }
        let ordered = groups.sorted { ($1.value.targets.count, $0.key) < ($0.value.targets.count, $1.key) }
        return capped(ordered.map { ($0.value.targets.map(\.text), $0.value) }, noun: "reason") { _, group in
            wrapped(
                "left out: \(Wording.count(group.targets.count, "target")): \(Self.words(group.reason)) "
                    + "(\(names(group.targets, of: group.targets.count)))", .warning)
        }
    }

    private var expired: [String] {
        plan.expired.flatMap { rule in
            let subject =
                switch rule.subject {
                case .target(let id): id.text
                case .selector(let text): "'\(text)'"
                }
            return wrapped(
                "quarantine of \(subject) is over since \(rule.until ?? "") and does not count: \(rule.reason) "
                    + "(\(rule.owner))", .warning)
        }
    }

    private func names(_ targets: [TargetID], of count: Int) -> String {
        let shown = targets.prefix(Self.namesShown)
        return shown.map(\.text).joined(separator: ", ")
            + (count > shown.count ? ", \(Ornaments(terminal).ellipsis)" : "")
    }

    private func capped<Element>(
        _ elements: [(key: some Any, value: Element)], noun: String, _ lines: (Int, Element) -> [String]
    ) -> [String] {
        let shown = elements.prefix(Self.groupsShown).enumerated().flatMap { lines($0, $1.value) }
        let rest = elements.count - Self.groupsShown
        return shown + (rest > 0 ? ["\(Ornaments(terminal).ellipsis) and \(Wording.count(rest, noun)) more"] : [])
    }

    private func wrapped(_ text: String, _ tone: Tone) -> [String] { PlanText.wrapped(text, tone, terminal) }
}

// MARK: Why targets are left out

extension PlanGroups {
    /// Targets that share it are told of together.
    private static func key(_ reason: Exclusion.Reason) -> String {
        switch reason {
        case .failing(let failure):
            [kind(failure), failure.code, failure.place.map { "\($0.revision) \($0.line)" } ?? ""].joined(
                separator: "\0")
        case .quarantined(let quarantine): "quarantined \(quarantine.owner)\0\(quarantine.until)\0\(quarantine.reason)"
        case .inNoWave: "no wave"
        }
    }

    static func words(_ reason: Exclusion.Reason) -> String {
        switch reason {
        case .failing(let failure):
            kind(failure) + (failure.code.isEmpty ? "" : " (\(failure.code))") + ": \(failure.message)"
        case .quarantined(let quarantine):
            "quarantined by \(quarantine.owner)" + (quarantine.until.isEmpty ? "" : " until \(quarantine.until)")
                + ": \(quarantine.reason)"
        case .inNoWave: "no wave of the policy takes them"
        }
    }

    /// What a target is, rather than what happened, where that says more.
    private static func kind(_ failure: TargetFailure) -> String {
        switch failure.state {
        case .halfApplied(let revision, _, _): return "half applied (\(revision))"
        case .inDoubt(let revision, _): return "in doubt (\(revision))"
        case .unchanged, .partWay: break
        }
        return failure.cause == .unknownRevision ? "ahead of this folder" : failure.cause.rawValue
    }
}
