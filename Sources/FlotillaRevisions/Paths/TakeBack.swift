// What taking back needs: everything that is applied beyond the rows that were there before.

extension RevisionGraph {
    /// The steps that bring a version table with these rows back to earlier ones, newest first. Nothing that the earlier
    /// rows imply is touched.
    ///
    /// - Throws: `notBelowRows` when something of the earlier rows is not applied any more.
    public func takeBack(
        from rows: [RevisionID], to earlier: [RevisionID]
    ) throws(RevisionError) -> RevisionPath {
        try naming(rows) { () throws(RevisionError) in
            let applied = links.closureDown(try separateNodes(of: rows))
            let kept = links.closureDown(try separateNodes(of: earlier))
            guard kept.subtracting(applied).isEmpty else {
                throw .notBelowRows(target: earlier.map(\.text).joined(separator: " "), rows: rows.sorted())
            }
            var tracker = RowTracker(self, applied: applied)
            let dropped = applied.subtracting(kept)
            return RevisionPath(start: rows.sorted(), moves: dropped.members.reversed().map { tracker.moveDown($0) })
        }
    }
}
