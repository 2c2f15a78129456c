import FlotillaDriver
import FlotillaRevisions
import Glibc

/// Reads the revision files of a migrations folder.
public enum MigrationsFolder {
    /// A revision file larger than this is not one.
    private static let sizeLimit = 64 << 20

    /// All revisions of the folder, or of the locations that are named instead. A folder with neither revisions nor a
    /// folder for them is no migrations folder: taken for one without revisions, it would make every target look up to date.
    ///
    /// Blocks the calling thread.
    ///
    /// - Parameters:
    ///   - locations: where revisions lie instead.
    ///   - isRecursive: in the folders below, too.
    public static func load(
        _ folder: String, locations: [String] = [], isRecursive: Bool = false, format: RevisionFormat = .flotilla
    ) throws(FolderError) -> Migrations {
        if locations.isEmpty { guard isFolder(folder) else { throw .noFolder(path: folder) } }
        let places = locations.isEmpty ? [revisions(in: folder, format)] : locations
        for place in places { guard isFolder(place) else { throw .noFolder(path: place) } }
        guard format == .flotilla else {
            return try migrations(of: scripts(in: places, isRecursive: isRecursive, format), format)
        }
        var paths: [String] = []
        for place in places {
            paths += try self.paths(in: place, isRecursive: isRecursive) { $0.isRevision || $0.isRevisionByMistake }
        }
        if let misnamed = paths.first(where: \.isRevisionByMistake) { throw .misnamed(path: misnamed) }
        guard !paths.isEmpty || !locations.isEmpty || places[0].hasSuffix("versions") else {
            throw .noVersions(path: folder + "/versions")
        }
        return try migrations(of: withoutRepetitions(paths))
    }

    /// Flotilla's own.
    private static func migrations(of paths: [String]) throws(FolderError) -> Migrations {
        var files: [RevisionFile] = []
        var faults: [RevisionFileError] = []
        var scripts: [ScriptFile] = []
        for path in paths {
            let content = try read(path)
            do throws(RevisionFileError) {
                files.append(try RevisionFile(parsing: content, path: path))
            } catch {
                faults.append(error)
                scripts.append(ScriptFile(path: path, bytes: content))
            }
        }
        if files.isEmpty, let format = RevisionFormat.recognized(scripts), let first = scripts.first {
            throw .otherFormat(path: String(first.path.dropLast(first.name.count + 1)), format)
        }
        return try migrations(files, faults)
    }

    private static func migrations(of scripts: [ScriptFile], _ format: RevisionFormat) throws(FolderError) -> Migrations
    {
        let reading = FormatReading(scripts, as: format)
        return try migrations(
            reading.files, reading.faults, format: format, repeatables: reading.repeatables,
            passedOver: reading.passedOver)
    }

    private static func migrations(
        _ files: [RevisionFile], _ faults: [RevisionFileError], format: RevisionFormat = .flotilla,
        repeatables: [RepeatableFile] = [], passedOver: [PassedOverFile] = []
    ) throws(FolderError) -> Migrations {
        guard faults.isEmpty else { throw .files(faults) }
        do {
            return try Migrations(files, format: format, repeatables: repeatables, passedOver: passedOver)
        } catch {
            throw .graph(error)
        }
    }
}

// MARK: Another tool's

extension MigrationsFolder {
    /// The scripts of another tool's folders.
    ///
    /// - Parameter isRecursive: in the folders below, too, where Flyway always looks.
    public static func scripts(
        in places: [String], isRecursive: Bool = false, _ format: RevisionFormat
    ) throws(FolderError) -> [ScriptFile] {
        var names: [(path: String, name: String)] = []
        for place in places {
            let paths = try paths(in: place, isRecursive: isRecursive || format == .flyway, format.reads)
            names += paths.map { ($0, String($0.dropFirst(place.count + 1))) }
        }
        var left = Set(withoutRepetitions(names.map(\.path)))
        var scripts: [ScriptFile] = []
        for (path, name) in names where left.remove(path) != nil {
            scripts.append(ScriptFile(path: path, name: name, bytes: try read(path)))
        }
        return scripts
    }

