import FlotillaDriver
import Foundation
import Testing

/// Tests that stop or kill a server. There is one such server of each engine, so these tests take turns.
@Suite("When a server stops or dies", .serialized)
struct VictimTests {}

/// A server that may be hurt. The others stay up.
struct Victim {
    enum Kind: String, CaseIterable, Sendable { case postgresql, mysql }

    let kind: Kind
    let url: String

    init(_ kind: Kind) throws {
        self.kind = kind
        url = try Environment.required("FLOTILLA_TEST_VICTIM_" + kind.rawValue.uppercased())
    }

    /// A database for the target, with a table of effects.
    func add(_ id: String, to project: Project) throws -> Database {
        let url = try kind == .postgresql ? project.prepare(id, on: url) : project.prepareMySQL(id, on: url)
        try project.add(id, url)
        return try Database(url)
    }

    /// Stops server and children in their tracks: connections stay open, and nothing is answered.
    func freeze() throws { try signal(SIGSTOP) }

    func thaw() throws { try signal(SIGCONT) }

    /// Kills it as a power cut would, and starts it again with its data.
    func crashAndRestart() throws {
        let name = kind == .postgresql ? "victim-postgresql" : "victim-mariadb"
        let (tool, folder) = try (
            Environment.required("FLOTILLA_TEST_SERVERS"), Environment.required("FLOTILLA_TEST_SERVERS_DIR")
        )
        // Foundation's Process would wait for the new server too, which inherits what it waits on.
        try #require(system("'\(tool)' restart '\(folder)' \(name) -9 > /dev/null 2>&1 < /dev/null") == 0)
        try eventually("the server answers again") { (try? Database(url).value("SELECT 1")) == "1" }
    }

    private func signal(_ number: Int32) throws {
        let file = try Environment.required("FLOTILLA_TEST_VICTIM_\(kind.rawValue.uppercased())_PIDFILE")
        let line = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").first ?? ""
        let server = try #require(Int32(line.trimmingCharacters(in: .whitespaces)))
        // The parent first, so that it makes no more children.
        kill(server, number)
        for child in try Self.children(of: server) { kill(child, number) }
    }

    private static func children(of parent: Int32) throws -> [Int32] {
        try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int32($0) }.filter { process in
            // The name stands in parentheses and may hold anything; state and parent follow.
            let facts = (try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)) ?? ""
            let fields = facts.split(separator: ")").last?.split(separator: " ") ?? []
            return fields.count > 1 && Int32(fields[1]) == parent
        }
    }
}
