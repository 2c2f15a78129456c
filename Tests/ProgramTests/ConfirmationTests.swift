import Foundation
import Testing

/// The question before several targets are changed, with a person at a terminal.
@Suite struct ConfirmationTests {
    private func answering(_ answer: String) throws -> (place: Workplace, status: Int32, screen: String) {
        try asked(["upgrade", "--all"]) { terminal, _ in terminal.type(answer + "\n") }
    }

    private func asked(
        _ line: [String], in given: Workplace? = nil, question: String = "Go on? [y/N]",
        _ react: (PseudoTerminal, Process) -> Void
    ) throws -> (place: Workplace, status: Int32, screen: String) {
        let place = try given ?? Workplace(tenants: 2)
        let terminal = try PseudoTerminal()
        let process = try place.process(line, environment: ["TERM": "xterm"])
        process.standardInput = terminal.program
        process.standardOutput = terminal.program
        process.standardError = terminal.program
        try process.run()
        terminal.program.closeFile()
        try terminal.waitFor(question)
        react(terminal, process)
        let screen = terminal.rest()
        process.waitUntilExit()
        return (place, process.terminationStatus, screen)
    }

    @Test("yes goes on")
    func yes() throws {
        let (place, status, screen) = try answering("y")
        #expect(status == 0 && screen.contains("2 succeeded"))
        #expect(try place.versions() == [["r2"], ["r2"]])
    }

    @Test("anything else changes nothing and exits with 1", arguments: ["", "n", "what"])
    func no(answer: String) throws {
        let (place, status, screen) = try answering(answer)
        #expect(status == 1 && screen.contains("nothing was changed"))
        #expect(try place.versions() == [[], []])
    }

    @Test("what loses data is asked about even for one target", arguments: [("y", 0, ["r3"]), ("n", 1, ["r2"])])
    func lossOfData(answer: String, status: Int32, version: [String]) throws {
        let place = try Workplace(tenants: 1)
        try place.flotilla("upgrade --all")
        try place.write(
            "migrations/versions/r3.sql",
            "-- Revision ID: r3\n-- Revises: r2\n\n-- flotilla:upgrade loses=data\nDELETE FROM effects;\n")
        let (_, end, screen) = try asked(["upgrade", "--all"], in: place) { terminal, _ in terminal.type(answer + "\n")
        }
        #expect(end == status && screen.contains("r3 (sqlite): DELETE FROM effects"), "\(screen)")
        #expect(try place.versions() == [version])
    }

    @Test("a signal at the question of a rollout leaves at once, and nothing was begun", arguments: [SIGINT, SIGTERM])
    func left(signal: Int32) throws {
        let (place, status, screen) = try asked(["rollout", "start"]) { kill($1.processIdentifier, signal) }
        #expect(status == 128 + signal && !screen.contains("Stopping"))
        #expect(try place.flotilla("rollout list -o name").output.isEmpty)
        #expect(try place.versions() == [[], []])
    }

    @Test(
        "a signal at the question about a rename leaves at once, and nothing was written", arguments: [SIGINT, SIGTERM])
    func leftAtRename(signal: Int32) throws {
        let place = try Workplace(settings: "models: {sql: schema.sql}\nengines: [sqlite]\n")
        try place.revision("r1", up: "CREATE TABLE t (id INTEGER, mail TEXT);", down: nil)
        try place.revision("r2", after: "r1", up: "CREATE TABLE u (id INTEGER);", down: nil)
        try place.write("schema.sql", "CREATE TABLE t (id INTEGER, email TEXT); CREATE TABLE u (id INTEGER);")
        let (_, status, screen) = try asked(["migrate", "-m", "x"], in: place, question: "Is this a rename: ") {
            kill($1.processIdentifier, signal)
        }
        #expect(status == 128 + signal && !screen.contains("Stopping"), "\(screen)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: place.path + "/migrations/versions").count == 2)
    }
}

/// A terminal whose other end is this test.
private final class PseudoTerminal {
    let program: FileHandle
    private let person: FileHandle
    private var screen = ""

    init() throws {
        // What openpty does, which Swift's Glibc does not show (ioctl_tty(2), TIOCSPTLCK and TIOCGPTN).
        let descriptor = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        var isLocked: Int32 = 0
        var number: Int32 = -1
        try #require(ioctl(descriptor, 0x4004_5431, &isLocked) == 0 && ioctl(descriptor, 0x8004_5430, &number) == 0)
        let name = "/dev/pts/\(number)"
        let other = open(name, O_RDWR | O_NOCTTY)
        try #require(other >= 0)
        person = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        program = FileHandle(fileDescriptor: other, closeOnDealloc: true)
    }

    func type(_ text: String) { person.write(Data(text.utf8)) }

    func waitFor(_ text: String) throws {
        while !screen.contains(text) { try #require(readOn(), "'\(text)' was never shown: \(screen)") }
    }

    /// Everything until the program has let go of the terminal.
    func rest() -> String {
        while readOn() {}
        return screen
    }

    /// Linux ends a terminal that nobody writes to any more with EIO.
    @discardableResult
    private func readOn() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(person.fileDescriptor, &buffer, buffer.count)
        screen += String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
        return count > 0
    }
}
