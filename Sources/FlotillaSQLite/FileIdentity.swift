import FlotillaDriver
import FlotillaRollout
import Glibc

/// Which file a path leads to, whatever it is called: two tenants with equal identities are one database.
///
/// Symbolic and hard links lead to the same identity; a file moved over another one brings a new identity to the path.
public struct FileIdentity: Sendable, Hashable, CustomStringConvertible {
    public let device: UInt64
    public let inode: UInt64

    public init(device: UInt64, inode: UInt64) {
        self.device = device
        self.inode = inode
    }

    /// One `stat(2)`. Throws `missingDatabase` or `permission`.
    public init(path: String) throws(DriverError) {
        guard let identity = FileIdentity(existing: path) else {
            let number = errno
            throw DriverError(
                OpenFailure.cause(number), code: "SQLITE_CANTOPEN", message: String(cString: strerror(number)))
        }
        self = identity
    }

    /// `nil` and `errno` when there is no such file.
    init?(existing path: UnsafePointer<CChar>) {
        var facts = stat()
        guard stat(path, &facts) == 0 else { return nil }
        self.init(device: UInt64(facts.st_dev), inode: UInt64(facts.st_ino))
    }

    /// `device:inode`, in decimal digits.
    public var description: String { "\(device):\(inode)" }
}

/// What it means when a database file, or a file that SQLite needs beside it, cannot be opened.
enum OpenFailure {
    static func cause(_ number: Int32) -> FailureCause {
        switch number {
        case ENOENT, ENOTDIR, EISDIR, ELOOP: .missingDatabase
        case EACCES, EPERM: .permission
        case EROFS: .readOnly
        case ENOSPC, EDQUOT: .diskFull
        // Our own process has no descriptor left: waiting for other sessions to close helps, as with a full server.
        case EMFILE, ENFILE: .tooManyConnections
        default: .other
        }
    }
}
