import Foundation
import Testing

/// What `flotilla … -o json` said.
struct RunResult {
    var status: Int32
    var errors: String
    private var targets: [String: [String: Any]] = [:]

    init(_ finished: Finished) throws {
        status = finished.status
        errors = finished.errors
        let document = try? JSONSerialization.jsonObject(with: Data(finished.output.utf8)) as? [String: Any]
        for target in document?["targets"] as? [[String: Any]] ?? [] {
            targets[target["target"] as? String ?? ""] = target
        }
    }

    subscript(_ target: String, _ member: String) -> String? { targets[target]?[member] as? String }

    func version(_ target: String) -> [String]? { targets[target]?["version"] as? [String] }

    func number(_ target: String, _ member: String) -> Int? { targets[target]?[member] as? Int }

    /// `failed lock timeout unchanged`: outcome, cause and state in one claim.
    func ending(_ target: String) -> String {
        [self[target, "outcome"] ?? "unrecorded", self[target, "cause"], self[target, "state"]]
            .compactMap { $0 }.joined(separator: ", ")
    }
}

extension Project {
    private static let common = ["--yes", "-o", "json", "--progress", "none"]

    /// All targets, to the head.
    func upgrade(_ more: String...) throws -> RunResult {
        try RunResult(flotilla(["upgrade", "head", "--all"] + Self.common + more))
    }

    func downgrade(to revision: String, _ more: String...) throws -> RunResult {
        try RunResult(flotilla(["downgrade", revision, "--all"] + Self.common + more))
    }

    func current() throws -> RunResult {
        try RunResult(flotilla(["current", "--all", "-o", "json", "--progress", "none"]))
    }

    /// Starts an upgrade of all targets and does not wait for its end.
    func startUpgrade(_ more: String...) throws -> Running {
        try Running(Environment.binary(), ["upgrade", "head", "--all"] + Self.common + more, in: path)
    }

    func resolve(_ target: String, applied: Bool) throws -> Finished {
        try flotilla("resolve", target, applied ? "--applied" : "--not-applied", "--reason", "looked")
    }

    /// Each line of a step says so in the target, and a line that ran twice says so twice.
    func effects(_ database: Database) throws -> [String] {
        try database.run("SELECT revision FROM effects ORDER BY revision").map { $0[0] ?? "" }
    }

    func versions(_ database: Database) throws -> [String] {
        try database.run("SELECT version_num FROM alembic_version ORDER BY version_num").map { $0[0] ?? "" }
    }

    /// A question to the project's ledger; `nil` also while there is none yet.
    func ledger(_ sql: String) throws -> String? {
        try? Database("sqlite:\(path)/.flotilla/ledger.db").value(sql)
    }
}
