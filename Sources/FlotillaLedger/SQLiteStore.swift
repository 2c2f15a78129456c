import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite

/// The embedded SQLite file that holds the ledger, and everything about it that another engine would do differently.
/// The statements of the other files are plain SQL.
final class SQLiteStore {
    let connection: SQLiteConnection
    private let clockOffset: Duration

    /// `FLOT`: marks the file as a ledger, for `file(1)` and for the check that it is not somebody's tenant.
    private static let applicationID: Int64 = 0x464C_4F54

    /// FULL: a commit is on the disk when it returns; in WAL mode that is one `fsync`. The caches (KiB) are small
    /// because the operating system has one too and memory must not grow with the fleet: 10,000 targets take 1 MiB more
    /// than 100 with these, 3 MiB more with the defaults, in the same time. Debian's SQLite overwrites deleted rows
    /// with zeros by default, which a file without secrets need not pay for.
    private static let writerSettings = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
        PRAGMA main.cache_size=-500; PRAGMA temp.cache_size=-200;
        PRAGMA main.secure_delete=OFF; PRAGMA temp.secure_delete=OFF
        """

    private init(path: String, mode: SQLiteOpenMode, settings: LedgerSettings) throws(DriverError) {
        clockOffset = settings.clockOffset
        connection = try SQLiteConnection(path: path, mode: mode, lockWait: settings.lockWait)
    }

    /// Creates what is missing: the folder, the file, its tables.
    static func writer(path: String, settings: LedgerSettings) throws(LedgerError) -> SQLiteStore {
        try LedgerFile.prepare(path)
        let (store, version) = try opening(path) { () throws(DriverError) in
            let store = try SQLiteStore(path: path, mode: .readWrite, settings: settings)
            try store.checkOwner()
            try store.connection.execute(writerSettings)
            return (store, try Schema.upgrade(store))
        }
        guard version == Schema.changes.count else {
            throw .schemaTooNew(found: version, known: Schema.changes.count)
        }
        return store
    }

    /// For questions; it waits for no writer and no writer waits for it.
    static func reader(
        path: String, settings: LedgerSettings, mode: SQLiteOpenMode = .readOnly
    ) throws(LedgerError) -> SQLiteStore {
        try opening(path) { () throws(DriverError) in
            let store = try SQLiteStore(path: path, mode: mode, settings: settings)
            try store.connection.execute("PRAGMA cache_size=-500")
            return store
        }
    }

    /// The same where we may not write, so that nothing can be brought up to date either.
    ///
    /// A file at rest is opened in a way that needs no companions: on a read-only file system they cannot be made, and
    /// made by somebody else than the ledger's owner they would lock the owner out.
    static func lookingOnly(path: String, settings: LedgerSettings) throws(LedgerError) -> SQLiteStore {
        let mode: SQLiteOpenMode = LedgerFile.isAtRest(path) ? .immutable : .readOnly
        let store = try reader(path: path, settings: settings, mode: mode)
        let version = try opening(path) { () throws(DriverError) in
            try store.checkOwner()
            return try Schema.version(store)
        }
        guard version <= Schema.changes.count else {
            throw .schemaTooNew(found: version, known: Schema.changes.count)
        }
        guard version == Schema.changes.count else {
            throw .cannotOpen(
                path: path, reason: "it is of an older form, and bringing it up to date needs the right to write")
        }
        return store
    }

    private static func opening<Value>(
        _ path: String, _ body: () throws(DriverError) -> Value
    ) throws(LedgerError) -> Value {
        do throws(DriverError) {
            return try body()
        } catch {
            switch error.cause {
            case .diskFull: throw .diskFull
            case .corrupt: throw .corrupt(path: path, message: error.message)
            default: throw .cannotOpen(path: path, reason: error.message)
            }
        }
    }

    /// A path that was mistyped may well be that of a tenant.
    private func checkOwner() throws(DriverError) {
        let owner = try only(connection.rows("PRAGMA application_id") { $0.integer(0) })
        guard owner != Self.applicationID else { return }
        let tables = try only(connection.rows("SELECT count(*) FROM sqlite_schema") { $0.integer(0) })
        guard owner == 0, tables == 0 else {
            throw DriverError(.configuration, message: "it is a database of another program")
        }
    }

    func close() { connection.close() }

    /// The row of a statement that always has one.
    func only<Value>(_ rows: [Value]) throws(DriverError) -> Value {
        guard let row = rows.first else { throw DriverError(.corrupt, message: "the ledger gave no row") }
        return row
    }

    /// One moment for a whole transaction. SQLite's clock counts milliseconds.
    func now() throws(DriverError) -> LedgerTime {
        let sql = "SELECT CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000"
        let time = try only(connection.rows(sql) { (row) throws(DriverError) in try row.time(0) })
        return LedgerTime(microseconds: time.microseconds + clockOffset.microseconds)
    }
}

// What the tables are made of, where engines differ.
extension SQLiteStore {
    /// A number that the engine gives to each new row.
    static let identity = "INTEGER PRIMARY KEY"
    /// Rows lie in the order of their primary key, without an index beside them.
    static let clustered = "WITHOUT ROWID"
    /// Seen by this connection only and gone with it.
    static let temporaryTable = "CREATE TEMP TABLE IF NOT EXISTS"

    func hasTable(_ name: String) throws(DriverError) -> Bool {
        try !connection.rows("SELECT 1 FROM sqlite_schema WHERE name = ?1", .text(name)) { _ in true }.isEmpty
    }

    /// To be run in the transaction that makes the tables.
    func markAsLedger() throws(DriverError) {
        try connection.execute("PRAGMA application_id=\(Self.applicationID)")
    }
}
