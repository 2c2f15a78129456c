// From names to nodes.

extension RevisionGraph {
    /// The nodes that a name stands for; none stands for `base`.
    func lookUp(_ name: String, branch: String?, argument: String) throws(RevisionError) -> [Int] {
        switch name {
        case "base":
            return []
        case "heads":
            return try headNumbers(branch: branch, isPlural: true)
        case "head":
            let heads = try headNumbers(branch: branch, isPlural: false)
            guard heads.count < 2 else { throw .multipleHeads(sortedIDs(heads), argument: argument) }
            return heads
        default:
            return [try node(named: name, branch: branch)]
        }
    }

    /// Only plain `heads` looks at dependencies; `head` and `branch@heads` do not.
    private func headNumbers(branch: String?, isPlural: Bool) throws(RevisionError) -> [Int] {
        guard let branch else { return isPlural ? realHeads : structuralHeads }
        let line = line(of: try branchNode(branch))
        return structuralHeads.filter { line[$0] }
    }

    /// The revision that stands for a branch: the one that carries the label, or any other that is named.
    func branchNode(_ branch: String) throws(RevisionError) -> Int { try node(named: branch, branch: nil) }

    func line(ofBranch branch: String?) throws(RevisionError) -> NodeSet? {
        guard let branch else { return nil }
        return line(of: try branchNode(branch))
    }

    /// A whole identifier or label, or an unambiguous beginning of one on the branch.
    func node(named name: String, branch: String?) throws(RevisionError) -> Int {
        let line: NodeSet? = if let branch { line(of: try namedBranchNode(branch)) } else { nil }
        if let node = names.meant(by: name) {
            guard let branch, let line, !line[node] else { return node }
            throw .notOnBranch(nodes[node].id, name: name, branch: branch)
        }
        let matches = name.isEmpty ? [] : names.beginning(with: name).filter { line?[$0.number] ?? true }
        guard let match = matches.first else {
            throw .unresolved(name, nearMisses: NearMisses.of(name, among: names.all))
        }
        guard matches.count == 1 else { throw .ambiguousID(name, candidates: matches.map(\.name)) }
        return match.number
    }

    /// In `branch@name` an ambiguous branch is no branch: the ambiguity that counts is that of the name.
    func namedBranchNode(_ branch: String) throws(RevisionError) -> Int {
        do {
            return try branchNode(branch)
        } catch .ambiguousID(let name, let candidates) {
            throw .unresolved(name, nearMisses: candidates)
        }
    }
}
