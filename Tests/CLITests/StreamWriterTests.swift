import Glibc
import Testing

@testable import FlotillaCLI

@Suite struct StreamWriterTests {
    private func pipes() throws -> (reading: Int32, writing: Int32) {
        var ends: [Int32] = [-1, -1]
        try #require(pipe(&ends) == 0)
        return (ends[0], ends[1])
    }

    private func read(_ descriptor: Int32) -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
    }

    @Test("both streams on one terminal keep their order")
    func order() throws {
        let (reading, writing) = try pipes()
        let writer = StreamWriter(descriptors: [.output: writing, .error: writing])
        for (text, stream) in [("1", StreamWriter.Stream.error), ("2", .output), ("3", .error), ("4", .output)] {
            writer.write(text, to: stream)
        }
        _ = writer.drain()
        #expect(read(reading) == "1234")
    }

    @Test("a reader that went away is reported, and the other stream goes on")
    func brokenPipe() throws {
        signal(SIGPIPE, SIG_IGN)
        let (gone, writing) = try pipes()
        let (reading, other) = try pipes()
        close(gone)
        let writer = StreamWriter(descriptors: [.output: writing, .error: other])
        writer.write("lost", to: .output)
        writer.write("heard", to: .error)
        #expect(writer.drain() == [.output: EPIPE] && read(reading) == "heard")
    }

    @Test("writing does not wait for a reader")
    func slowReader() throws {
        let (reading, writing) = try pipes()
        let writer = StreamWriter(descriptors: [.output: writing])
        // More than a pipe holds: a blocking write would never return here.
        writer.write(String(repeating: "x", count: 1 << 20), to: .output)
        writer.write("!", to: .output)
        var rest = 1 << 20 + 1
        var last = ""
        while rest > 0 {
            last = read(reading)
            rest -= last.utf8.count
        }
        #expect(last.hasSuffix("!"))
    }
}
