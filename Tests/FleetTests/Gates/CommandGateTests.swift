import FlotillaDriver
import FlotillaRollout
import FlotillaRuntime
import Foundation
import Testing

/// A gate that runs a program.
@Suite struct CommandGateTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func run(_ words: [String], within time: Duration = .seconds(20)) async -> GateMeasurement {
        await Measuring.measure(.command(words), Measuring.measurer(folder: scratch.path), within: time)
    }

    @Test(
        "passes with exit code 0, fails with 1 to 125, and is no measurement with any other end",
        arguments: [
            ("exit 0", GateMeasurement.pass), ("exit 1", .fail("the program ended with exit code 1")),
            ("exit 125", .fail("the program ended with exit code 125")),
            ("exit 126", .error("the program ended with exit code 126")),
            ("exit 255", .error("the program ended with exit code 255")),
            ("kill -9 $$", .error("the program was ended by signal 9")),
            ("echo p95 is 3 s >&2; exit 1", .fail("the program ended with exit code 1: p95 is 3 s")),
            (
                "echo postgresql://u:hunter2@h/d refused >&2; exit 2",
                .fail("the program ended with exit code 2: postgresql://u:***@h/d refused")
            ),
        ])
    func ends(script: String, expected: GateMeasurement) async {
        #expect(await run(["sh", "-c", script]) == expected)
    }

    @Test("takes a program that is not there for no measurement")
    func notStarted() async {
        #expect(await run(["./gone"]) == .error("the program could not be started: No such file or directory"))
    }

    @Test("runs in the project's folder, without a shell, and knows rollout and wave")
    func surroundings() async throws {
        let script = try scratch.write(
            "check", "#!/bin/sh\nprintf '%s|' \"$PWD\" \"$FLOTILLA_ROLLOUT\" \"$FLOTILLA_WAVE\" \"$@\" > seen\n")
        chmod(script, 0o755)
        #expect(await run(["./check", "a b", "$HOME;"]) == .pass)
        let seen = try String(contentsOfFile: scratch.path + "/seen", encoding: .utf8)
        #expect(seen.hasSuffix("|r-1|canary|a b|$HOME;|") && seen.hasPrefix("/"))
    }

    @Test("reads and drops what the program prints, however much that is")
    func flood() async {
        #expect(await run(["sh", "-c", "head -c 20000000 /dev/zero; head -c 5000000 /dev/zero >&2"]) == .pass)
    }

    @Test("ends the program and what it started when time is up")
    func timeOut() async throws {
        let pipe = scratch.path + "/alive"
        try #require(mkfifo(pipe, 0o600) == 0)
        // Reading without blocking, so that there is a reader when the program opens the pipe for writing.
        let descriptor = open(pipe, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
        defer { close(descriptor) }
        let script = "exec 9> alive; echo ready >&9; sleep 1000 & wait"
        #expect(await run(["sh", "-c", script], within: .seconds(1)) == .error("the program did not end in time"))
        #expect(isEnded(descriptor))
    }

    @Test("stops when told to, and ends the program")
    func stopped() async throws {
        let stop = StopSignal()
        let started = scratch.path + "/started"
        let measurer = Measuring.measurer(folder: scratch.path)
        let kind = GateKind.command(["sh", "-c", "touch started; sleep 1000"])
        raise(stop, once: "the program runs") { FileManager.default.fileExists(atPath: started) }
        #expect(await Measuring.measure(kind, measurer, within: .seconds(60), stop: stop) == .error("stopped"))
    }

    /// Whether everything that held the pipe for writing is gone; bounded by a time that is never reached when it is.
    private func isEnded(_ descriptor: Int32) -> Bool {
        var buffer = [UInt8](repeating: 0, count: 16)
        for _ in 0..<1000 {
            var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            poll(&waiting, 1, 20)
            if read(descriptor, &buffer, buffer.count) == 0 { return true }
        }
        return false
    }
}
