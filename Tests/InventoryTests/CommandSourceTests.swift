import FlotillaDriver
import Glibc
import Testing

@testable import FlotillaInventory

@Suite("A command that lists targets")
struct CommandSourceTests {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func found(
        _ script: String, extra: String = "", context: InventoryContext = .empty
    ) throws -> [Target] {
        try folder.write("list", "#!/bin/sh\n" + script + "\n", mode: 0o755)
        return try targets(
            at: try folder.write("inventory.yaml", "sources:\n- command: [./list, --json]\n\(extra)"), context: context)
    }

    private func reason(_ script: String, extra: String = "", context: InventoryContext = .empty) throws -> Found {
        do { _ = try found(script, extra: extra, context: context) } catch let error as InventoryError {
            return Found(error, in: folder)
        }
        throw Failure(words: "no problem was found")
    }

    private static let outputs = [
        #"echo '[{"id": "a", "url": "sqlite:a"}, {"id": "b", "url": "sqlite:b"}]'"#,
        #"echo '{"targets": [{"id": "a", "url": "sqlite:a"}, {"id": "b", "url": "sqlite:b"}]}'"#,
        #"echo '{"id": "a", "url": "sqlite:a"}'; echo '{"id": "b", "url": "sqlite:b"}'"#,
        #"echo 'id,url'; echo 'a,sqlite:a'; echo b,sqlite:b"#,
    ]

    @Test("may print JSON, NDJSON or CSV", arguments: outputs)
    func formats(script: String) throws {
        #expect(try found(script).map(\.id.text) == ["a", "b"])
    }

    @Test("may print nothing, which is no target")
    func nothing() throws { #expect(try found("true").isEmpty) }

    @Test("runs in the folder of the inventory with its arguments")
    func runsThere() throws {
        try folder.write("t.json", #"[{"id": "a", "url": "sqlite:a"}]"#)
        #expect(try found(#"test "$1" = --json && cat t.json"#).count == 1)
    }

    @Test("gives places by row")
    func rows() throws {
        let problem = try reason(#"echo 'id,url'; echo 'a,sqlite:a'; echo b,x"#)
        #expect(problem == Found(.badURL(.missingScheme), at: "inventory.yaml:2:3 row 2"))
    }

    @Test("may not make us read files or run programs unless the source allows it")
    func references() throws {
        let script = #"echo '[{"id": "a", "url": "mysql://u:${file:/etc/shadow}@evil/d"}]'"#
        #expect(try reason(script).reason == .badURL(.referenceFromOutside))
        #expect(try found(script, extra: "  references: true\n").count == 1)
    }

    @Test("that fails makes the inventory fail, with its words and without passwords")
    func failing() throws {
        let problem = try reason(
            #"echo '[{"id": "a", "url": "sqlite:a"}]'; echo "cannot reach postgresql://u:hunter2@h/d" >&2; exit 4"#)
        let words = "cannot reach postgresql://u:***@h/d\n"
        #expect(problem.reason == .command(name: "./list", .exited(4), words: words))
    }

    @Test("that prints half an answer and fails is told as a failure, not as a syntax error")
    func half() throws {
        #expect(try reason("printf '[{'; exit 1").reason == .command(name: "./list", .exited(1), words: ""))
    }

    @Test("that hangs ends at the source's timeout")
    func hanging() throws {
        let problem = try reason("sleep 1000", extra: "  timeout: 200ms\n")
        #expect(problem.reason == .command(name: "./list", .timedOut, words: ""))
    }

    @Test("that leaves a child behind with its output open ends with itself, and the child soon after")
    func background() throws {
        let pipe = Paths.join(folder.path, "alive")
        mkfifo(pipe, 0o600)
        let reading = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(reading) }
        let script = #"exec 9> alive; sleep 1000 & echo '[{"id": "a", "url": "sqlite:a"}]'"#
        #expect(try found(script).map(\.id.text) == ["a"])
        _ = fcntl(reading, F_SETFL, 0)
        var byte: UInt8 = 0
        #expect(read(reading, &byte, 1) == 0)
    }

    @Test("that is killed is told so")
    func killed() throws {
        #expect(try reason("kill -9 $$").reason == .command(name: "./list", .killed(signal: 9), words: ""))
    }

    @Test("may be written as one text")
    func oneText() throws {
        try folder.write("t.json", #"[{"id": "a", "url": "sqlite:a"}]"#)
        let path = try folder.write("inventory.yaml", "sources:\n- command: cat t.json\n")
        #expect(try targets(at: path).count == 1)
    }
}
