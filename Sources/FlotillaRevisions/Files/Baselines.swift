import FlotillaSQL

/// Baselines: files that do in one step what a whole history does, for databases that have nothing of it yet.
///
/// A baseline has the identifier of the revision at which it ends, and says which revisions it replaces. While their files are
/// there it is no part of the graph: it is another way to the same place, which only an empty database may take. When
/// they are gone it is an ordinary revision, the first of its line.
struct Baselines {
    /// By the revision at which they end, where that has a file of its own.
    private(set) var shortcuts: [RevisionID: RevisionFile] = [:]
    /// All other files: one for each node of the graph.
    private(set) var nodes: [RevisionFile] = []

    /// - Throws: `duplicateID` for two baselines at one revision, `halfFolded`.
    init(among files: [RevisionFile]) throws(RevisionError) {
        let declared = Set(files.filter { !$0.isBaseline }.map(\.header.id))
        for file in files {
            let id = file.header.id
            guard file.isBaseline, declared.contains(id) else {
                let remaining = file.header.replaces.filter { $0 != id && declared.contains($0) }
                guard !file.isBaseline || remaining.isEmpty else { throw .halfFolded(id, remaining: remaining) }
                nodes.append(file)
                continue
            }
            guard shortcuts.updateValue(file, forKey: id) == nil else { throw .duplicateID(id) }
        }
    }

    /// What a revision lacks may have gone with others that a baseline replaces, while it was left.
    static func explained(_ error: RevisionError, among files: [RevisionFile]) -> RevisionError {
        guard case .missingRevision(let name, let user, _) = error else { return error }
        let lost = [RevisionID(name.text), user]
        let baseline = files.first { file in lost.allSatisfy(file.header.replaces.contains) }
        guard let replaces = baseline?.header.replaces, let id = baseline?.header.id else { return error }
        let declared = Set(files.filter { !$0.isBaseline }.map(\.header.id))
        return .halfFolded(id, remaining: replaces.filter(declared.contains))
    }

    /// - Throws: `staleBaseline` where a revision has come or gone below a baseline since it was made.
    func check(against graph: RevisionGraph) throws(RevisionError) {
        for (id, file) in shortcuts.sorted(by: { $0.key < $1.key }) {
            let replaced = Set(file.header.replaces).union([id])
            let folded = Set(try graph.applied(by: [id]).ids)
            let lacks = folded.subtracting(replaced)
            let besides = replaced.subtracting(folded).filter { graph.folded[$0] == nil }
            guard lacks.isEmpty, besides.isEmpty else {
                throw .staleBaseline(id, lacks: lacks.sorted(), hasBesides: besides.sorted())
            }
        }
    }
}

extension RevisionFile {
    /// It replaces others.
    public var isBaseline: Bool { !header.replaces.isEmpty }
}

extension RevisionID {
    private static let baselineMark = "baseline:"

    /// The name of the file that is the baseline at this revision, where files are named by revision. No revision can be
    /// called so.
    public var baseline: RevisionID { RevisionID(Self.baselineMark + text) }

    /// The revision at which the baseline ends, where this is the name of one.
    public var ofBaseline: RevisionID? {
        text.hasPrefix(Self.baselineMark) ? RevisionID(String(text.dropFirst(Self.baselineMark.count))) : nil
    }
}

extension Migrations {
    /// What takes the place of all that leads to the revision, itself too, on a database without any revision.
    public func baseline(at id: RevisionID) -> RevisionFile? { baselines[id] }

    /// The revisions at which there is a baseline for the engine, oldest first.
    public func baselines(on engine: Engine) -> [RevisionID] {
        graph.ids.filter { !(baselines[$0]?.upgradeSections(for: engine).isEmpty ?? true) }
    }

    /// The revisions at which there is a baseline, oldest first.
    public var baselineRevisions: [RevisionID] { graph.ids.filter { baselines[$0] != nil } }

    /// What every file is called, baselines before revisions, these oldest first.
    public var names: [RevisionID] { baselineRevisions.map(\.baseline) + graph.ids }

    /// What a step runs.
    public func file(of step: RevisionStep) -> RevisionFile? {
        self[step.isBaseline ? step.revision.baseline : step.revision]
    }
}

extension RevisionGraph {
    /// What a baseline at the revision is to replace: all that leads to it, and what that has replaced before.
    public func foldable(upTo id: RevisionID) throws(RevisionError) -> [RevisionID] {
        let ids = try applied(by: [id]).ids
        let earlier = Set(ids.flatMap { self[$0]?.replaces ?? [] }).subtracting(ids)
        return earlier.sorted() + ids
    }
}
