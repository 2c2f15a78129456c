import FlotillaKit
import FlotillaRevisions

/// Revisions in the shapes of Alembic: scripts cut identifiers out of them, and people know where to look.
enum RevisionText {
    /// `1975ea83b712 -> 3512b954651e (billing) (head), add users`, as `history` prints it.
    static func line(_ entry: RevisionEntry) -> String {
        let needs = entry.header.dependencies
        let parents = parents(entry) + (needs.isEmpty ? "" : " (\(list(needs)))")
        return DisplayText.escaped("\(parents) -> \(name(entry)), \(entry.header.summary)")
    }

    /// `3512b954651e (billing) (head)`, as `heads` prints it.
    static func head(_ entry: RevisionEntry) -> String {
        DisplayText.escaped(([entry.id.text] + labels(entry) + headMarks(entry)).joined(separator: " "))
    }

    /// `3512b954651e (head) (mergepoint)`, as `current` prints it.
    static func current(_ entry: RevisionEntry) -> String {
        DisplayText.escaped(([entry.id.text] + headMarks(entry) + treeMarks(entry)).joined(separator: " "))
    }

    /// The point, then an arrow to each revision that revises it, then an empty line.
    static func branch(_ branch: BranchEntry, isVerbose: Bool) -> [String] {
        let indent = String(repeating: " ", count: branch.point.id.text.count)
        let children = branch.children.map { child in
            let message = isVerbose ? ", \(child.header.summary)" : ""
            return DisplayText.escaped("\(indent) -> \(name(child))\(message)")
        }
        let point = isVerbose ? block(branch.point) : [DisplayText.escaped(name(branch.point))]
        return point + children + [""]
    }

    /// All that is known of a revision, and an empty line.
    static func block(_ entry: RevisionEntry) -> [String] {
        let isHead = !entry.traits.isDisjoint(with: [.head, .effectiveHead])
        let marks = (isHead ? ["(head)"] : []) + treeMarks(entry) + (entry.isCurrent == true ? ["(current)"] : [])
        var lines = ["Rev: " + ([entry.id.text] + marks).joined(separator: " ")]
        lines.append((entry.traits.contains(.mergePoint) ? "Merges: " : "Parent: ") + parents(entry))
        if !entry.header.dependencies.isEmpty { lines.append("Also depends on: " + list(entry.header.dependencies)) }
        if entry.traits.contains(.branchPoint) { lines.append("Branches into: " + list(entry.children)) }
        if !entry.labels.isEmpty { lines.append("Branch names: " + list(entry.labels)) }
        lines += ["Path: " + entry.path] + (entry.downgradePath.map { ["Way down: " + $0] } ?? [])
        if let baseline = entry.baseline {
            let count = Wording.count(baseline.replaces.count, "revision")
            lines.append("Baseline: \(baseline.path) (replaces \(count))")
        }
        lines.append("")
        return (lines + headerLines(entry).map { $0.isEmpty ? "" : "    " + $0 } + [""]).map(DisplayText.escaped)
    }

    /// What a file of Alembic says of itself in its first text.
    private static func headerLines(_ entry: RevisionEntry) -> [String] {
        let message = entry.header.message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        let date = entry.header.createDate.map { ["Create Date: " + $0] } ?? []
        return (entry.header.message.isEmpty ? [] : message + [""])
            + ["Revision ID: \(entry.id)", "Revises: " + parents(entry)] + date
    }

    private static func name(_ entry: RevisionEntry) -> String {
        ([entry.id.text] + labels(entry) + headMarks(entry) + treeMarks(entry)).joined(separator: " ")
    }

    private static func parents(_ entry: RevisionEntry) -> String {
        entry.header.parents.isEmpty ? "<base>" : list(entry.header.parents)
    }

    private static func labels(_ entry: RevisionEntry) -> [String] {
        entry.labels.isEmpty ? [] : ["(\(list(entry.labels)))"]
    }

    private static func headMarks(_ entry: RevisionEntry) -> [String] {
        (entry.traits.contains(.head) ? ["(head)"] : [])
            + (entry.traits.contains(.effectiveHead) ? ["(effective head)"] : [])
            + (entry.isCurrent == true ? ["(current)"] : [])
    }

    private static func treeMarks(_ entry: RevisionEntry) -> [String] {
        (entry.traits.contains(.branchPoint) ? ["(branchpoint)"] : [])
            + (entry.traits.contains(.mergePoint) ? ["(mergepoint)"] : [])
    }

    private static func list(_ names: [some CustomStringConvertible]) -> String {
        names.map(\.description).joined(separator: ", ")
    }
}
