import Glibc

/// The ledger's file before SQLite sees it.
enum LedgerFile {
    /// Makes missing folders, for the owner only, and an empty file with mode 0600; SQLite gives its companions the
    /// same.
    ///
    /// A file that is there is never opened here: to close it again would take away every lock that SQLite holds on it in
    /// this process (https://www.sqlite.org/howtocorrupt.html, 2.2), and with them the log of a ledger that is in use.
    static func prepare(_ path: String) throws(LedgerError) {
        try makeFolders(of: path)
        if access(path, F_OK) != 0 {
            let file = open(path, O_CREAT | O_RDWR | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw failure(path) }
            close(file)
        }
        var facts = stat()
        guard access(path, R_OK | W_OK) == 0, stat(path, &facts) == 0 else { throw failure(path) }
        guard facts.st_mode & S_IFMT != S_IFDIR else {
            throw .cannotOpen(place: path, reason: String(cString: strerror(EISDIR)))
        }
        let table = SmallFile.read("/proc/self/mountinfo") ?? ""
        if let kind = MountTable(table).networkFileSystem(device: facts.st_dev) {
            throw .cannotOpen(place: path, reason: "the file system is \(kind), on which SQLite's locks do not hold")
        }
    }

    private static func makeFolders(of path: String) throws(LedgerError) {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        for count in 1..<max(1, parts.count) {
            let folder = parts[..<count].joined(separator: "/")
            guard !folder.isEmpty, mkdir(folder, 0o700) != 0, errno != EEXIST else { continue }
            let words = String(cString: strerror(errno))
            // Above a folder that exists, others may be out of our reach, or on a read-only file system.
            guard access(folder, F_OK) == 0 else {
                throw .cannotOpen(place: path, reason: "its folder \(folder) cannot be made: \(words)")
            }
        }
    }

    static func isThere(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Whether the file is there and may not be written, by its own rights or for want of a writable file system.
    static func isReadOnly(_ path: String) -> Bool {
        guard access(path, R_OK) == 0 else { return false }
        return access(path, W_OK) != 0 || !isFolderWritable(path)
    }

    /// Nobody has the file open to write, who would have made the companions of write-ahead logging, and all that was
    /// written stands in the file itself.
    static func isAtRest(_ path: String) -> Bool {
        var log = stat()
        let hasLog = stat(path + "-wal", &log) == 0 && log.st_size > 0
        return !hasLog && access(path + "-shm", F_OK) != 0
    }

    private static func isFolderWritable(_ path: String) -> Bool {
        let folder = path.lastIndex(of: "/").map { path[..<$0] }
        return access(folder.map { $0.isEmpty ? "/" : String($0) } ?? ".", W_OK) == 0
    }

    private static func failure(_ path: String) -> LedgerError {
        .cannotOpen(place: path, reason: String(cString: strerror(errno)))
    }
}

/// Which file system lies under a device (proc(5), `/proc/PID/mountinfo`).
struct MountTable {
    private let text: String

    init(_ text: String) { self.text = text }

    /// Write-ahead logging shares memory between processes, which no network file system can do between machines
    /// (https://www.sqlite.org/wal.html).
    private static let refused: Set<Substring> = [
        "nfs", "nfs4", "cifs", "smb3", "smbfs", "afs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "gfs2",
        "lustre",
    ]

    /// The kind of file system that bears `device`, if the ledger must not be on it.
    func networkFileSystem(device: dev_t) -> String? {
        // glibc's layout of a device number (makedev(3)), whose macros Swift does not import.
        let major = (device >> 8 & 0xFFF) | (device >> 32 & ~0xFFF)
        let minor = (device & 0xFF) | (device >> 12 & ~0xFF)
        let number = "\(major):\(minor)"
        for line in text.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count > 2, fields[2] == number, let dash = fields.firstIndex(of: "-"), dash + 1 < fields.count,
                Self.refused.contains(fields[dash + 1])
            else { continue }
            return String(fields[dash + 1])
        }
        return nil
    }
}
