import FlotillaDriver
import FlotillaRollout
import FlotillaSQLite
import Glibc
import Testing

/// A folder of its own for one test, under `FLOTILLA_TEST_DIR`; removed afterwards.
final class Scratch {
    let path: String
    private var mounts: [String] = []

    init() throws {
        let root = try #require(
            getenv("FLOTILLA_TEST_DIR").map { String(cString: $0) }, "set FLOTILLA_TEST_DIR to a scratch folder")
        path = "\(root)/sqlite-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
        try #require(mkdir(path, 0o777) == 0)
    }

    deinit {
        for mount in mounts { umount2(mount, Int32(MNT_DETACH)) }
        for folder in [path + "/small", path + "/folder", path] { Self.removeFiles(of: folder) }
    }

    private static func removeFiles(of folder: String) {
        guard let listing = opendir(folder) else { return }
        defer { closedir(listing) }
        while let entry = readdir(listing) {
            unlink(
                folder + "/"
                    + withUnsafeBytes(of: &entry.pointee.d_name) {
                        String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
                    })
        }
        rmdir(folder)
    }

    /// The path of `name` inside.
    func callAsFunction(_ name: String) -> String { path + "/" + name }

    /// A new database with what `sql` makes of it.
    func database(_ sql: String, name: String = "tenant.db") throws -> ConnectionURL {
        let connection = try SQLiteConnection(path: self(name), mode: .create)
        defer { connection.close() }
        try connection.execute(sql)
        return ConnectionURL(engine: .sqlite, database: self(name))
    }

    /// A file system in memory of `size` bytes. Only root can mount one.
    func smallFileSystem(size: Int) throws -> String {
        let folder = self("small")
        try #require(mkdir(folder, 0o777) == 0)
        try #require(mount("tmpfs", folder, "tmpfs", 0, "size=\(size)") == 0, "mounting needs root")
        mounts.append(folder)
        return folder
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        let file = open(self(name), O_CREAT | O_TRUNC | O_WRONLY, 0o644)
        try #require(file >= 0)
        defer { close(file) }
        try #require(Glibc.write(file, bytes, bytes.count) == bytes.count)
    }

    func read(_ name: String) throws -> [UInt8] {
        let file = open(self(name), O_RDONLY)
        try #require(file >= 0)
        defer { close(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 20)
        let count = Glibc.read(file, &bytes, bytes.count)
        return Array(bytes.prefix(max(0, count)))
    }
}

func connect(
    _ url: ConnectionURL, _ options: [String: String] = [:], rowLimit: Int = 1_000, stop: StopSignal = StopSignal()
) throws(DriverError) -> SQLiteSession {
    var url = url
    url.options = options
    let settings = SessionSettings(applicationName: "test", rowLimit: rowLimit)
    return try SQLiteDriver().open(url, settings: settings, deadline: .after(.seconds(30)), stop: stop)
}

extension SQLiteSession {
    @discardableResult
    func run(_ sql: String) throws(DriverError) -> [StatementResult] {
        try run(Batch(sql), deadline: .after(.seconds(30)))
    }

    /// The only value of the last statement.
    func value(_ sql: String) throws -> String? { try #require(run(sql).last?.rows.first?.first) }

    /// The error that `sql` ends in.
    func failure(_ sql: String, deadline: Deadline = .after(.seconds(30))) throws -> DriverError {
        try #require(throws: DriverError.self) { try self.run(Batch(sql), deadline: deadline) }
    }
}

/// Runs `body` with this thread's rights on files reduced to those of `nobody`; only root can.
func asNobody<Value>(_ body: () throws -> Value) throws -> Value {
    // setfsuid(2) changes one thread only. Swift's Glibc module leaves its header out.
    typealias SetFileUser = @convention(c) (UInt32) -> Int32
    let setFileUser = unsafeBitCast(try #require(dlsym(nil, "setfsuid")), to: SetFileUser.self)
    try #require(getuid() == 0, "the test needs root")
    _ = setFileUser(65534)
    defer { _ = setFileUser(0) }
    return try body()
}

/// Waits on a thread of its own; `body` must not touch what the test touches.
final class Background: @unchecked Sendable {
    // Proof of sendability: `body` is written before the thread starts and read by it alone.
    private let body: @Sendable () -> Void
    private var thread = pthread_t()

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            {
                if let context = $0 { Unmanaged<Background>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, context)
    }

    func join() { pthread_join(thread, nil) }
}
