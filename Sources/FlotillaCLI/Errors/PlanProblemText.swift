import FlotillaInventory
import FlotillaKit
import FlotillaRuntime

/// Why no rollout can be made of a plan.
extension Complaint {
    static func relativeRevision(_ text: String) -> Complaint {
        Complaint(
            .usage, "'\(text)' leads from every version somewhere else, and a rollout brings all targets to one",
            [.next("name the revision, or head")])
    }

    static var notListed: Complaint {
        Complaint(
            .usage, "a rollout is for targets of an inventory, not for a single database",
            [.next("flotilla upgrade --database URL")])
    }

    static func nothingToDo(_ there: Int, _ exclusions: [Exclusion]) -> Complaint {
        let leftOut = "\(Wording.count(exclusions.count, "target")) left out; flotilla rollout plan says why"
        return Complaint(
            .failed, "there is nothing to do: \(Wording.count(there, "target")) there already",
            exclusions.isEmpty ? [] : [.state(leftOut)])
    }

    /// What no target fits fails open, so that it is refused.
    static func idle(_ rules: [IdleRule]) -> Complaint {
        Complaint(
            .badSettings,
            rules.count == 1
                ? "a rule is for no target of the inventory" : "some rules are for no target of the inventory",
            rules.map { rule in
                let near = rule.nearMisses.map(\.sentence)
                return Fact(name(rule.kind), ([words(rule.subject)] + near).joined(separator: "\n"))
            } + [
                .state("nothing was changed"),
                .next("correct it, or take it away; flotilla inventory list shows every target with its labels"),
            ])
    }

    private static func name(_ kind: IdleRule.Kind) -> String {
        switch kind {
        case .wave(let name): "wave \"\(name)\""
        case .window: "window"
        case .quarantine(let owner): "quarantine by \(owner)"
        }
    }

    private static func words(_ subject: QuarantineRule.Subject) -> String {
        switch subject {
        case .target(let id): "target: \(id.text)"
        case .selector(let text): "select: \(text)"
        }
    }

    static func planChanged(_ differences: [PlanDifference]) -> Complaint {
        Complaint(
            .failed, "the plan does not fit any more",
            differences.map { .init("differs", words($0)) }
                + [.state("nothing was done"), .next("make a new one: flotilla rollout plan")])
    }

    static func notSaved(_ error: PlanFileError) -> Complaint {
        Complaint(
            .failed, "the plan could not be saved as \(error.path)",
            [.words(error.words), .state("nothing was changed")])
    }

    static func failing(_ exclusions: [Exclusion]) -> Complaint {
        var groups: [String: [String]] = [:]
        var count = 0
        for exclusion in exclusions {
            guard case .failing = exclusion.reason else { continue }
            groups[PlanGroups.words(exclusion.reason), default: []].append(exclusion.target.text)
            count += 1
        }
        let facts = groups.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.map { reason, names in
            Fact(
                Wording.count(names.count),
                "\(reason) (\(names.prefix(20).joined(separator: ", "))"
                    + (names.count > 20 ? " and \(Wording.count(names.count - 20)) more)" : ")"))
        }
        return Complaint(
            .failed, "\(Wording.count(count, "target")) would fail",
            facts + [
                .state("nothing was changed"),
                .next("mend them; or leave them out: flotilla rollout start --without-failing"),
            ])
    }

    static func edited(_ edited: [EditedRevision]) -> Complaint {
        let facts = edited.map {
            Fact(
                $0.revision.text,
                "applied on \(Wording.count($0.count, "target")) with another file than the one here "
                    + "(\($0.examples.map(\.text).joined(separator: ", "))\($0.count > $0.examples.count ? ", ..." : ""))"
            )
        }
        let accepting = edited.flatMap { ["--accept-edited", $0.revision.text] }
        return Complaint(
            .failed, "revisions were edited after targets got them, so that targets on one version differ",
            facts + [
                .state("nothing was changed"),
                .next("take the edit back, and write a revision of its own for it"),
                .next(
                    "or, if both files do the same: \(CommandText.line(["rollout", "start"] + accepting)) --reason TEXT"
                ),
            ])
    }

    static func unusable(_ path: String, _ error: PlanDocumentError) -> Complaint {
        let again = Fact.next("make a new one: flotilla rollout plan --save \(CommandText.quoted(path))")
        switch error {
        case .file(let error): return Complaint(error)
        case .otherKind(let kind):
            return Complaint(.badSettings, "\(path) is no plan of a rollout: it says that it is \(kind)", [again])
        case .malformed(let member):
            return Complaint(
                .badSettings, "\(path) is no plan of a rollout: there is nothing usable under \(member)", [again])
        case .digestDiffers:
            return Complaint(
                .badSettings, "\(path) was changed after it was made: its digest does not fit what it says",
                [.state("nothing was done"), again])
        }
    }

    private static func words(_ difference: PlanDifference) -> String {
        switch difference {
        case .joined(let targets): "targets that joined: \(Wording.sample(targets.map(\.text)))"
        case .left(let targets): "targets that left: \(Wording.sample(targets.map(\.text)))"
        case .moved(let targets): "targets on another version: \(Wording.sample(targets.map(\.text)))"
        case .edited(let revisions): "edited revisions: \(Wording.sample(revisions.map(\.text)))"
        case .failing(let targets): "targets that would fail now: \(Wording.sample(targets.map(\.text)))"
        case .quarantined(let targets): "targets that were set aside: \(Wording.sample(targets.map(\.text)))"
        case .reformatted(let revisions):
            "revisions of which only line ends differ, not the text: \(Wording.sample(revisions.map(\.text)))"
        case .missing(let revisions): "missing revisions: \(Wording.sample(revisions.map(\.text)))"
        }
    }
}
