import CSQLite
import FlotillaDriver

/// The settings of the SQLite library that hold for the whole process. They must precede its first use, so both kinds
/// of connection ask for ``isReady`` before they open anything.
///
/// - MULTITHREAD: no connection of ours is used by two threads at once, so none needs a mutex.
/// - MEMSTATUS off: the statistics of memory stand behind one global mutex; with it, 2,000 files on 32 threads take 1.5
///   to 3 times as long as without.
/// - URI off: Debian builds SQLite with URI names on, and then a path from an inventory such as `file:x?vfs=unix-none`
///   would switch locking off. A path is a path here.
enum SQLiteLibrary {
    /// False when another part of the process initialised SQLite first, or the library was built without threads.
    static let isReady: Bool = {
        let settings = [
            flotilla_sqlite3_config_flag(SQLITE_CONFIG_MULTITHREAD),
            flotilla_sqlite3_config_int(SQLITE_CONFIG_MEMSTATUS, 0),
            flotilla_sqlite3_config_int(SQLITE_CONFIG_URI, 0),
        ]
        return settings.allSatisfy { $0 == SQLITE_OK } && sqlite3_threadsafe() != 0
            && sqlite3_initialize() == SQLITE_OK
    }()

    static let facts: ServerFacts = {
        // 3.40.1 is 3,040,001 to SQLite and 34,001 to us.
        let number = Int(sqlite3_libversion_number())
        return ServerFacts(
            product: "SQLite", version: String(cString: sqlite3_libversion()),
            versionNumber: number / 1_000_000 * 10_000 + number / 1_000 % 1_000 * 100 + number % 1_000)
    }()
}
