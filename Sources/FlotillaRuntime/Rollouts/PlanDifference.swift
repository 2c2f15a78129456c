import FlotillaDriver
import FlotillaRevisions

/// A way in which a plan differs from what is there now.
public enum PlanDifference: Sendable, Hashable {
    /// Targets that are selected now and were not.
    case joined([TargetID])
    /// Targets that were selected and are not any more.
    case left([TargetID])
    /// Targets that are on another version now.
    case moved([TargetID])
    /// Targets of the plan that would fail now.
    case failing([TargetID])
    /// Targets of the plan that somebody has set aside since.
    case quarantined([TargetID])
    /// Files that were edited, by revision.
    case edited([RevisionID])
    /// Files of which only line ends or a byte order mark are others; the text is the same.
    case reformatted([RevisionID])
    /// Revisions that the plan has and the folder has not.
    case missing([RevisionID])
}

extension RolloutPlan {
    /// - Parameter now: the same plan, made anew of what is there now.
    public func differences(to now: RolloutPlan) -> [PlanDifference] {
        let (old, new) = (standings, now.standings)
        var joined: [TargetID] = []
        var left: [TargetID] = []
        var moved: [TargetID] = []
        var failing: [TargetID] = []
        var quarantined: [TargetID] = []
        for (id, standing) in old {
            switch (standing, new[id]) {
            case (_, nil): left.append(id)
            case (.at(let before), .at(let after)): if before != after { moved.append(id) }
            case (.there, .at), (.at, .there): moved.append(id)
            case (.at, .failing): failing.append(id)
            case (.at, .quarantined): quarantined.append(id)
            case (.there, _), (.failing, _), (.quarantined, _), (.elsewhere, _), (.at, .elsewhere): continue
            }
        }
        for id in new.keys where old[id] == nil { joined.append(id) }
        let found: [PlanDifference] = [
            .joined(joined.inOrder), .left(left.inOrder), .moved(moved.inOrder), .failing(failing.inOrder),
            .quarantined(quarantined.inOrder),
        ]
        return found.filter { !$0.isEmpty }
    }

    private enum Standing: Hashable {
        /// In the plan, from these rows.
        case at([RevisionID])
        case there, failing, quarantined, elsewhere
    }

    private var standings: [TargetID: Standing] {
        var standings: [TargetID: Standing] = [:]
        for target in targets { standings[target.id] = .at(starts[target.start]) }
        for target in upToDate { standings[target] = .there }
        for exclusion in exclusions {
            switch exclusion.reason {
            case .failing: standings[exclusion.target] = .failing
            case .quarantined: standings[exclusion.target] = .quarantined
            case .inNoWave: standings[exclusion.target] = .elsewhere
            }
        }
        return standings
    }
}

extension PlanDifference {
    var isEmpty: Bool {
        switch self {
        case .joined(let ids), .left(let ids), .moved(let ids), .failing(let ids), .quarantined(let ids): ids.isEmpty
        case .edited(let ids), .reformatted(let ids), .missing(let ids): ids.isEmpty
        }
    }
}

extension Planner {
    /// How the folder differs from the files that a plan was made with.
    public func differences(from plan: RolloutPlan) -> [PlanDifference] {
        let files = planned(Set(plan.revisions.map(\.id))) + plannedRepeatables(plan.operation)
        let now = Dictionary(files.map { ($0.id, $0) }) { first, _ in first }
        var edited: [RevisionID] = []
        var reformatted: [RevisionID] = []
        var missing: [RevisionID] = []
        for revision in plan.files {
            guard let file = now[revision.id] else {
                missing.append(revision.id)
                continue
            }
            guard file.digest != revision.digest else { continue }
            if file.textDigest == revision.textDigest {
                reformatted.append(revision.id)
            } else {
                edited.append(revision.id)
            }
        }
        edited += arrived(since: plan.files, plan.operation)
        let found: [PlanDifference] = [.edited(edited), .reformatted(reformatted), .missing(missing)]
        return found.filter { !$0.isEmpty }
    }
}

extension [TargetID] {
    fileprivate var inOrder: [TargetID] { sorted { $0.text < $1.text } }
}
