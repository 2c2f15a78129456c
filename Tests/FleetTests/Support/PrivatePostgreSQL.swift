import Foundation
import Testing

/// A PostgreSQL server of one test's own, for settings that only a start can change.
final class PrivatePostgreSQL {
    let port: UInt16
    private let scratch: Scratch
    private let data: String
    private let password = UUID().uuidString
    /// As root the server's programs refuse to run.
    private let asServer: [String]
    private let programs: String

    init(_ settings: [String: String] = [:]) throws {
        scratch = try Scratch()
        data = scratch.path + "/data"
        port = try Loopback.freePort()
        asServer = geteuid() == 0 ? ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"] : []
        let installed = "/usr/lib/postgresql/"
        let versions = try FileManager.default.contentsOfDirectory(atPath: installed)
        programs = installed + (try #require(versions.max { (Int($0) ?? 0) < (Int($1) ?? 0) })) + "/bin/"
        let secret = try scratch.write("password", password)
        if geteuid() == 0 { try shell(["chown", "-R", "postgres:", scratch.path]) }
        try shell(
            asServer
                + [programs + "initdb", "-D", data, "-U", "flotilla", "--pwfile=\(secret)", "-A", "scram-sha-256"]
                + ["--encoding=UTF8", "--locale=C", "--no-sync"])
        let usual = [
            "listen_addresses": "127.0.0.1", "port": "\(port)", "unix_socket_directories": "", "fsync": "off",
            "autovacuum": "off", "shared_buffers": "16MB",
        ]
        let lines = usual.merging(settings) { $1 }.map { "\($0) = '\($1)'\n" }.joined()
        try append(lines, to: data + "/postgresql.conf")
        try start()
    }

    deinit { try? stop() }

    /// For any database of it.
    var url: String { "postgresql://flotilla:\(password)@127.0.0.1:\(port)/postgres?sslmode=disable" }

    func start() throws { try control("start") }

    func stop() throws { try control("stop", "--mode=fast") }

    /// As a crash would: sessions are cut, nothing is tidied up, and the next start has to recover.
    func crash() throws { try control("stop", "--mode=immediate") }

    /// Starts again as the standby of a server that will never send anything.
    func becomeStandby() throws {
        try stop()
        try shell(asServer + ["touch", data + "/standby.signal"])
        try start()
    }

    func promote() throws { try control("promote") }

    private func control(_ words: String...) throws {
        try shell(asServer + [programs + "pg_ctl", "-D", data, "-l", data + "/log", "--wait", "--silent"] + words)
    }

    private func append(_ text: String, to file: String) throws {
        let handle = try #require(FileHandle(forWritingAtPath: file))
        try handle.seekToEnd()
        try handle.write(contentsOf: Data(text.utf8))
        try handle.close()
    }

    /// By a shell, because Foundation's Process would wait for the server too, which inherits what it waits on.
    private func shell(_ words: [String]) throws {
        let line = words.map { "'\($0)'" }.joined(separator: " ")
        try #require(system("cd / && \(line) > /dev/null 2>&1 < /dev/null") == 0, "\(line)")
    }
}
