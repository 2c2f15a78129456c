import FlotillaInventory
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
import FlotillaSQL

// New revisions in another tool's way of writing: what they follow is never said, because it is the newest.

/// What somebody wants of a new revision, whether it is filled from models or by hand.
struct ScriptRequestPlace {
    var place: NewPlace
    var id: RevisionID?
    var message: String
    var location: String?

    init(_ request: RevisionRequest) {
        place = request.place
        id = request.id
        message = request.message
        location = request.location
    }

    init(_ new: NewRevision, _ place: NewPlace) {
        self.place = place
        id = new.id
        message = new.message
        location = new.location
    }
}

extension Flotilla {
    func draft(
        _ text: NewScriptText, _ request: ScriptRequestPlace, _ revisions: RevisionSettings, _ migrations: Migrations
    ) throws(FlotillaError) -> RevisionDraft {
        try check(request.place, migrations)
        var byUTC = revisions
        byUTC.zone = .utc
        let new: NewScripts
        do throws(NewVersionFault) {
            new = try migrations.newScripts(text, id: request.id, message: request.message, at: byUTC.now)
        } catch {
            throw .revisions(.formatLacks(migrations.format, .init(error, of: request.id)))
        }
        let header = RevisionHeader(id: new.id, parents: migrations.graph.heads, message: request.message)
        let folder = try folder(for: header, in: request.location, revisions, migrations)
        let scripts = new.files.map { ScriptFile(path: folder + "/" + $0.name, name: $0.name, bytes: $0.bytes) }
        return RevisionDraft(header: header, sections: [], path: scripts[0].path, scripts: scripts)
    }

    /// Only behind the newest.
    private func check(_ place: NewPlace, _ migrations: Migrations) throws(FlotillaError) {
        let format = migrations.format
        guard place.labels.isEmpty else { throw .revisions(.formatLacks(format, .labels)) }
        guard place.dependencies.isEmpty else { throw .revisions(.formatLacks(format, .dependencies)) }
        var parents: [RevisionID] = []
        for name in place.parents {
            do throws(RevisionError) { parents += try migrations.graph.resolve(name, rows: []) } catch {
                throw .revisions(.misplaced(.argument(error)))
            }
        }
        guard !place.splices, parents == migrations.graph.heads else {
            throw .revisions(.formatLacks(format, .branches))
        }
    }
}

extension RevisionProblem.Lack {
    fileprivate init(_ fault: NewVersionFault, of id: RevisionID?) {
        let id = id ?? RevisionID("")
        self =
            switch fault {
            case .illegal: .version(id)
            case .notNewest(let newest): .order(id, newest: newest)
            }
    }
}

extension ModelComparison {
    /// One text for each way, because other tools have no sections.
    func scriptText(in format: RevisionFormat) throws(FlotillaError) -> NewScriptText {
        guard parts.count == 1, let engine = parts.first?.engine else {
            throw .revisions(.formatLacks(format, .engines(parts.map(\.engine))))
        }
        let sections = sections
        guard !sections.contains(where: { $0.marker.kind == .upgrade && $0.marker.options.losesData }) else {
            throw .revisions(.formatLacks(format, .lossMark))
        }
        let modes = Set(sections.filter { !$0.body.isEmpty }.map(\.marker.options.transaction))
        guard modes.count < 2 else { throw .revisions(.formatLacks(format, .mixedTransactions)) }
        let bodies = { (kind: SectionKind) in sections.filter { $0.marker.kind == kind }.flatMap(\.body) }
        return NewScriptText(
            up: bodies(.upgrade), down: bodies(.downgrade), hasTransaction: modes != [.none], engine: engine)
    }
}
