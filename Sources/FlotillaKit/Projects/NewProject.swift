import FlotillaRevisions
import Glibc

/// Writes the files of a new project. Asks nothing, and replaces nothing.
public struct NewProject: Sendable, Hashable {
    public var template: ProjectTemplate
    /// The settings file; everything else lies in its folder.
    public var settingsFile: String
    /// Where revisions will lie, seen from there.
    public var migrations: String
    /// Whose revisions lie there already; `nil` where a folder is made for them.
    public var format: RevisionFormat?

    public init(_ template: ProjectTemplate, settingsFile: String, migrations: String) {
        self.template = template
        self.settingsFile = settingsFile
        self.migrations = migrations
    }

    /// Writes settings, folders and inventory. Returns what it has made. Blocks.
    public func write() throws(FlotillaError) -> [String] {
        let folders = format == nil ? [migrationsPath] : []
        let taken = files.map(\.path).filter(Self.exists) + folders.filter { !Self.isFree($0) }
        guard taken.isEmpty else { throw .project(.inTheWay(taken)) }
        for folder in folders { try makeFolders(folder + "/versions") }
        for file in files { try write(file.text, to: file.path) }
        return files.map(\.path) + folders.map { $0 + "/versions" }
    }

    private var files: [(path: String, text: String)] {
        let inventory = template.inventory.map { [(join(ProjectTemplate.inventoryName), $0)] } ?? []
        return [(settingsFile, template.settings(migrations: migrations, format: format ?? .flotilla))] + inventory
    }

    private var migrationsPath: String { join(migrations) }

    private func join(_ name: String) -> String { Self.seen(name, from: settingsFile) }
}

/// Why a project cannot be made.
public enum ProjectProblem: Error, Sendable, Hashable {
    /// These are there already.
    case inTheWay([String])
    /// Other tools' revisions lie in each of these, and it is not said which are meant.
    case severalFolders([String])
    case system(path: String, words: String)
    /// A manual page.
    case page(path: String, words: String)
}

// MARK: The file system

extension NewProject {
    private static func exists(_ path: String) -> Bool {
        var facts = stat()
        return lstat(path, &facts) == 0
    }

    /// Not there, or an empty folder.
    private static func isFree(_ path: String) -> Bool {
        guard exists(path) else { return true }
        guard let stream = opendir(path) else { return false }
        defer { closedir(stream) }
        var count = 0
        while readdir(stream) != nil { count += 1 }
        // The folder itself and the one above it.
        return count <= 2
    }

    private func makeFolders(_ path: String) throws(FlotillaError) {
        var made = path.hasPrefix("/") ? "/" : ""
        for name in path.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + name
            guard mkdir(made, 0o755) != 0, errno != EEXIST else { continue }
            throw .project(.system(path: made, words: String(cString: strerror(errno))))
        }
    }

    /// Never over a file that somebody else has made meanwhile.
    private func write(_ text: String, to path: String) throws(FlotillaError) {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .project(.system(path: path, words: String(cString: strerror(errno)))) }
        defer { close(descriptor) }
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { throw .project(.system(path: path, words: String(cString: strerror(errno)))) }
            rest = rest.dropFirst(count)
        }
    }
}
