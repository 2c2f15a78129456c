// The checking rule of the conformance vectors.

import FlotillaRevisions

extension GraphVector {
    /// What is wrong with the answer, or nothing.
    func complaint(about answer: VectorAnswer) -> String? {
        if let category = expect.error { return complaint(about: answer, insteadOf: category) }
        switch answer {
        case .refusal(let error):
            if warning != nil, error.category == "ambiguous-walk" { return nil }
            return "refused: \(error)"
        case .path(let path): return complaint(about: path)
        case .stamp(let stamp): return difference(stamp.rowsAfter.map(\.text), expect.heads, "rows")
        case .branchPoints(let points):
            return points == expect.branchPoints ? nil : "branch points \(points)"
        case .list(let ids): return complaint(about: ids.map(\.text))
        }
    }

    private func complaint(about answer: VectorAnswer, insteadOf category: String) -> String? {
        guard case .refusal(let error) = answer else { return "not refused (\(category)): \(answer)" }
        let isRight =
            error.category == category || category == "refused"
            || (warning != nil && error.category == "ambiguous-walk")
        return isRight ? nil : "\(error.category) \(error), expected \(category)"
    }

    private func complaint(about path: RevisionPath) -> String? {
        let steps = expect.steps ?? []
        if let end = expect.heads, path.end.map(\.text) != end { return "ends at \(path.end), not \(end)" }
        let isUpgrade = op == "upgrade"
        guard path.allSatisfy({ $0.direction == (isUpgrade ? .up : .down) }) else { return "direction" }
        guard order == "partial" else {
            let expected = steps.map { "\($0.revision ?? "") \($0.headsAfter)" }
            return difference(path.map { "\($0.revision) \($0.rowsAfter.map(\.text))" }, expected, "steps")
        }
        let ids = path.revisions.map(\.text)
        return difference(ids.sorted(), steps.compactMap(\.revision).sorted(), "set of steps")
            ?? (isTopological(isUpgrade ? ids.reversed() : ids) ? nil : "order \(ids)")
    }

    private func complaint(about ids: [String]) -> String? {
        guard op == "history" else {
            return difference(Set(ids).sorted(), Set(expect.revisions ?? []).sorted(), "revisions")
        }
        guard order == "partial" else { return difference(ids, expect.revisions, "history") }
        return difference(ids.sorted(), expect.revisions?.sorted(), "set of revisions")
            ?? (isTopological(ids) ? nil : "order \(ids)")
    }

    private func difference(_ got: [String], _ expected: [String]?, _ what: String) -> String? {
        got == expected ?? [] ? nil : "\(what) \(got), expected \(expected ?? [])"
    }

    /// Whether no revision comes before one that needs it.
    private func isTopological(_ newestFirst: [String]) -> Bool {
        let carriers = revisions.flatMap { revision in revision.labels.map { ($0, revision.id) } }
        let byLabel = Dictionary(carriers) { first, _ in first }
        let links = Dictionary(
            uniqueKeysWithValues: revisions.map { ($0.id, $0.down + $0.dependsOn.map { byLabel[$0] ?? $0 }) })
        for id in newestFirst {
            var open = links[id] ?? []
            var below: Set<String> = []
            while let next = open.popLast() {
                if below.insert(next).inserted { open += links[next] ?? [] }
            }
            let later = Set(newestFirst.prefix { $0 != id })
            guard below.isDisjoint(with: later) else { return false }
        }
        return true
    }
}
