import FlotillaDriver
import FlotillaSQL

/// Opens SQLite files, through the C library and inside this process.
///
/// A URL's options: `mode=rw` (the default; a missing file is `missingDatabase`), `rwc` (create it) or `ro`;
/// `busy_timeout`, how many milliseconds to wait for a lock (5,000 by default).
public struct SQLiteDriver: Driver {
    public init() {}

    /// What reads and writes files, for people: `SQLite 3.40.1`.
    public static var library: String { SQLiteLibrary.facts.product + " " + SQLiteLibrary.facts.version }

    public var engine: Engine { .sqlite }

    /// How long a lock of another process is waited for when the URL does not say.
    public static let defaultBusyTimeout: Duration = .seconds(5)

    /// Opens the file. `open(2)` on a dead network file system cannot be bounded by `deadline`.
    public func connect(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> any Session {
        try open(url, settings: settings, deadline: deadline, stop: stop)
    }

    /// As ``connect(to:settings:deadline:stop:)``, for callers that need what only SQLite has.
    public func open(
        _ url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> SQLiteSession {
        var limits = Limits(lockWait: try Self.busyTimeout(url), stop: stop)
        limits.deadline = deadline
        if let cause = limits.verdict { throw DriverError(cause, message: "no time left to open the file") }
        let handle = try Handle(path: url.database, mode: try Self.mode(url), limits: limits)
        return SQLiteSession(handle, path: url.database, rowLimit: settings.rowLimit)
    }

    private static func mode(_ url: ConnectionURL) throws(DriverError) -> SQLiteOpenMode {
        switch url.options["mode"] {
        case nil, "rw": return .readWrite
        case "rwc": return .create
        case "ro": return .readOnly
        case let other?:
            throw DriverError(.configuration, message: "mode=\(other): known are rw, rwc and ro")
        }
    }

    private static func busyTimeout(_ url: ConnectionURL) throws(DriverError) -> Duration {
        guard let text = url.options["busy_timeout"] else { return defaultBusyTimeout }
        guard let milliseconds = Int(text), (0...86_400_000).contains(milliseconds) else {
            throw DriverError(.configuration, message: "busy_timeout=\(text): not a number of milliseconds up to a day")
        }
        return .milliseconds(milliseconds)
    }
}
