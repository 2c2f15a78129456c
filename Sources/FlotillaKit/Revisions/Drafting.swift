import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

/// A revision that a person wants to fill in.
public struct RevisionRequest: Sendable {
    public var place: NewPlace
    public var message = ""
    /// `nil` for one that is made up.
    public var id: RevisionID?
    /// Those that get sections of their own; none for those that the project is for.
    public var engines: [Engine] = []
    /// It joins branches and does nothing else.
    public var isMerge = false
    /// The folder for its file, where there are several.
    public var location: String?

    public init(_ place: NewPlace) { self.place = place }
}

/// A revision whose place is known and whose sections are empty, not yet written.
public struct RevisionDraft: Sendable {
    public var header: RevisionHeader
    public var sections: [SectionDraft]
    /// Where its file will be.
    public var path: String
    /// What is written instead in another tool's way: the files with their paths, that of the upgrade first.
    var scripts: [ScriptFile] = []
}

extension Flotilla {
    /// Finds out where the revision stands and which sections it needs. Writes nothing.
    public func draft(_ request: RevisionRequest) async throws(FlotillaError) -> RevisionDraft {
        try await atDesk { [self] () throws(FlotillaError) in
            let revisions = try revisionSettings()
            let migrations = try migrations(revisions)
            guard revisions.format == .flotilla else {
                if request.isMerge { throw .revisions(.formatLacks(revisions.format, .branches)) }
                return try draft(
                    NewScriptText(), ScriptRequestPlace(request), revisions, migrations)
            }
            let moment = revisions.now
            var random = SystemRandomNumberGenerator()
            let id = request.id ?? RevisionWriter.newID(using: &random)
            let header: RevisionHeader
            do throws(PlacingError) {
                header = try migrations.graph.header(
                    of: id, at: request.place, createDate: moment.createDate, message: request.message)
            } catch {
                throw .revisions(.misplaced(error))
            }
            if request.isMerge, header.parents.count < 2 { throw .revisions(.nothingToMerge(header.parents)) }
            let named = request.isMerge ? header.namingMerge : header
            return RevisionDraft(
                header: named,
                sections: SectionDraft.empty(for: request.isMerge ? [] : try engines(request, migrations)),
                path: try path(for: named, in: request.location, at: moment, revisions, migrations))
        }
    }

    /// Writes it beside the others, and gives it to the programs that the settings name.
    public func write(_ draft: RevisionDraft) async throws(FlotillaError) -> RevisionEntry {
        try await atDesk { [self] () throws(FlotillaError) in
            let revisions = try revisionSettings()
            do throws(RevisionWritingError) { try draft.write() } catch {
                throw .revisions(.notWritten(error))
            }
            for path in draft.paths { try runHooks(on: path, revisions) }
            let migrations = try migrations(revisions)
            var entry = RevisionEntry(draft.header, path: draft.path, in: migrations.graph)
            entry.downgradePath = migrations[draft.header.id]?.originals?.down?.path
            return entry
        }
    }

    /// The engines that get sections of their own: those that were asked for; else those that the settings name; else those
    /// that the newest revision names. None: one section serves all.
    private func engines(_ request: RevisionRequest, _ migrations: Migrations) throws(FlotillaError) -> [Engine] {
        if !request.engines.isEmpty { return request.engines }
        let models = try models()
        let named = models.engines.isEmpty ? Array(models.own.keys) : models.engines
        if !named.isEmpty { return named.count == 1 ? [] : named.sorted() }
        return migrations.enginesOfNewest
    }
}

extension RevisionDraft {
    /// Of every file that is written.
    var paths: [String] { scripts.isEmpty ? [path] : scripts.map(\.path) }

    func write() throws(RevisionWritingError) {
        guard scripts.isEmpty else { return try RevisionWriter.write(scripts) }
        try RevisionWriter.write(header, sections, to: path)
    }

    /// The file as it would be written; of several, each below its name.
    public var text: String {
        get throws(FlotillaError) {
            guard scripts.isEmpty else {
                return scripts.map { script in
                    (scripts.count > 1 ? "-- \(script.name)\n" : "") + String(decoding: script.bytes, as: UTF8.self)
                }.joined(separator: "\n")
            }
            do throws(RevisionFileError) {
                let file = try RevisionFile(path: "", header: header, sections: sections)
                return String(decoding: file.bytes, as: UTF8.self)
            } catch {
                throw .revisions(.notWritten(.unwritable(error)))
            }
        }
    }
}

extension RevisionHeader {
    /// Says what it merges, when its author has said nothing.
    fileprivate var namingMerge: RevisionHeader {
        guard message.isEmpty else { return self }
        return RevisionHeader(
            id: id, parents: parents, dependencies: dependencies, labels: labels, createDate: createDate,
            message: "merge " + parents.map(\.text).joined(separator: ", "))
    }
}

extension SectionDraft {
    /// A way up and a way down for each engine; one of each for all of them when none is named.
    fileprivate static func empty(for engines: [Engine]) -> [SectionDraft] {
        let named: [Set<Engine>] = engines.isEmpty ? [[]] : engines.map { [$0] }
        let kinds: [SectionKind] = [.upgrade, .downgrade]
        let markers = kinds.flatMap { kind in named.map { SectionMarker(kind, engines: $0) } }
        return markers.enumerated().map { index, marker in
            SectionDraft(marker, body: index + 1 < markers.count ? [UInt8(ascii: "\n")] : [])
        }
    }
}

extension Migrations {
    /// The engines that the newest revision with statements names; none where it has a section for every engine.
    fileprivate var enginesOfNewest: [Engine] {
        let newest = graph.ids.last { (graph[$0]?.parents.count ?? 0) < 2 }
        let upgrades = newest.flatMap { self[$0] }?.sections.filter { $0.marker.kind == .upgrade } ?? []
        let engines = upgrades.map(\.marker.engines)
        return engines.contains([]) ? [] : Set(engines.joined()).sorted()
    }
}
