import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// Which history is to be folded into a baseline.
public struct BaselineRequest: Sendable, Hashable {
    /// As it is typed: it and all that lead to it.
    public var revision = "head"
    /// Empty for words that say what it is.
    public var message = ""
    /// Empty: those that the settings name, or that the fleet has.
    public var engines: [Engine] = []

    public init() {}
}

/// A baseline as it would be written, proved on scratch databases.
public struct BaselineDraft: Sendable {
    public struct Part: Sendable, Hashable {
        public var engine: Engine
        public var tables: Int
        /// Tables that the long way leaves with rows and the baseline leaves empty.
        public var filled: [FilledTable]
    }

    public var revision: RevisionDraft
    /// In the order of the engines' names.
    public var parts: [Part]
    /// Revisions that write rows, where any table is left with some.
    public var writers: [RevisionID]

    public var id: RevisionID { revision.header.id }
    public var replaces: [RevisionID] { revision.header.replaces }
}

/// Whether a baseline that is there leads where the long way does.
public struct BaselineVerdict: Sendable, Hashable {
    public var revision: RevisionID
    public var replaces: Int
    public var engine: Engine
    public var tables: Int
    public var fault: BaselineFault?

    public var isGood: Bool { fault == nil }
}

/// Why no baseline can be made.
public enum BaselineProblem: Error, Sendable, Hashable {
    /// `base`, or a folder without revisions.
    case nothingToFold(String)
    case severalRevisions(String, [RevisionID])
    /// There is one at this revision.
    case taken(RevisionID, path: String)
    /// What would be written does not lead where the long way does, or not back.
    case unproven(BaselineFault, Engine)
    case notWritten(RevisionWritingError)
    /// None is there that could be checked, at the revision or at all.
    case none(at: RevisionID?)
}

extension Flotilla {
    /// Goes the long way on a scratch database of each engine, and proves that one step can lead to the same. Writes to
    /// scratch databases only.
    ///
    /// - Parameter onNews: told what is being done, for whoever waits.
    public func foldHistory(
        _ request: BaselineRequest, control: RunControl, onNews: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws(FlotillaError) -> BaselineDraft {
        let bench = try await bench(request.engines, control)
        return try await atDesk { [self] () throws(FlotillaError) in
            let migrations = bench.longWay.migrations
            let end = try end(of: request.revision, migrations)
            if let there = migrations.baseline(at: end) { throw .baseline(.taken(end, path: there.path)) }
            let revisions = try revisionSettings()
            let header = try header(request, end, migrations, at: revisions.now)
            var folded: [FoldedHistory] = []
            for engine in bench.engines {
                onNews("\(engine.rawValue): going the long way on an empty database")
                folded.append(try bench.fold(upTo: end, engine))
            }
            let draft = RevisionDraft(
                header: header, sections: folded.map(\.rendered).sections(namesEngines: bench.leavesEnginesOut),
                path: path(ofBaseline: header, beside: migrations[end]?.path ?? "", revisions))
            let file = try draft.file
            for (engine, history) in zip(bench.engines, folded) {
                onNews("\(engine.rawValue): running the baseline on another one, up and down")
                guard let fault = try bench.fault(of: file, wanting: history.schema, engine) else { continue }
                throw .baseline(.unproven(fault, engine))
            }
            let parts = zip(bench.engines, folded).map { engine, history in
                BaselineDraft.Part(engine: engine, tables: history.schema.tables.count, filled: history.filled)
            }
            let leavesRows = parts.contains { !$0.filled.isEmpty }
            return BaselineDraft(
                revision: draft, parts: parts,
                writers: leavesRows ? bench.longWay.writingRows(header.replaces, engines: bench.engines) : [])
        }
    }

    /// Writes it beside the file of its revision, and gives it to the programs that the settings name.
    public func write(_ draft: BaselineDraft) async throws(FlotillaError) {
        try await atDesk { [self] () throws(FlotillaError) in
            do throws(RevisionWritingError) {
                try RevisionWriter.write(draft.revision.header, draft.revision.sections, to: draft.revision.path)
            } catch {
                throw .baseline(.notWritten(error))
            }
            try runHooks(on: draft.revision.path, try revisionSettings())
        }
    }

    /// Proves baselines that are there once more: somebody may have edited them since.
    ///
    /// - Parameters:
    ///   - name: of the revision at which one stands; `nil` for all.
    ///   - onResult: called as each is known.
    public func checkBaselines(
        at name: String?, engines: [Engine], control: RunControl,
        onResult: @escaping @Sendable (BaselineVerdict) -> Void
    ) async throws(FlotillaError) {
        let bench = try await bench(engines, control)
        try await atDesk { [self] () throws(FlotillaError) in
            let migrations = bench.longWay.migrations
            let chosen = try name.map { name throws(FlotillaError) in [try end(of: name, migrations)] }
            let files = (chosen ?? migrations.baselineRevisions).compactMap { migrations.baseline(at: $0) }
            guard !files.isEmpty else { throw .baseline(.none(at: chosen?.first)) }
            for file in files {
                for engine in bench.engines where !file.upgradeSections(for: engine).isEmpty {
                    if control.cancel.isRaised { return }
                    let history = try bench.fold(upTo: file.header.id, engine)
                    onResult(
                        BaselineVerdict(
                            revision: file.header.id, replaces: file.header.replaces.count, engine: engine,
                            tables: history.schema.tables.count,
                            fault: try bench.fault(of: file, wanting: history.schema, engine)))
                }
            }
        }
    }
}

// MARK: The parts

extension Flotilla {
    private func bench(_ engines: [Engine], _ control: RunControl) async throws(FlotillaError) -> FoldingBench {
        var request = ModelRequest()
        request.engines = Set(engines).sorted()
        let models = try await atDesk { [self] () throws(FlotillaError) in try self.models() }
        let chosen = try await self.engines(request, models, nil)
        let all = (try? await self.engines(ModelRequest(), models, nil)) ?? chosen
        return try await atDesk { [self] () throws(FlotillaError) in
            FoldingBench(
                flotilla: self, models: models, engines: chosen.sorted(),
                leavesEnginesOut: !Set(all).isSubset(of: chosen),
                longWay: try planner(filling: variables, takesBaselines: false), variables: variables,
                stop: control.cancel)
        }
    }

