import FlotillaRevisions
import FlotillaRuntime
import Glibc

/// Revisions of another tool's that were there before the project.
public struct ExistingRevisions: Sendable, Hashable {
    public var format: RevisionFormat
    /// Seen from the folder of the settings file.
    public var folder: String
    public var count: Int
    /// What lies among them and is none.
    public var passedOver: [PassedOverFile]
}

extension NewProject {
    /// Where tools put revisions when nobody says otherwise.
    private static let usualFolders = [
        "migrations", "db/migrations", "db/migration", "database/migrations", "sql/migrations", "sql/schema", "sql",
        "schema/migrations", "src/main/resources/db/migration",
    ]

    /// What other tools have left in the folder, or in the usual places where none is named. Blocks.
    ///
    /// - Throws: where several folders hold such revisions, and where some cannot be read.
    public static func existing(
        in folder: String?, settingsFile: String
    ) throws(FlotillaError) -> ExistingRevisions? {
        var found: [(folder: String, format: RevisionFormat)] = []
        for name in folder.map({ [$0] }) ?? usualFolders {
            do throws(FolderError) {
                if let format = try MigrationsFolder.recognized(seen(name, from: settingsFile)) {
                    found.append((name, format))
                }
            } catch {
                // What cannot be read is no business of ours unless it was named.
                if folder != nil { throw FlotillaError(error) }
            }
        }
        guard found.count < 2 else { throw .project(.severalFolders(found.map(\.folder))) }
        guard let (name, format) = found.first else { return nil }
        do throws(FolderError) {
            let migrations = try MigrationsFolder.load(seen(name, from: settingsFile), format: format)
            return ExistingRevisions(
                format: format, folder: name, count: migrations.graph.ids.count, passedOver: migrations.passedOver)
        } catch {
            throw FlotillaError(error)
        }
    }

    static func seen(_ name: String, from settingsFile: String) -> String {
        guard !name.hasPrefix("/"), let slash = settingsFile.lastIndex(of: "/") else { return name }
        return String(settingsFile[...slash]) + name
    }
}