    /// Whose revisions lie in the folder; `nil` where none of another tool's do. Folders below it are not looked at.
    public static func recognized(_ folder: String) throws(FolderError) -> RevisionFormat? {
        guard isFolder(folder) else { return nil }
        var scripts: [ScriptFile] = []
        for path in try paths(in: folder, isRecursive: false, RevisionFormat.goose.reads) {
            scripts.append(ScriptFile(path: path, bytes: try read(path)))
        }
        return RevisionFormat.recognized(scripts)
    }
}

/// Why a migrations folder cannot be used.
public enum FolderError: Error, Sendable, Hashable {
    case noFolder(path: String)
    /// There is neither this folder, nor a revision in the one above it.
    case noVersions(path: String)
    /// A name that ends in `.SQL` or the like, which would be passed over.
    case misnamed(path: String)
    /// In the system's words.
    case unreadable(path: String, words: String)
    /// Another tool's revisions lie in the folder, and it is not said that they are meant.
    case otherFormat(path: String, RevisionFormat)
    /// Every file with a fault, not only the first.
    case files([RevisionFileError])
    case graph(MigrationsError)
}

// MARK: The file system

extension MigrationsFolder {
    /// Where the revisions of a migrations folder lie: in its `versions`, where there is one. Other tools have none.
    public static func revisions(in folder: String, _ format: RevisionFormat = .flotilla) -> String {
        let versions = folder + "/versions"
        return format == .flotilla && isFolder(versions) ? versions : folder
    }

    /// By name; of the folders below behind those of the folder itself. Links to folders are not followed, since they may lead
    /// back.
    private static func paths(
        in place: String, isRecursive: Bool, _ isWanted: (String) -> Bool
    ) throws(FolderError) -> [String] {
        var paths = try names(in: place, isWanted).sorted().map { place + "/" + $0 }
        guard isRecursive else { return paths }
        for name in try names(in: place, { !$0.hasPrefix(".") }).sorted() {
            let path = place + "/" + name
            var facts = stat()
            guard lstat(path, &facts) == 0, facts.st_mode & S_IFMT == S_IFDIR else { continue }
            paths += try self.paths(in: path, isRecursive: true, isWanted)
        }
        return paths
    }

    /// One file may be found in two ways, where one location lies in another.
    private static func withoutRepetitions(_ paths: [String]) -> [String] {
        struct Identity: Hashable {
            var device: dev_t
            var number: ino_t
        }
        var seen: Set<Identity> = []
        return paths.filter { path in
            var facts = stat()
            return stat(path, &facts) != 0 || seen.insert(Identity(device: facts.st_dev, number: facts.st_ino)).inserted
        }
    }

    private static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(
        in folder: String, _ isWanted: (String) -> Bool
    ) throws(FolderError) -> [String] {
        guard let stream = opendir(folder) else { throw .unreadable(path: folder, words: systemWords()) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if isWanted(name) { names.append(name) }
        }
        return names
    }

    private static func read(_ path: String) throws(FolderError) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw .unreadable(path: path, words: systemWords()) }
        defer { close(descriptor) }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= sizeLimit else {
            throw .unreadable(path: path, words: "not a regular file of at most \(sizeLimit >> 20) MiB")
        }
        var content: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: max(4096, Int(facts.st_size) + 1))
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            guard count >= 0 else { throw .unreadable(path: path, words: systemWords()) }
            guard count > 0 else { return content }
            content += buffer[..<count]
        }
    }

    private static func systemWords() -> String { String(cString: strerror(errno)) }
}

extension String {
    /// Editors leave hidden copies behind.
    fileprivate var isRevision: Bool { hasSuffix(".sql") && !hasPrefix(".") }

    /// A name, or a path that ends with one.
    fileprivate var isRevisionByMistake: Bool {
        lowercased().hasSuffix(".sql") && !hasSuffix(".sql") && !hasPrefix(".")
    }
}
