import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import Glibc

extension Flotilla {
    /// Reads a project of Alembic's and says how each of its revisions can be taken over. Writes nothing.
    ///
    /// - Parameter onWay: called for each direction of each revision on each engine, with their count.
    public func planImport(
        _ request: ImportRequest, control: RunControl, onWay: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws(FlotillaError) -> ImportPlan {
        let engines = try await importedEngines(request)
        return try await atDesk { [self] () throws(FlotillaError) in
            let request = try completed(request)
            let reader = reader(request, engines, control)
            let project: AlembicProject
            do throws(AlembicReadingError) { project = try reader.read(onWay) } catch {
                switch error {
                case .problem(let problem): throw .importing(.project(problem))
                case .program(let error): throw .importing(.python(error))
                }
            }
            return try plan(project, engines, request)
        }
    }

    /// Writes the revisions that are new, all or none, and what the settings file lacks.
    public func carryOut(_ plan: ImportPlan) async throws(FlotillaError) -> ImportResult {
        try await atDesk { [self] () throws(FlotillaError) in
            guard !plan.isThere else {
                throw .importing(.taken(plan.revisions.map(\.header.id), folder: plan.folder))
            }
            let now = try revisionSettings().now
            let new = plan.revisions.filter { !plan.present.contains($0.header.id) }
            let files = new.map { revision in
                let name = FileNameTemplate.standard.name(
                    revision.header.id, message: revision.header.message, at: now)
                return ImportedFiles.File(name: name + ".sql", bytes: revision.bytes)
            }
            let set = ImportedFiles(files, in: plan.folder)
            guard set.taken.isEmpty else { throw .importing(.filesTaken(set.taken)) }
            var result = ImportResult(paths: [], amendments: [])
            do throws(RevisionWritingError) { result.paths = try set.write() } catch {
                throw .importing(.notWritten(error))
            }
            for (key, text) in plan.settings {
                do throws(InventoryError) {
                    let outcome = try SettingsAmendment.add(key, as: text, to: plan.settingsFile)
                    // An earlier import has said what it wants.
                    if plan.present.isEmpty || outcome != .present { result.amendments.append((key, outcome)) }
                } catch {
                    throw .settings(error)
                }
            }
            return result
        }
    }

    /// With what an earlier import of the same project has written into the settings, where it is not said anew.
    func completed(_ request: ImportRequest) throws(FlotillaError) -> ImportRequest {
        let known: AlembicSettings?
        do throws(InventoryError) { known = try AlembicSettings.load(settings) } catch { throw .inventory(error) }
        let path = Self.absolute(request.path)
        guard let known, (path + "/").hasPrefix(Self.absolute(known.project) + "/") else { return request }
        var request = request
        request.bind = request.bind ?? known.bind
        if request.arguments.isEmpty { request.arguments = known.arguments }
        return request
    }

    func reader(_ request: ImportRequest, _ engines: [Engine], _ control: RunControl) -> AlembicReader {
        var reader = AlembicReader(
            path: request.path, python: request.python ?? PythonInterpreter.nearest(to: request.path), engines: engines)
        reader.bind = request.bind
        reader.app = request.app
        reader.arguments = request.arguments
        reader.stop = control.cancel
        return reader
    }

    /// Those that were asked for; else those that the settings name; else those of the fleet; else all.
    private func importedEngines(_ request: ImportRequest) async throws(FlotillaError) -> [Engine] {
        if !request.engines.isEmpty { return Set(request.engines).sorted() }
        let named = try await atDesk { [self] () throws(FlotillaError) in try models().engines }
        if !named.isEmpty { return named.sorted() }
        guard let fleet = try await fleet() else { return Engine.allCases.sorted() }
        let found = try await atDesk { () throws(FlotillaError) in try fleet.engines() }
        return found.isEmpty ? Engine.allCases.sorted() : found.sorted()
    }
}

// MARK: What is there

extension Flotilla {
    private func plan(
        _ project: AlembicProject, _ engines: [Engine], _ request: ImportRequest
    ) throws(FlotillaError) -> ImportPlan {
        var imported: [RevisionID: ImportedRevision] = [:]
        var faults: [RevisionFileError] = []
        for revision in project.revisions {
            do throws(RevisionFileError) { imported[revision.header.id] = try ImportedRevision(revision) } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw .revisionFiles(faults) }
        let present = try presentMigrations()
        let folder =
            present == nil ? settings.migrations + "/versions" : MigrationsFolder.revisions(in: settings.migrations)
        guard !Self.isBelow(folder, project.script), !project.locations.contains(where: { Self.isBelow(folder, $0) })
        else { throw .importing(.ownFolder(folder)) }
        let taken = project.revisions.map(\.header).filter { present?[$0.id] != nil }
        // Not what an earlier import has written, or one of both was put elsewhere in its history since.
        let strange = taken.filter { Set(present?[$0.id]?.header.parents ?? []) != Set($0.parents) }
        guard strange.isEmpty else { throw .importing(.taken(strange.map(\.id), folder: folder)) }
        let others = present?.graph.ids.filter { imported[$0] == nil }.compactMap { present?[$0]?.node } ?? []
        let graph = try graph(others, project)
        return ImportPlan(
            project: project, engines: engines, revisions: graph.ids.compactMap { imported[$0] }, folder: folder,
            present: Set(taken.map(\.id)), settings: settingTexts(project, request),
            settingsFile: settings.file ?? "flotilla.yaml")
    }

