import FlotillaDriver
import FlotillaRevisions
import Glibc

/// Reads the revision files of a migrations folder.
public enum MigrationsFolder {
    /// A revision file larger than this is not one.
    private static let sizeLimit = 64 << 20

    /// All `*.sql` files of `versions/` in the folder, or of the folder itself when it holds them without a `versions/`, by
    /// name. A folder with neither is no migrations folder: taken for one without revisions, it would make every target
    /// look up to date.
    ///
    /// Blocks the calling thread.
    public static func load(_ folder: String) throws(FolderError) -> Migrations {
        guard isFolder(folder) else { throw .noFolder(path: folder) }
        let place = versions(in: folder)
        let names = try names(in: place).sorted()
        guard !names.isEmpty || place.hasSuffix("versions") else { throw .noVersions(path: folder + "/versions") }
        var files: [RevisionFile] = []
        var faults: [RevisionFileError] = []
        for name in names {
            let path = place + "/" + name
            let content = try read(path)
            do throws(RevisionFileError) {
                files.append(try RevisionFile(parsing: content, path: path))
            } catch {
                faults.append(error)
            }
        }
        guard faults.isEmpty else { throw .files(faults) }
        do {
            return try Migrations(files)
        } catch {
            throw .graph(error)
        }
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
    /// Every file with a fault, not only the first.
    case files([RevisionFileError])
    case graph(MigrationsError)
}

// MARK: The file system

extension MigrationsFolder {
    /// Where the revisions of a migrations folder lie.
    public static func versions(in folder: String) -> String {
        let versions = folder + "/versions"
        return isFolder(versions) ? versions : folder
    }

    private static func isFolder(_ path: String) -> Bool {
        var facts = stat()
        return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFDIR
    }

    private static func names(in folder: String) throws(FolderError) -> [String] {
        guard let stream = opendir(folder) else { throw .unreadable(path: folder, words: systemWords()) }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            // Editors leave hidden copies behind.
            guard name.lowercased().hasSuffix(".sql"), !name.hasPrefix(".") else { continue }
            guard name.hasSuffix(".sql") else { throw .misnamed(path: folder + "/" + name) }
            names.append(name)
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
