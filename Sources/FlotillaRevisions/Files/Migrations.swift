import FlotillaSQL

/// A migrations folder: the graph and the file of each of its revisions.
public struct Migrations: Sendable {
    public let graph: RevisionGraph
    public let format: RevisionFormat
    /// In the order in which they are run, behind all revisions.
    public let repeatables: [RepeatableFile]
    /// What lies among the revisions and is none.
    public let passedOver: [PassedOverFile]
    private let files: [RevisionID: RevisionFile]
    let baselines: [RevisionID: RevisionFile]

    /// - Throws: what is wrong with the graph, and which files are concerned.
    public init(
        _ files: [RevisionFile], format: RevisionFormat = .flotilla, repeatables: [RepeatableFile] = [],
        passedOver: [PassedOverFile] = []
    ) throws(MigrationsError) {
        self.format = format
        self.repeatables = repeatables
        self.passedOver = passedOver
        let sorted: Baselines
        do throws(RevisionError) {
            sorted = try Baselines(among: files)
            graph = try RevisionGraph(sorted.nodes.map(\.node), areVersions: format == .flyway)
            try sorted.check(against: graph)
        } catch {
            let error = Baselines.explained(error, among: files)
            let concerned = Set(error.revisions)
            let paths = files.filter { concerned.contains($0.header.id) && error.isAbout($0) }.map(\.path)
            throw MigrationsError(error: error, paths: paths.sorted())
        }
        // The graph has refused an identifier that two files claim.
        self.files = Dictionary(sorted.nodes.map { ($0.header.id, $0) }) { first, _ in first }
        baselines = sorted.shortcuts
    }

    /// - Parameter id: of a revision, or the name of a baseline.
    public subscript(id: RevisionID) -> RevisionFile? { id.ofBaseline.map { baselines[$0] } ?? files[id] }

    /// What each step of the path runs on the engine, in the order of the path.
    ///
    /// - Throws: the first revision that has nothing to run; ``missingScripts(for:on:)`` tells all.
    public func sections(
        for path: RevisionPath, on engine: Engine
    ) throws(MissingScript) -> [RevisionSection] {
        var sections: [RevisionSection] = []
        for move in path.moves { sections += try self.sections(for: move, on: engine) }
        return sections
    }

    /// Every revision of the path that the engine cannot take.
    public func missingScripts(for path: RevisionPath, on engine: Engine) -> [MissingScript] {
        path.moves.compactMap { move in
            do throws(MissingScript) {
                _ = try sections(for: move, on: engine)
                return nil
            } catch {
                return error
            }
        }
    }

    private func sections(
        for move: RevisionPath.Move, on engine: Engine
    ) throws(MissingScript) -> [RevisionSection] {
        guard let file = self[move.isBaseline ? move.revision.baseline : move.revision] else {
            throw MissingScript(
                revision: move.revision, direction: move.direction, engine: engine, path: nil)
        }
        return try file.sections(for: move.direction, on: engine)
    }
}

/// Why the files of a folder do not make a graph.
public struct MigrationsError: Error, Sendable, Hashable {
    public let error: RevisionError
    /// The files that declare the revisions in question, sorted.
    public let paths: [String]

    public init(error: RevisionError, paths: [String]) {
        self.error = error
        self.paths = paths
    }
}

extension RevisionError {
    /// The revisions of ours whose files have to be looked at.
    var revisions: [RevisionID] {
        switch self {
        case .illegalID(let id, _), .illegalLabel(_, _, let id), .duplicateID(let id), .missingRevision(_, let id, _):
            [id]
        case .duplicateLabel(_, let ids), .cycle(let ids), .dependencyCycle(let ids): ids
        case .staleBaseline(let id, _, _), .halfFolded(let id, _): [id]
        default: []
        }
    }

    /// Of the two files that have the identifier of a baseline, only that of the baseline is.
    func isAbout(_ file: RevisionFile) -> Bool {
        switch self {
        case .staleBaseline, .halfFolded: file.isBaseline
        default: true
        }
    }
}