    /// `nil` where there are none yet.
    private func presentMigrations() throws(FlotillaError) -> Migrations? {
        guard settings.format == .flotilla else { throw .revisions(.formatLacks(settings.format, .imports)) }
        do throws(FolderError) { return try MigrationsFolder.load(settings.migrations) } catch {
            switch error {
            case .noFolder, .noVersions: return nil
            default: throw FlotillaError(error)
            }
        }
    }

    private func graph(_ others: [RevisionNode], _ project: AlembicProject) throws(FlotillaError) -> RevisionGraph {
        let nodes = project.revisions.map { revision in
            let header = revision.header
            return RevisionNode(
                header.id, parents: header.parents, dependencies: header.dependencies, labels: header.labels,
                message: header.message)
        }
        do throws(RevisionError) { return try RevisionGraph(others + nodes) } catch {
            throw .importing(.graph(MigrationsError(error: error, paths: project.locations)))
        }
    }

    private func settingTexts(_ project: AlembicProject, _ request: ImportRequest) -> [(key: String, text: String)] {
        let file = Self.absolute(settings.file ?? "flotilla.yaml")
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
        let place = AlembicSettingText(
            project: project, python: python(request, project), bind: request.bind, arguments: request.arguments,
            folder: folder)
        var texts: [(key: String, text: String)] = [("alembic", place.text)]
        if project.versionTable != settings.versionTable {
            texts.append(("version_table", "version_table: \(AlembicSettingText.quoted(project.versionTable))\n"))
        }
        if let schema = project.versionSchema, schema != settings.versionTableSchema {
            texts.append(("version_table_schema", "version_table_schema: \(AlembicSettingText.quoted(schema))\n"))
        }
        return texts
    }

    /// `nil` where it is found without being named. A link stays one: it is what tells Python which packages it has.
    private func python(_ request: ImportRequest, _ project: AlembicProject) -> String? {
        let python = request.python ?? PythonInterpreter.nearest(to: request.path)
        guard let slash = python.lastIndex(of: "/") else { return python == PythonInterpreter.ofPath ? nil : python }
        let path = Self.absolute(slash == python.startIndex ? "/" : String(python[..<slash])) + python[slash...]
        let isOwn = path.utf8.starts(with: (Self.absolute(project.folder) + "/").utf8)
        return isOwn && path == PythonInterpreter.nearest(to: project.folder) ? nil : path
    }

    /// Links are followed as far as the path is there.
    private static func absolute(_ path: String) -> String {
        if let resolved = realpath(path, nil) {
            defer { free(resolved) }
            return String(cString: resolved)
        }
        guard let slash = path.lastIndex(of: "/") else { return absolute(".") + "/" + path }
        let folder = slash == path.startIndex ? "/" : String(path[..<slash])
        let above = absolute(folder)
        return (above == "/" ? "" : above) + path[slash...]
    }

    private static func isBelow(_ path: String, _ folder: String) -> Bool {
        (absolute(path) + "/").utf8.starts(with: (absolute(folder) + "/").utf8)
    }
}
