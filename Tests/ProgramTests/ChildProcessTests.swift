import Foundation
import Testing

/// Programs that run for us end with us.
@Suite struct ChildProcessTests {
    /// A project that needs the answer of a program which never gives one, and the pipe that it and its own child hold open
    /// as long as they live.
    private final class Hanging {
        let place: Workplace
        private let pipe: String

        init(_ inventory: String) throws {
            place = try Workplace()
            pipe = place.path + "/alive"
            try #require(mkfifo(pipe, 0o600) == 0)
            try place.write("hang", "#!/bin/sh\nexec 9> alive\nsleep 1000 &\nwait\n")
            chmod(place.path + "/hang", 0o755)
            try place.write("fleet.yaml", inventory)
            try place.write("flotilla.yaml", "inventory: fleet.yaml\n")
        }

        /// Blocks until the program has begun.
        func begun() throws -> Int32 {
            let descriptor = open(pipe, O_RDONLY | O_CLOEXEC)
            try #require(descriptor >= 0)
            return descriptor
        }

        /// Whether everything that held the pipe is gone within a time that is never reached when it is.
        func isGone(_ descriptor: Int32) -> Bool {
            defer { close(descriptor) }
            var end = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            return poll(&end, 1, 20_000) == 1 && end.revents & Int16(POLLHUP) != 0
        }
    }

    private static let source = "sources:\n- command: [./hang]\n"

    @Test("^C while a source is asked ends the source's program and what it started")
    func interrupted() throws {
        let hanging = try Hanging(Self.source)
        let program = try hanging.place.start("inventory list")
        let pipe = try hanging.begun()
        program.signal(SIGINT)
        #expect(try program.finish().status == 130)
        #expect(hanging.isGone(pipe))
    }

    @Test("--timeout while a source is asked ends its program, and says what was not done and what to do")
    func timedOut() throws {
        let hanging = try Hanging(Self.source)
        let program = try hanging.place.start("upgrade --all --timeout 1s")
        let pipe = try hanging.begun()
        let finished = try program.finish()
        #expect(finished.status == 7 && hanging.isGone(pipe))
        #expect(finished.errors.contains("state  no target was touched") && finished.errors.contains("next   "))
    }

    @Test("the second ^C ends a program that fetches a secret, and the run")
    func secret() throws {
        let hanging = try Hanging("targets:\n- {id: t1, url: 'sqlite:${command:./hang}'}\n")
        let program = try hanging.place.start("upgrade --all")
        let pipe = try hanging.begun()
        program.signal(SIGINT)
        try program.waitFor("Stopping")
        program.signal(SIGINT)
        #expect(try program.finish().status == 130)
        #expect(hanging.isGone(pipe))
    }
}
