import Foundation
import Testing

/// A project of SQLite tenants in a folder of its own, and the program to run in it. Gone when the test is.
final class Workplace {
    let path: String
    private(set) var tenants: [SQLiteFile] = []

    /// With `count` empty tenants `t1`, `t2`, … of which odd ones are labelled `region=eu`, even ones `region=us`, and
    /// with the revisions `r1` and `r2`.
    init(tenants count: Int = 1, settings: String = "") throws {
        let root = ProcessInfo.processInfo.environment["FLOTILLA_TEST_DIR"] ?? NSTemporaryDirectory()
        path = root + "/program-" + UUID().uuidString.prefix(12).lowercased()
        try write("flotilla.yaml", "inventory: targets.csv\ndefaults:\n  retries: 0\n" + settings)
        var lines = "id,url,region\n"
        for number in 1..<(count + 1) {
            let file = SQLiteFile(path: "\(path)/t\(number).db")
            try file.run("CREATE TABLE effects (revision TEXT)")
            tenants.append(file)
            lines += "t\(number),sqlite:t\(number).db,\(number.isMultiple(of: 2) ? "us" : "eu")\n"
        }
        try write("targets.csv", lines)
        try revision("r1", up: "INSERT INTO effects VALUES ('r1 up');", down: "INSERT INTO effects VALUES ('r1 down');")
        try revision(
            "r2", after: "r1", up: "INSERT INTO effects VALUES ('r2 up');",
            down: "INSERT INTO effects VALUES ('r2 down');")
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    func write(_ name: String, _ text: String) throws {
        let file = path + "/" + name
        try FileManager.default.createDirectory(
            atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try text.write(toFile: file, atomically: true, encoding: .utf8)
    }

    /// - Parameter down: no section when `nil`.
    func revision(_ id: String, after parent: String? = nil, up: String, down: String?) throws {
        let header = "-- \(id)\n--\n-- Revision ID: \(id)\n-- Revises: \(parent ?? "")\n\n"
        let back = down.map { "\n-- flotilla:downgrade\n\($0)\n" } ?? ""
        try write("migrations/versions/\(id).sql", header + "-- flotilla:upgrade\n\(up)\n" + back)
    }

    /// A statement that ends only when it is cancelled.
    func endlessRevision(_ id: String, after parent: String) throws {
        try revision(
            id, after: parent,
            up: """
                INSERT INTO effects VALUES ('\(id) up');
                WITH RECURSIVE counter (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM counter)
                INSERT INTO effects SELECT 'never' FROM counter WHERE n < 0;
                """, down: nil)
    }

    /// All that the revisions did, in order, over all tenants.
    func effects() throws -> [[String]] {
        try tenants.map { try $0.run("SELECT revision FROM effects ORDER BY rowid").map { $0[0] ?? "" } }
    }

    func versions() throws -> [[String]] { try tenants.map { try $0.versions() } }
}

extension Workplace {
    /// Runs the program to its end. The line is split at spaces.
    @discardableResult
    func flotilla(_ line: String, environment: [String: String] = [:]) throws -> Finished {
        try flotilla(line.split(separator: " ").map(String.init), environment: environment)
    }

    @discardableResult
    func flotilla(_ arguments: [String], environment: [String: String] = [:]) throws -> Finished {
        try start(arguments, environment: environment).finish()
    }

    func start(_ line: String) throws -> RunningProgram {
        try start(line.split(separator: " ").map(String.init), environment: [:])
    }

    func start(_ arguments: [String], environment: [String: String]) throws -> RunningProgram {
        try RunningProgram(process(arguments, environment: environment), in: path)
    }

    /// The program with these arguments, in this folder, not yet started.
    func process(_ arguments: [String], environment: [String: String]) throws -> Process {
        let variables = ProcessInfo.processInfo.environment
        let binary = try #require(
            variables["FLOTILLA_TEST_BINARY"], "FLOTILLA_TEST_BINARY is not set; run the tests with scripts/test")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: binary)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: path)
        // Variables of whoever runs the tests must not change what the program prints.
        let kept = variables.filter { ["PATH", "HOME", "LD_LIBRARY_PATH"].contains($0.key) }
        process.environment = kept.merging(["LANG": "C.UTF-8"]) { $1 }.merging(environment) { $1 }
        return process
    }

    /// Runs the program, which must end with this status.
    func document(_ line: String, status: Int32 = 0) throws -> [String: Any] {
        let finished = try flotilla(line)
        try #require(finished.status == status, "\(finished)")
        return try #require(try JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any])
    }
}
