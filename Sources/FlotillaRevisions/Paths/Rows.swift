// From the rows of a version table to nodes.

extension RevisionGraph {
    /// The nodes that the rows name, sorted.
    ///
    /// - Throws: `foldedRow`, `unknownRows`, `duplicateRow`.
    func nodes(of rows: [RevisionID]) throws(RevisionError) -> [Int] {
        let unknown = rows.filter { number(of: $0) == nil }.sorted()
        if let row = unknown.first(where: { folded[$0] != nil }) { throw refusal(ofRow: row) }
        guard unknown.isEmpty else {
            throw .unknownRows(unknown, nearMisses: unknown.flatMap { NearMisses.of($0.text, among: names.all) })
        }
        let numbers = rows.compactMap(number(of:)).sorted()
        for (one, next) in zip(numbers, numbers.dropFirst()) where one == next { throw .duplicateRow(nodes[one].id) }
        return numbers
    }

    /// What is said of a row that names no revision of ours.
    public func refusal(ofRow row: RevisionID) -> RevisionError {
        folded[row].map { .foldedRow(row, into: $0) } ?? .unknownRows([row], nearMisses: [])
    }

    /// As ``nodes(of:)``, for operations that need rows of which none covers another.
    ///
    /// - Throws: `overlapping` besides.
    func separateNodes(of rows: [RevisionID]) throws(RevisionError) -> [Int] {
        try separate(try nodes(of: rows))
    }

    func separate(_ numbers: [Int]) throws(RevisionError) -> [Int] {
        if let overlap = overlaps(among: numbers).first {
            throw .overlapping(overlap.revision, ancestor: overlap.ancestor)
        }
        return numbers
    }

    /// Each revision that another one of them covers.
    func overlaps(among numbers: [Int]) -> [RowOverlap] {
        guard numbers.count > 1 else { return [] }
        // One sweep finds those that are covered; only they need a sweep of their own to tell by what.
        let covered = links.closureDown(numbers.flatMap { links[$0] })
        return numbers.filter(covered.contains).compactMap { ancestor in
            let above = links.closureUp([ancestor])
            return numbers.first { $0 != ancestor && above[$0] }
                .map { RowOverlap(revision: nodes[$0].id, ancestor: nodes[ancestor].id) }
        }
    }

    /// Says of a name that cannot be made out, or is not on the branch, whether it is one of the rows: then the argument
    /// may be right, and the database is not where its user believes.
    func naming<Result>(
        _ rows: [RevisionID], _ lookUp: () throws(RevisionError) -> Result
    ) throws(RevisionError) -> Result {
        do {
            return try lookUp()
        } catch .notOnBranch(let revision, let name, let branch) where rows.contains(RevisionID(name)) {
            throw .rowNotOnBranch(revision, branch: branch)
        } catch .unresolved(let name, let nearMisses) where rows.contains(RevisionID(name)) {
            throw .unknownRows([RevisionID(name)], nearMisses: nearMisses)
        }
    }
}

/// Two rows of which one says what the other says, and more.
public struct RowOverlap: Sendable, Hashable {
    public let revision: RevisionID
    public let ancestor: RevisionID
}