    private func end(of name: String, _ migrations: Migrations) throws(FlotillaError) -> RevisionID {
        let found: [RevisionID]
        do throws(RevisionError) { found = try migrations.graph.resolve(name, rows: []) } catch {
            throw .revision(error)
        }
        guard let end = found.first else { throw .baseline(.nothingToFold(name)) }
        guard found.count == 1 else { throw .baseline(.severalRevisions(name, found)) }
        return end
    }

    /// When the folded files are gone it is the first of its line, and has the labels of all of them.
    private func header(
        _ request: BaselineRequest, _ end: RevisionID, _ migrations: Migrations, at moment: WrittenMoment
    ) throws(FlotillaError) -> RevisionHeader {
        let replaces: [RevisionID]
        do throws(RevisionError) { replaces = try migrations.graph.foldable(upTo: end) } catch {
            throw .revision(error)
        }
        let count = replaces.count
        let message =
            request.message.isEmpty ? "baseline of \(count) revision\(count == 1 ? "" : "s")" : request.message
        let labels = replaces.flatMap { migrations.graph[$0]?.labels ?? [] }
        return RevisionHeader(
            id: end, labels: labels, replaces: replaces, createDate: moment.createDate, message: message)
    }

    private func path(
        ofBaseline header: RevisionHeader, beside path: String, _ revisions: RevisionSettings
    ) -> String {
        let name = revisions.template.name(
            header.id, message: header.message, at: revisions.now, slugLength: revisions.slugLength)
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? settings.migrations
        return folder + "/" + (name.split(separator: "/").last.map(String.init) ?? name) + ".sql"
    }
}

/// Where histories and baselines are tried out. Blocks its thread.
private struct FoldingBench {
    var flotilla: Flotilla
    var models: ModelSettings
    var engines: [Engine]
    /// The project has other engines besides.
    var leavesEnginesOut: Bool
    var longWay: Planner
    var variables: SQLVariables
    var stop: StopSignal

    func fold(upTo end: RevisionID, _ engine: Engine) throws(FlotillaError) -> FoldedHistory {
        let workshop = try flotilla.workshop(engine, models, stop)
        return try schemaWork { () throws(SchemaFailure) in try workshop.fold(upTo: end, longWay) }
    }

    func fault(
        of file: RevisionFile, wanting schema: Schema, _ engine: Engine
    ) throws(FlotillaError) -> BaselineFault? {
        let alone: Migrations
        do throws(MigrationsError) { alone = try Migrations([file]) } catch { throw .graph(error) }
        let planner = Planner(alone, variables: variables)
        let workshop = try flotilla.workshop(engine, models, stop)
        return try schemaWork { () throws(SchemaFailure) in
            try workshop.fault(of: planner, at: file.header.id, wanting: schema)
        }
    }
}

extension RevisionDraft {
    fileprivate var file: RevisionFile {
        get throws(FlotillaError) {
            do throws(RevisionFileError) {
                return try RevisionFile(path: path, header: header, sections: sections)
            } catch {
                throw .baseline(.notWritten(.unwritable(error)))
            }
        }
    }
}
