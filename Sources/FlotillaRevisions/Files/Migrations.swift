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

    /// - Throws: what is wrong with the graph, and which files are concerned.
    public init(
        _ files: [RevisionFile], format: RevisionFormat = .flotilla, repeatables: [RepeatableFile] = [],
        passedOver: [PassedOverFile] = []
    ) throws(MigrationsError) {
        self.format = format
        self.repeatables = repeatables
        self.passedOver = passedOver
        do throws(RevisionError) {
            graph = try RevisionGraph(files.map(\.node))
        } catch {
            let concerned = Set(error.revisions)
            let paths = files.filter { concerned.contains($0.header.id) }.map(\.path)
            throw MigrationsError(error: error, paths: paths.sorted())
        }
        // The graph has refused an identifier that two files claim.
        self.files = Dictionary(files.map { ($0.header.id, $0) }) { first, _ in first }
    }

    public subscript(id: RevisionID) -> RevisionFile? { files[id] }

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
        guard let file = files[move.revision] else {
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
        default: []
        }
    }
}
