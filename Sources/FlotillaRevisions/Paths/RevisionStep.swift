/// One revision applied, or taken back, or put down by hand, on one target.
public struct RevisionStep: Sendable, Hashable {
    public let direction: StepDirection
    public let revision: RevisionID
    /// The version table as it must be before the step, sorted.
    public let rowsBefore: [RevisionID]
    /// The version table after the step, sorted.
    public let rowsAfter: [RevisionID]
    /// What turns the one into the other. Each change must hit exactly one row; in this order no statement meets a row
    /// that an earlier one has removed or already put there.
    public let rowChanges: [RowChange]
    /// The baseline at the revision runs, in the place of the revision and of all that lead to it.
    public let isBaseline: Bool
}

public enum StepDirection: String, Sendable, Hashable, CaseIterable {
    case up, down
}

/// One statement on the version table. A change that hits no row, or more than one, means that somebody else was there.
public enum RowChange: Sendable, Hashable {
    case insert(RevisionID)
    case delete(RevisionID)
    case replace(RevisionID, with: RevisionID)
}

extension RowChange {
    /// The fewest changes: rows that go are replaced by rows that come as long as there are both.
    static func changes(removing gone: [RevisionID], adding new: [RevisionID]) -> [RowChange] {
        let pairs = min(gone.count, new.count)
        return gone.dropFirst(pairs).map(RowChange.delete)
            + zip(gone, new).map { RowChange.replace($0, with: $1) }
            + new.dropFirst(pairs).map(RowChange.insert)
    }
}

extension [RevisionID] {
    /// Applies the change to sorted rows and keeps them sorted.
    mutating func apply(_ change: RowChange) {
        switch change {
        case .insert(let new): insert(new, at: sortedPosition(of: new))
        case .delete(let old): remove(at: sortedPosition(of: old))
        case .replace(let old, let new):
            remove(at: sortedPosition(of: old))
            insert(new, at: sortedPosition(of: new))
        }
    }

    private func sortedPosition(of row: RevisionID) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < row { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
