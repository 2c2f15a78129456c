import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions

/// Finds targets that have a revision from another file than the folder's: goes through what was applied and taken back in
/// the order in which it was, and keeps for each target the file with which it got each revision that is in question.
public struct EditedFiles {
    private struct Step: Hashable {
        var before: [RevisionID]
        var after: [RevisionID]
    }

    private let planner: Planner
    private let selected: (TargetID) -> Bool
    private let current: [RevisionID: PlannedRevision]
    /// Of revisions of the folder that had another file once, in the order of the runs.
    private let uses: [RevisionID: [RevisionFileUse]]
    /// By the number of the use, `nil` where none was noted.
    private var files: [RevisionID: [TargetID: Int?]] = [:]
    private var changes: [Step: (gained: [RevisionID], lost: [RevisionID])] = [:]

    /// `nil` when no file was ever another one, so that there is nothing to look for.
    public init?(_ planner: Planner, _ known: [RevisionFileUse], selected: @escaping (TargetID) -> Bool) {
        self.planner = planner
        self.selected = selected
        let files = planner.planned(Set(known.map(\.revision.id)))
        current = Dictionary(files.map { ($0.id, $0) }) { first, _ in first }
        let ofFolder = Dictionary(
            grouping: known.filter { [current] in current[$0.revision.id] != nil }, by: \.revision.id)
        uses = ofFolder.filter { [current] id, uses in
            uses.contains { $0.revision.digest != current[id]?.digest }
        }
        if uses.isEmpty { return nil }
    }

    /// The run from which on moves matter.
    public var start: RunID { uses.values.compactMap { $0.first?.since }.min() ?? RunID(0) }

    public mutating func add(_ move: VersionMove) {
        guard selected(move.target) else { return }
        let (gained, lost) = change(Step(before: move.before, after: move.after))
        for revision in lost { files[revision]?[move.target] = nil }
        for revision in gained {
            // A stamp says that it is there, not from which file.
            let use = move.operation == .upgrade ? self.use(of: revision, in: move.run) : nil
            files[revision, default: [:]].updateValue(use, forKey: move.target)
        }
    }

    /// Oldest first.
    public var found: [EditedRevision] {
        planner.migrations.graph.ids.compactMap { revision in
            guard let now = current[revision], let uses = uses[revision] else { return nil }
            var targets: [TargetID] = []
            var reworded: Set<TargetID> = []
            for (target, use) in files[revision] ?? [:] {
                guard let use, uses[use].revision.digest != now.digest else { continue }
                targets.append(target)
                if uses[use].revision.textDigest != now.textDigest { reworded.insert(target) }
            }
            guard !targets.isEmpty else { return nil }
            return EditedRevision(
                revision: revision, targets: targets.sorted { $0.text < $1.text }, reworded: reworded,
                textDigest: now.textDigest)
        }
    }

    /// The last that was noted before the run, or by it.
    private func use(of revision: RevisionID, in run: RunID) -> Int? {
        uses[revision]?.lastIndex { $0.since <= run }
    }

    private mutating func change(_ step: Step) -> (gained: [RevisionID], lost: [RevisionID]) {
        if let known = changes[step] { return known }
        let before = planner.applied(step.before)
        let after = planner.applied(step.after)
        let change = (
            uses.keys.filter { after.contains($0) && !before.contains($0) },
            uses.keys.filter { before.contains($0) && !after.contains($0) }
        )
        changes[step] = change
        return change
    }
}

extension Planner {
    /// Everything that these rows imply; nothing where they are not ours.
    fileprivate func applied(_ rows: [RevisionID]) -> Set<RevisionID> {
        Set((try? migrations.graph.applied(by: rows))?.ids ?? [])
    }
}
