import FlotillaDriver
import Glibc
import Testing

@testable import FlotillaInventory

@Suite("A secret")
struct SecretsTests {
    private let folder: Folder
    private let secrets = Secrets(environment: Environment(["PATH": "/usr/bin:/bin", "EMPTY": ""]))

    init() throws { folder = try Folder() }

    private func problem(_ reference: Reference, _ secrets: Secrets? = nil) -> SecretProblem? {
        do throws(SecretProblem) {
            _ = try (secrets ?? self.secrets).value(of: reference, folder: folder.path)
            return nil
        } catch { return error }
    }

    @Test("in a file loses only the line ends behind it")
    func file() throws {
        try folder.write("pw", " p@:/%'\" \r\n\n")
        #expect(try secrets.value(of: .file("pw"), folder: folder.path) == Secret(" p@:/%'\" "))
    }

    @Test("is read from the folder of the inventory by a command in it")
    func command() throws {
        try folder.write("pw", "s3cret\n")
        #expect(try secrets.value(of: .command(["cat", "pw"]), folder: folder.path) == Secret("s3cret"))
    }

    @Test("comes from a command without a shell in between")
    func noShell() throws {
        #expect(try secrets.value(of: .command(["echo", "$HOME;", "x"])) == Secret("$HOME; x"))
    }

    @Test("of 64 KiB is taken, one byte more is not")
    func size() throws {
        try folder.write("big", String(repeating: "x", count: Secrets.sizeLimit + 1))
        #expect(problem(.file("big")) == .tooLarge(limit: Secrets.sizeLimit))
    }

    @Test("of endless output ends with the limit")
    func endless() { #expect(problem(.command(["yes"])) == .tooLarge(limit: Secrets.sizeLimit)) }

    @Test("is not read from a pipe, and does not wait for one")
    func pipe() {
        mkfifo(Paths.join(folder.path, "fifo"), 0o600)
        #expect(problem(.file("fifo")) == .notRegularFile)
    }

    @Test("is not read from a folder")
    func directory() { #expect(problem(.file(".")) == .notRegularFile) }

    @Test("that is empty is none")
    func empty() throws {
        try folder.write("empty", "\n")
        #expect(problem(.file("empty")) == .empty)
        #expect(problem(.environment("EMPTY")) == .empty)
    }

    @Test("that is no text is refused")
    func binary() throws {
        try folder.write("binary", bytes: [0x61, 0, 0x62])
        #expect(problem(.file("binary")) == .notText)
    }

    @Test("of a missing file has the system's words")
    func missing() { #expect(problem(.file("nowhere")) == .unreadable(words: "No such file or directory")) }

    @Test("of a command that fails tells the status and not its output")
    func failing() throws {
        try folder.write("fail", "#!/bin/sh\necho hunter2; echo hunter2 >&2; exit 3\n", mode: 0o755)
        #expect(problem(.command(["./fail"])) == .command(.exited(3)))
    }

    @Test("of a command that is not there has the system's words")
    func notStarted() {
        #expect(problem(.command(["./nowhere"])) == .command(.notStarted(words: "No such file or directory")))
    }

    @Test("of a command that hangs ends at the deadline, with everything it started")
    func hanging() throws {
        // Whatever still runs holds the pipe open, so that reading it would not end.
        let pipe = Paths.join(folder.path, "alive")
        mkfifo(pipe, 0o600)
        let reading = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(reading) }
        try folder.write("hang", "#!/bin/sh\nexec 9> alive\nsleep 1000 &\nwait\n", mode: 0o755)
        let quick = Secrets(environment: Environment(["PATH": "/usr/bin:/bin"]), commandTimeout: .milliseconds(300))
        #expect(problem(.command(["./hang"]), quick) == .command(.timedOut))
        _ = fcntl(reading, F_SETFL, 0)
        var byte: UInt8 = 0
        #expect(read(reading, &byte, 1) == 0)
    }

    @Test("of a command ends when we are stopped")
    func stopped() {
        let stop = StopSignal()
        stop.raise()
        #expect(
            problem(.command(["sleep", "1000"]), Secrets(environment: Environment(["PATH": "/bin"]), stop: stop))
                == .command(.stopped))
    }

    @Test("of a command is fetched once for many targets, and again after it was forgotten")
    func kept() throws {
        try folder.write("count", "#!/bin/sh\necho x >> log\nwc -l < log\n", mode: 0o755)
        let first = try secrets.value(of: .command(["./count"]), folder: folder.path)
        let second = try secrets.value(of: .command(["./count"]), folder: folder.path)
        secrets.forget()
        let third = try secrets.value(of: .command(["./count"]), folder: folder.path)
        #expect([first, second, third] == [Secret("1"), Secret("1"), Secret("2")])
    }

    @Test("never reaches a child through its command line or an open file")
    func children() throws {
        let listing = try secrets.value(of: .command(["ls", "/proc/self/fd"])).reveal()
        // 0, 1, 2 and the folder that ls itself has open.
        #expect(listing == "0\n1\n2\n3")
    }
}
