import Foundation
import Testing

/// What `scripts/test` gives the tests: servers of their own, a folder, the program.
enum Environment {
    /// Fails the test that asks for what is not there: a missing server is a failure, not a reason to skip.
    static func required(_ name: String) throws -> String {
        try #require(ProcessInfo.processInfo.environment[name], "\(name) is not set; run the tests with scripts/test")
    }

    static func postgresql() throws -> String { try required("FLOTILLA_TEST_POSTGRESQL") }
    static func mysql() throws -> String { try required("FLOTILLA_TEST_MYSQL") }
    static func binary() throws -> String { try required("FLOTILLA_TEST_BINARY") }
    static func alembic() throws -> String { try required("FLOTILLA_TEST_ALEMBIC") }
    /// An interpreter with the oldest Alembic and SQLAlchemy that are spoken to.
    static func oldPython() throws -> String { try required("FLOTILLA_TEST_OLD_PYTHON") }

    /// A URL for another database of the same server.
    static func url(_ url: String, database: String) -> String {
        let parts = url.split(separator: "?", maxSplits: 1)
        let base = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        return base + "/" + database + (parts.count > 1 ? "?" + parts[1] : "")
    }
}

/// A folder of its own for one test, removed afterwards.
final class Scratch {
    let path: String

    init() throws {
        let root = ProcessInfo.processInfo.environment["FLOTILLA_TEST_DIR"] ?? NSTemporaryDirectory()
        path = root + "/fleet-" + UUID().uuidString.prefix(12).lowercased()
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    @discardableResult
    func write(_ name: String, _ text: String) throws -> String {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
        return file
    }
}

/// A finished command.
struct Finished {
    var status: Int32
    var output: String
    var errors: String
}

/// Runs a program to its end and keeps what it said.
func run(
    _ program: String, _ arguments: [String], in folder: String, environment: [String: String] = [:],
    input: String? = nil
) throws -> Finished {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let unique = folder + "/.run-" + UUID().uuidString.prefix(8)
    // Files, not pipes: a full pipe would stop the program.
    _ = FileManager.default.createFile(atPath: unique + ".out", contents: nil)
    _ = FileManager.default.createFile(atPath: unique + ".err", contents: nil)
    _ = FileManager.default.createFile(atPath: unique + ".in", contents: Data((input ?? "").utf8))
    process.standardOutput = FileHandle(forWritingAtPath: unique + ".out")
    process.standardError = FileHandle(forWritingAtPath: unique + ".err")
    process.standardInput = FileHandle(forReadingAtPath: unique + ".in")
    try process.run()
    process.waitUntilExit()
    defer { for end in [".out", ".err", ".in"] { try? FileManager.default.removeItem(atPath: unique + end) } }
    return Finished(
        status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
        output: (try? String(contentsOfFile: unique + ".out", encoding: .utf8)) ?? "",
        errors: (try? String(contentsOfFile: unique + ".err", encoding: .utf8)) ?? "")
}
