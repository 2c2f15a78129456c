import FlotillaDriver
import Glibc
import Testing

@testable import FlotillaInventory

@Suite("A roster")
struct RosterTests {
    private func target(
        _ id: String, _ url: String, _ labels: [String: String] = [:], schema: String? = nil, row: Int? = nil
    ) throws -> Target {
        Target(
            id: TargetID(id), url: try URLTemplate(parsing: url, folder: "/srv/fleet"), labels: labels, schema: schema,
            origin: Place(file: "fleet.yaml", line: 7, column: 3, row: row))
    }

    private func roster(_ targets: [Target]) throws -> Roster {
        let builder = try Roster.Builder()
        for target in targets { try builder.add(target) }
        return try builder.finish()
    }

    @Test("gives back what was put in")
    func roundTrip() throws {
        let targets = [
            try target(
                "a", "postgresql://u:p@:%2F%41'@h:1,g/d?sslmode=require", ["region": "eu", "note": "ü\""], schema: "s"),
            try target("b", "mysql://u:${command:cat a@b}@h/d", row: 300),
            try target("c", "${DB}"),
            Target(id: TargetID("d"), url: try URLTemplate(parsing: "${DB}").replacingDatabase("x y")),
            try target("e", "sqlite:e.db", Dictionary(uniqueKeysWithValues: (0..<200).map { ("k\($0)", "v\($0)") })),
        ]
        let roster = try roster(targets)
        #expect(try targets.indices.map { try roster[$0] } == targets)
    }

    @Test("of nothing is empty")
    func empty() throws {
        let roster = try roster([])
        #expect(roster.isEmpty && roster.servers.isEmpty)
        #expect(try roster.sample(3).isEmpty)
    }

    @Test("counts targets by server, and those that only a secret would tell together")
    func servers() throws {
        let roster = try roster([
            try target("a", "postgresql://h/a"), try target("b", "${DB}"),
            try target("c", "postgresql://u:${P}@h:5432/c"),
            try target("d", "mysql://${H}/d"), try target("e", "sqlite:e.db"), try target("f", "mysql://h/f"),
        ])
        #expect(
            roster.servers == [
                .init(key: "postgresql://h:5432", count: 2), .init(key: Roster.unknownServer, count: 2),
                .init(key: "sqlite", count: 1), .init(key: "mysql://h:3306", count: 1),
            ])
        #expect((0..<4).map { Array(roster.indices(onServer: $0)) } == [[0, 2], [1, 3], [4], [5]])
        #expect((0..<6).map(roster.server) == [0, 1, 0, 1, 2, 3])
    }

    @Test("samples evenly from first to last")
    func sample() throws {
        let roster = try roster(try (0..<10).map { try target("t\($0)", "sqlite:\($0)") })
        #expect(try roster.sample(4).map(\.id.text) == ["t0", "t3", "t6", "t9"])
        #expect(try roster.sample(1).map(\.id.text) == ["t0"])
        #expect(try roster.sample(99).count == 10)
    }

    @Test("keeps no password in its file, and the file has no name")
    func passwords() throws {
        let folder = try Folder()
        let builder = try Roster.Builder(folder: folder.path)
        for index in 0..<2000 {
            try builder.add(try target("t\(index)", "postgresql://u:hunter2-ü@h/d\(index)"))
        }
        let roster = try builder.finish()
        #expect(try NameList(folder: folder.path).count == 0)
        #expect(try roster[1999].url.resolve(secrets: Secrets()).password == Secret("hunter2-ü"))
        let open = try NameList(folder: "/proc/self/fd")
        let descriptor = try #require(
            (0..<open.count).lazy.compactMap { Int(open[$0].name) }.first { Self.name(of: $0).hasPrefix(folder.path) })
        #expect(!(try Self.content(descriptor)).contains("hunter2"))
    }

    @Test("fails when its folder cannot be written")
    func noFolder() throws {
        #expect(throws: InventoryError(.spool(words: "No such file or directory"))) {
            try Roster.Builder(folder: "/nowhere")
        }
    }

    @Test("can be read from many threads at once")
    func threads() async throws {
        let roster = try roster(try (0..<5000).map { try target("t\($0)", "mysql://u:p\($0 % 7)@h\($0 % 3)/d\($0)") })
        let wrong = await withTaskGroup(of: Int.self) { group in
            for offset in 0..<4 {
                group.addTask {
                    stride(from: offset, to: roster.count, by: 4).count { (try? roster[$0].id.text) != "t\($0)" }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(wrong == 0)
    }

    /// As the system knows an open file, deleted ones too.
    private static func name(of descriptor: Int) -> String {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/fd/\(descriptor)", &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func content(_ descriptor: Int) throws -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = buffer.withUnsafeMutableBytes { pread(Int32(descriptor), $0.baseAddress, $0.count, 0) }
        guard count > 0 else { throw Failure(words: systemWords()) }
        return String(decoding: buffer.prefix(count), as: UTF8.self)
    }
}
