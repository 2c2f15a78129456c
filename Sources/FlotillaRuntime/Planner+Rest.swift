import FlotillaRevisions
import FlotillaSQL

/// What is left of a way that was begun. A target is looked at again after every transaction, after a lost connection and
/// after Python; `-1` counted anew from there would lead one step further each time, down to the base.
extension Planner {
    /// The steps behind those that were taken since the target was on the rows where the way begins.
    ///
    /// - Parameter begin: `nil` where nothing was begun.
    func rest(
        of operation: Operation, begunAt begin: [RevisionID]?, now rows: [RevisionID], engine: Engine,
        options: SQLOptions
    ) throws(TargetFailure) -> [CompiledStep] {
        guard let begin, begin != rows else {
            return try plan(operation, from: rows, engine: engine, options: options)
        }
        let way = try plan(operation, from: begin, engine: engine, options: options)
        if let taken = way.lastIndex(where: { $0.rowsAfter == rows }) { return Array(way.dropFirst(taken + 1)) }
        // Somebody else moved the target. Where a revision is named, it can be reached from elsewhere too.
        guard migrations.graph.countsFromRows(operation.argument) else {
            return try plan(operation, from: rows, engine: engine, options: options)
        }
        throw TargetFailure(
            cause: .diverged,
            message: "somebody else moved this target meanwhile, from \(begin.words) to \(rows.words), and "
                + "\(operation.argument) was counted from where it was")
    }
}
