import FlotillaDriver
import FlotillaSQLite

/// How a ledger in an SQLite file is opened: to write, to ask, or only to look at.
enum SQLiteOpening {
    /// FULL: a commit is on the disk when it returns; in WAL mode that is one `fsync`. The caches (KiB) are small
    /// because the operating system has one too and memory must not grow with the fleet: 10,000 targets take 1 MiB more
    /// than 100 with these, 3 MiB more with the defaults, in the same time. Debian's SQLite overwrites deleted rows
    /// with zeros by default, which a file without secrets need not pay for.
    private static let writerSettings = """
        PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
        PRAGMA main.cache_size=-500; PRAGMA temp.cache_size=-200;
        PRAGMA main.secure_delete=OFF; PRAGMA temp.secure_delete=OFF
        """

    /// Creates what is missing: the folder, the file, its tables.
    static func writer(_ path: String, _ settings: LedgerSettings) throws(LedgerError) -> LedgerStore {
        try LedgerFile.prepare(path)
        let (store, form) = try opening(path) { () throws(DriverError) in
            let store = try connect(path, .readWrite, settings)
            try checkOwner(store)
            try store.connection.execute(writerSettings)
            return (store, try Schema.upgrade(store))
        }
        try Schema.check(form)
        return store
    }

    /// For questions; it waits for no writer and no writer waits for it.
    static func reader(
        _ path: String, _ settings: LedgerSettings, mode: SQLiteOpenMode = .readOnly
    ) throws(LedgerError) -> LedgerStore {
        try opening(path) { () throws(DriverError) in
            let store = try connect(path, mode, settings)
            try store.connection.execute("PRAGMA cache_size=-500")
            return store
        }
    }

    /// The same where we may not write, so that nothing can be brought up to date either.
    ///
    /// A file at rest is opened in a way that needs no companions: on a read-only file system they cannot be made, and
    /// made by somebody else than the ledger's owner they would lock the owner out.
    static func lookingOnly(_ path: String, _ settings: LedgerSettings) throws(LedgerError) -> LedgerStore {
        let mode: SQLiteOpenMode = LedgerFile.isAtRest(path) ? .immutable : .readOnly
        guard let store = try current(path, settings, mode) else {
            throw .cannotOpen(
                place: path, reason: "it is of an older form, and bringing it up to date needs the right to write")
        }
        return store
    }

    /// A file that we may write is opened as its writers open it, so that its log is tidied up when we were the last.
    static func asItIs(_ path: String, _ settings: LedgerSettings) throws(LedgerError) -> LedgerStore? {
        guard LedgerFile.isThere(path) else { return nil }
        return LedgerFile.isReadOnly(path)
            ? try lookingOnly(path, settings) : try current(path, settings, .readWrite)
    }

    /// `nil` where it is of an older form.
    private static func current(
        _ path: String, _ settings: LedgerSettings, _ mode: SQLiteOpenMode
    ) throws(LedgerError) -> LedgerStore? {
        let store = try reader(path, settings, mode: mode)
        let form = try opening(path) { () throws(DriverError) in
            try checkOwner(store)
            return try Schema.form(store)
        }
        guard form >= Schema.form else {
            store.close()
            return nil
        }
        try Schema.check(form)
        return store
    }

    private static func connect(
        _ path: String, _ mode: SQLiteOpenMode, _ settings: LedgerSettings
    ) throws(DriverError) -> LedgerStore {
        let connection = try SQLiteConnection(path: path, mode: mode, lockWait: settings.lockWait)
        return LedgerStore(SQLiteLedger(connection), clockOffset: settings.clockOffset)
    }

    private static func opening<Value>(
        _ path: String, _ body: () throws(DriverError) -> Value
    ) throws(LedgerError) -> Value {
        do throws(DriverError) {
            return try body()
        } catch {
            switch error.cause {
            case .diskFull: throw .diskFull
            case .corrupt: throw .corrupt(place: path, message: error.message)
            default: throw .cannotOpen(place: path, reason: error.message)
            }
        }
    }

    /// A path that was mistyped may well be that of a tenant.
    private static func checkOwner(_ store: LedgerStore) throws(DriverError) {
        let owner = try store.only(store.connection.rows("PRAGMA application_id") { $0.integer(0) })
        guard owner != LedgerDialect.applicationID else { return }
        let tables = try store.only(store.connection.rows("SELECT count(*) FROM sqlite_schema") { $0.integer(0) })
        guard owner == 0, tables == 0 else {
            throw DriverError(.configuration, message: "it is a database of another program")
        }
    }
}
