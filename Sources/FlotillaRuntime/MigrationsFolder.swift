import FlotillaDriver
import FlotillaRevisions
import Glibc

/// Reads the revision files of a migrations folder.
public enum MigrationsFolder {
    /// A revision file larger than this is not one.
    private static let sizeLimit = 64 << 20

    /// All `*.sql` files of `versions/` in the folder, or of the folder itself when it has no `versions/`, by name.
    ///
    /// Blocks the calling thread.
    public static func load(_ folder: String) throws(FolderError) -> Migrations {
        let versions = folder + "/versions"
        let place = isFolder(versions) ? versions : folder
        guard isFolder(place) else { throw .noFolder(path: folder) }
        var files: [RevisionFile] = []
        var faults: [RevisionFileError] = []
        for name in try names(in: place).sorted() {
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
    /// In the system's words.
    case unreadable(path: String, words: String)
    /// Every file with a fault, not only the first.
    case files([RevisionFileError])
    case graph(MigrationsError)
}

// MARK: The file system

extension MigrationsFolder {
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
            if name.hasSuffix(".sql"), !name.hasPrefix(".") { names.append(name) }
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
