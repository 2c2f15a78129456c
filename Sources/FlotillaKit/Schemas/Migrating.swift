import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSchema

/// A revision that was just written.
public struct WrittenRevision: Sendable, Hashable {
    public var id: RevisionID
    public var path: String
    /// `nil` for the first of a folder.
    public var parent: RevisionID?
}

/// What a person says about a revision that is written from models.
public struct NewRevision: Sendable {
    public var message: String
    /// `nil` for behind the only head.
    public var place: NewPlace?
    /// `nil` for one that is made up.
    public var id: RevisionID?
    /// The folder for its file, where there are several.
    public var location: String?

    public init(_ message: String, id: RevisionID? = nil) {
        self.message = message
        self.id = id
    }
}

extension Flotilla {
    /// Writes a revision that brings the present schema to the wanted one, on every engine that was compared.
    public func writeRevision(
        _ new: NewRevision, of comparison: ModelComparison
    ) async throws(FlotillaError) -> WrittenRevision {
        try await atDesk { [self] () throws(FlotillaError) in
            let revisions = try revisionSettings()
            let draft = try draft(new, of: comparison, revisions)
            do throws(RevisionWritingError) { try draft.write() } catch { throw .models(.notWritten(error)) }
            for path in draft.paths { try runHooks(on: path, revisions) }
            return WrittenRevision(id: draft.header.id, path: draft.path, parent: draft.header.parents.first)
        }
    }

    /// The same as text, and nothing is written.
    public func revisionText(
        _ new: NewRevision, of comparison: ModelComparison
    ) async throws(FlotillaError) -> String {
        try await atDesk { [self] () throws(FlotillaError) in
            try draft(new, of: comparison, try revisionSettings()).text
        }
    }

    private func draft(
        _ new: NewRevision, of comparison: ModelComparison, _ revisions: RevisionSettings
    ) throws(FlotillaError) -> RevisionDraft {
        let place = new.place ?? NewPlace(after: comparison.heads.isEmpty ? ["base"] : ["head"])
        if new.place == nil, comparison.heads.count > 1 { throw .models(.severalHeads(comparison.heads)) }
        let migrations = try migrations(revisions)
        guard revisions.format == .flotilla else {
            let text = try comparison.scriptText(in: revisions.format)
            return try draft(text, ScriptRequestPlace(new, place), revisions, migrations)
        }
        let moment = revisions.now
        var random = SystemRandomNumberGenerator()
        let header: RevisionHeader
        do throws(PlacingError) {
            header = try migrations.graph.header(
                of: new.id ?? RevisionWriter.newID(using: &random), at: place, createDate: moment.createDate,
                message: new.message)
        } catch {
            throw .revisions(.misplaced(error))
        }
        return RevisionDraft(
            header: header, sections: comparison.sections,
            path: try path(for: header, in: new.location, at: moment, revisions, migrations))
    }
}
