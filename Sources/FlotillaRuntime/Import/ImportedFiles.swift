import FlotillaRevisions
import Glibc

/// Puts many files into a folder, all of them or none.
public struct ImportedFiles: Sendable {
    public struct File: Sendable, Hashable {
        public var name: String
        public var bytes: [UInt8]

        public init(name: String, bytes: [UInt8]) {
            self.name = name
            self.bytes = bytes
        }
    }

    /// Made where it is missing.
    public var folder: String
    public var files: [File]

    public init(_ files: [File], in folder: String) {
        self.files = files
        self.folder = folder
    }

    /// Those that are there already.
    public var taken: [String] {
        files.map { path($0.name) }.filter { access($0, F_OK) == 0 }
    }

    /// Writes them under names that no command looks at, then gives them their own. Blocks.
    ///
    /// - Returns: their paths.
    public func write() throws(RevisionWritingError) -> [String] {
        try makeFolder()
        defer { for file in files { unlink(draft(file)) } }
        for file in files { try write(file) }
        var done: [String] = []
        for file in files {
            // Unlike a renaming it replaces nothing.
            guard link(draft(file), path(file.name)) == 0 else {
                let words = String(cString: strerror(errno))
                for path in done { unlink(path) }
                throw .system(path: path(file.name), words: words)
            }
            done.append(path(file.name))
        }
        return done
    }

    private func path(_ name: String) -> String { folder + "/" + name }

    private func draft(_ file: File) -> String { path(".\(file.name).\(getpid())") }

    private func write(_ file: File) throws(RevisionWritingError) {
        let descriptor = open(draft(file), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw failure(file) }
        let isWritten = file.bytes.withUnsafeBytes { bytes in
            var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
            while !rest.isEmpty {
                let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
                guard count > 0 else { return false }
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            }
            return fsync(descriptor) == 0
        }
        let error = failure(file)
        guard close(descriptor) == 0, isWritten else { throw error }
    }

    private func failure(_ file: File) -> RevisionWritingError {
        .system(path: path(file.name), words: String(cString: strerror(errno)))
    }

    private func makeFolder() throws(RevisionWritingError) {
        var made = folder.hasPrefix("/") ? "/" : ""
        for name in folder.split(separator: "/") {
            made += (made.isEmpty || made == "/" ? "" : "/") + name
            guard mkdir(made, 0o755) != 0, errno != EEXIST else { continue }
            throw .system(path: made, words: String(cString: strerror(errno)))
        }
    }
}
