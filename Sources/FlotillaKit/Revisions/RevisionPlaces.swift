import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import Glibc

// Where new revision files go, and who gets them when they are there.

extension Flotilla {
    func revisionSettings() throws(FlotillaError) -> RevisionSettings {
        do { return try RevisionSettings.load(settings) } catch { throw .settings(error) }
    }

    /// The path of a new revision's file.
    ///
    /// - Parameter location: the one of several that somebody has chosen; `nil` for that of the first parent.
    func path(
        for header: RevisionHeader, in location: String?, at moment: WrittenMoment, _ revisions: RevisionSettings,
        _ migrations: Migrations
    ) throws(FlotillaError) -> String {
        let name = revisions.template.name(
            header.id, message: header.message, at: moment, slugLength: revisions.slugLength)
        return try folder(for: header, in: location, revisions, migrations) + "/" + name + ".sql"
    }

    /// The folder of a new revision's files.
    func folder(
        for header: RevisionHeader, in location: String?, _ revisions: RevisionSettings, _ migrations: Migrations
    ) throws(FlotillaError) -> String {
        let known =
            revisions.locations.isEmpty
            ? [MigrationsFolder.revisions(in: settings.migrations, revisions.format)] : revisions.locations
        guard let location else { return try self.location(of: header, among: known, migrations) }
        return try self.location(location, among: known, isRecursive: revisions.isRecursive)
    }

    private func location(
        _ chosen: String, among known: [String], isRecursive: Bool
    ) throws(FlotillaError) -> String {
        let path = real(chosen)
        let isKnown = known.contains { place in
            path == real(place) || isRecursive && path.hasPrefix(real(place) + "/")
        }
        guard isKnown else { throw .revisions(.unknownLocation(chosen, known: known)) }
        return chosen.last == "/" ? String(chosen.dropLast()) : chosen
    }

    /// Beside what it follows; a new line of revisions has nothing to be beside of.
    private func location(
        of header: RevisionHeader, among known: [String], _ migrations: Migrations
    ) throws(FlotillaError) -> String {
        if known.count == 1 { return known[0] }
        guard let parent = header.parents.first.flatMap({ migrations[$0] }) else {
            throw .revisions(.noLocation(known: known))
        }
        let path = real(parent.path)
        // The longest, where one location lies in another.
        let nearest = known.filter { path.hasPrefix(real($0) + "/") }.max { real($0).count < real($1).count }
        guard let nearest else { throw .revisions(.noLocation(known: known)) }
        return nearest
    }

    /// Gives a new file to the programs that the settings name. What they say is of no interest unless they fail.
    func runHooks(on path: String, _ revisions: RevisionSettings) throws(FlotillaError) {
        let file = real(path)
        for hook in revisions.hooks {
            var words = hook.map { word in
                word.replacing("{file}", with: file).replacing("REVISION_SCRIPT_FILENAME", with: file)
            }
            if words == hook { words.append(file) }
            do {
                _ = try SchemaText.output(
                    of: words, folder: revisions.folder, environment: .process, deadline: .after(.seconds(120)),
                    stop: StopSignal())
            } catch {
                throw .revisions(.hookFailed(path: path, error))
            }
        }
    }

    /// With links followed; as it is where the file system does not know it.
    private func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
