// Script mode: `a:b` says where to start because no database is asked.

extension RevisionGraph {
    /// The rows to start from, if the range names a start, and the target. The start is one revision or `base`.
    func scriptRange(_ range: String) throws(RevisionError) -> (start: [RevisionID]?, target: String) {
        guard let colon = range.firstIndex(of: ":") else { return (nil, range) }
        let start = String(range[..<colon])
        let identifier = try Identifier(start, names: names)
        guard case .name(let name) = identifier.form, identifier.branch == nil || name != "base" else {
            throw .unresolved(start, nearMisses: [])
        }
        let rows = try lookUp(name, branch: identifier.branch, argument: start)
        guard rows.count < 2 else { throw .multipleHeads(sortedIDs(rows), argument: start) }
        return (sortedIDs(rows), String(range[range.index(after: colon)...]))
    }
}
