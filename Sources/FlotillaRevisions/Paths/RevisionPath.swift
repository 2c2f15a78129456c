/// The way of one version table from where it is to where it shall be: a sequence of steps.
///
/// It is planned once for all targets that start from the same rows. It holds the changes of rows, not the rows, and
/// works those out while it is walked: a graph of thousands of heads would otherwise need millions of rows.
public struct RevisionPath: Sendable, Hashable {
    struct Move: Sendable, Hashable {
        let direction: StepDirection
        let revision: RevisionID
        let rowChanges: [RowChange]
        /// The baseline at the revision runs, in the place of the revision and of all that lead to it.
        var isBaseline = false
    }

    /// The version table before the first step, sorted.
    public let start: [RevisionID]
    /// The version table after the last step, sorted.
    public let end: [RevisionID]
    let moves: [Move]

    init(start: [RevisionID], moves: [Move]) {
        self.start = start
        self.moves = moves
        var rows = start
        for move in moves {
            for change in move.rowChanges { rows.apply(change) }
        }
        end = rows
    }

    /// Nothing to do, and from nowhere.
    public static let none = RevisionPath(start: [], moves: [])

    /// The revisions in the order of the steps.
    public var revisions: [RevisionID] { moves.map(\.revision) }

    /// What is run in the order of the steps: revisions, and baselines as ``RevisionID/baseline`` names them.
    public var files: [RevisionID] { moves.map { $0.isBaseline ? $0.revision.baseline : $0.revision } }

    public var count: Int { moves.count }

    /// Whether there is nothing to do.
    public var isEmpty: Bool { moves.isEmpty }

    /// All steps at once. Costs rows times steps; to take one after the other, iterate over the path itself.
    public var steps: [RevisionStep] { Array(self) }
}

extension RevisionPath: Sequence {
    public func makeIterator() -> Iterator { Iterator(rows: start, moves: moves.makeIterator()) }

    public struct Iterator: IteratorProtocol {
        var rows: [RevisionID]
        var moves: IndexingIterator<[Move]>

        public mutating func next() -> RevisionStep? {
            guard let move = moves.next() else { return nil }
            let before = rows
            for change in move.rowChanges { rows.apply(change) }
            return RevisionStep(
                direction: move.direction, revision: move.revision, rowsBefore: before, rowsAfter: rows,
                rowChanges: move.rowChanges, isBaseline: move.isBaseline)
        }
    }
}
