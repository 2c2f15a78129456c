// A revision that is yet to be written: what it follows, and whether it may.

/// Where a new revision shall stand, in the words of whoever wants it.
public struct NewPlace: Sendable, Hashable {
    /// What it revises: `head`, `ae10`, `billing@head`, `heads`. `base` for nothing.
    public var parents: [String]
    /// Whether it may revise what another revision revises already, and so open a branch.
    public var splices: Bool
    public var labels: [BranchLabel]
    /// What must be applied before it. Identifiers may be shortened; a label stays a label.
    public var dependencies: [String]

    public init(
        after parents: [String] = ["head"], splices: Bool = false, labels: [BranchLabel] = [],
        dependencies: [String] = []
    ) {
        self.parents = parents
        self.splices = splices
        self.labels = labels
        self.dependencies = dependencies
    }
}

/// Why a new revision cannot stand where it was to.
public enum PlacingError: Error, Sendable, Hashable {
    /// What it was to follow or to depend on cannot be made out.
    case argument(RevisionError)
    /// Another revision follows it already; a second one would open a branch, which nobody has asked for.
    case notAHead(RevisionID, followed: [RevisionID])
    case repeatedParent(RevisionID)
    /// With it the graph would be none: its identifier or label is taken, or illegal.
    case graph(RevisionError)
}

extension RevisionGraph {
    /// The header of a new revision, as its file will say it.
    public func header(
        of id: RevisionID, at place: NewPlace, createDate: String? = nil, message: String = ""
    ) throws(PlacingError) -> RevisionHeader {
        let header = RevisionHeader(
            id: id, parents: try newParents(place), dependencies: try newDependencies(place), labels: place.labels,
            createDate: createDate, message: message)
        let node = RevisionNode(
            id, parents: header.parents, dependencies: header.dependencies, labels: header.labels)
        do throws(RevisionError) { _ = try RevisionGraph(nodes + [node]) } catch { throw .graph(error) }
        return header
    }

    private func newParents(_ place: NewPlace) throws(PlacingError) -> [RevisionID] {
        var parents: [RevisionID] = []
        for name in place.parents {
            for parent in try resolved(name) {
                guard !parents.contains(parent) else { throw .repeatedParent(parent) }
                let followed = children(of: parent)
                guard place.splices || followed.isEmpty else { throw .notAHead(parent, followed: followed) }
                parents.append(parent)
            }
        }
        return parents
    }

    private func newDependencies(_ place: NewPlace) throws(PlacingError) -> [RevisionName] {
        var names: [RevisionName] = []
        for name in place.dependencies {
            let found = try resolved(name)
            guard let id = found.first else { throw .argument(.unresolved(name, nearMisses: [])) }
            guard found.count == 1 else { throw .argument(.multipleHeads(found, argument: name)) }
            let isLabel = self[id]?.labels.contains(BranchLabel(name)) ?? false
            names.append(RevisionName(isLabel ? name : id.text))
        }
        return names
    }

    private func resolved(_ name: String) throws(PlacingError) -> [RevisionID] {
        do throws(RevisionError) { return try resolve(name, rows: []) } catch { throw .argument(error) }
    }
}
