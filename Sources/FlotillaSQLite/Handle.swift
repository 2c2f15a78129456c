import CSQLite
import FlotillaDriver
import FlotillaRollout
import Glibc

/// What a connection may do to its file.
public enum SQLiteOpenMode: Sendable, Hashable {
    /// Reads only. A hot journal that a crashed writer left cannot be rolled back then, so the file cannot be read
    /// either.
    case readOnly
    /// As ``readOnly``, of a file that nobody changes meanwhile, such as one on a read-only file system. Nothing is locked,
    /// and what stands in a write-ahead log beside it is not seen.
    case immutable
    /// Reads and writes a file that exists. A file that the system protects is opened for reading.
    case readWrite
    /// As ``readWrite``; a missing file is created, its folder is not.
    case create

    var flags: Int32 {
        switch self {
        case .readOnly: SQLITE_OPEN_READONLY
        case .immutable: SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
        case .readWrite: SQLITE_OPEN_READWRITE
        case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        }
    }

    /// What SQLite is given for `path` (https://www.sqlite.org/uri.html).
    func name(of path: String) -> String {
        guard self == .immutable else { return path }
        let escaped = path.replacing("%", with: "%25").replacing("?", with: "%3f").replacing("#", with: "%23")
        return "file:\(escaped)?immutable=1"
    }
}

/// One open database file: what ``SQLiteSession`` and ``SQLiteConnection`` have in common. Belongs to one thread at a
/// time.
///
/// Left at the library's defaults, each for a reason:
/// - `DEFENSIVE` is off: SQLite's own procedure for some schema changes edits `sqlite_schema`, and a migration is the
///   database owner's tool.
/// - `trusted_schema` stays on: switched off, a tenant's view over `pragma_table_info` is an error, and beside it no
///   table can be renamed. Extensions cannot be loaded, so no function that a schema could misuse is there.
/// - ATTACH is allowed: VACUUM attaches a file of its own and fails under `SQLITE_LIMIT_ATTACHED` 0. A script that
///   attaches another tenant's file is for the lint rules and the reviewer to stop.
final class Handle {
    /// Valid until ``close()``.
    private(set) var raw: OpaquePointer?
    var limits: Limits
    /// Commits that SQLite had set out to make. A statement that fails after such a start may have taken effect.
    private(set) var commitsBegun = 0
    private let path: String

    /// How many steps of its byte code SQLite takes between two looks at the limits: about 0.2 ms of work. What happens
    /// inside one step (sorting for an index, `fsync`, an integrity check of one tree) is not interrupted.
    private static let stepsBetweenLooks: Int32 = 10_000

    init(path: String, mode: SQLiteOpenMode, limits: Limits) throws(DriverError) {
        guard SQLiteLibrary.isReady else {
            throw DriverError(.configuration, message: "SQLite was already in use in this process with other settings")
        }
        // SQLite reads these as a database in memory, a temporary one, and a shorter name: a change would be lost.
        guard !path.isEmpty, path != ":memory:", !path.utf8.contains(0) else {
            throw DriverError(.configuration, message: "the path \"\(path)\" does not name a file")
        }
        self.path = path
        self.limits = limits
        let flags = mode.flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = sqlite3_open_v2(mode.name(of: path), &raw, flags, nil)
        guard code == SQLITE_OK else {
            let failure = openFailure(code)
            close()
            throw failure
        }
        installHandlers()
    }

    deinit { close() }

    /// The connection, for a call that would trap without one.
    func open() throws(DriverError) -> OpaquePointer {
        guard let raw else { throw DriverError(.connectionLost, message: "the session is closed") }
        return raw
    }

    /// An open transaction is rolled back.
    func close() {
        sqlite3_close_v2(raw)
        raw = nil
    }

    /// The handlers hold this object without owning it: it closes the connection before it goes, and SQLite calls them
    /// from inside our own calls only.
    private func installHandlers() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        sqlite3_busy_handler(raw, { Handle.of($0)?.limits.waitForLock(round: $1) == true ? 1 : 0 }, context)
        let steps = Self.stepsBetweenLooks
        sqlite3_progress_handler(raw, steps, { Handle.of($0)?.limits.verdict == nil ? 0 : 1 }, context)
        sqlite3_commit_hook(raw, { Handle.of($0)?.allowsCommit() == true ? 0 : 1 }, context)
    }

    private static func of(_ context: UnsafeMutableRawPointer?) -> Handle? {
        context.map { Unmanaged<Handle>.fromOpaque($0).takeUnretainedValue() }
    }

    private func allowsCommit() -> Bool {
        commitsBegun += 1
        return isInPlace
    }

    /// Whether the path still leads to the file that is open. What is committed to a file that was renamed, deleted or
    /// replaced meanwhile is lost to everybody who opens the path.
    ///
    /// SQLite compares the name that it resolved when it opened the file; the second comparison sees a symbolic link
    /// that has been pointed elsewhere.
    var isInPlace: Bool {
        var hasMoved: Int32 = 0
        sqlite3_file_control(raw, "main", SQLITE_FCNTL_HAS_MOVED, &hasMoved)
        guard hasMoved == 0, let resolved = sqlite3_db_filename(raw, "main") else { return false }
        guard path.hasPrefix("/"), strcmp(path, resolved) != 0 else { return true }
        return FileIdentity(existing: path) == FileIdentity(existing: resolved)
    }

    var transactionState: TransactionState {
        guard let raw else { return .unknown }
        return sqlite3_get_autocommit(raw) == 0 ? .open : .idle
    }
}
