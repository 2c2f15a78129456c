import Foundation
import Testing

@Suite("A network that swallows what is sent")
struct BlackHoleTests {
    private static let script = "INSERT INTO effects VALUES ('one');"

    @Test(
        "on the way to a server makes its targets unreachable in time, and the others succeed",
        arguments: ["postgresql", "mysql"])
    func route(_ engine: String) throws {
        let hole = try BlackHole()
        let project = try Project()
        let other = try project.addSQLite("other")
        for number in 1...5 { try project.add("t\(number)", "\(engine)://nobody:x@127.0.0.1:\(hole.port)/t") }
        try project.revision("a", after: nil, up: Self.script, down: "SELECT 1;")
        let run = try project.upgrade("--connect-timeout", "1s", "--retries", "0")
        let endings = (1...5).map { run.ending("t\($0)") }
        #expect(endings == Array(repeating: "unreachable, unreachable, unchanged", count: 5))
        #expect(try run.ending("other") == "succeeded" && project.effects(other) == ["one"])
    }

    @Test("on the way to the server of names does the same")
    func names() throws {
        // Where the machine's own resolver would never be; bound so that nothing leaves for elsewhere.
        let host: UInt32 = 0x7f53_0001
        let resolver = try Loopback.bound(SOCK_DGRAM, port: 53, host: host)
        let project = try Project()
        let other = try project.addSQLite("other")
        for number in 1...5 { try project.add("t\(number)", "postgresql://nobody:x@db\(number).flotilla.test/t") }
        try project.revision("a", after: nil, up: Self.script, down: "SELECT 1;")
        // A resolver that the program sees alone, in a view of the files that is its own.
        let settings = try project.scratch.write(
            "resolv.conf", "nameserver 127.83.0.1\noptions timeout:30 attempts:2\n")
        let command = """
            mount --bind '\(settings)' /etc/resolv.conf && exec '\(try Environment.binary())' upgrade --all --yes \
            -o json --progress none --connect-timeout 1s --retries 0
            """
        let start = ContinuousClock.now
        let run = try RunResult(FleetTests.run("/usr/bin/unshare", ["--mount", "sh", "-c", command], in: project.path))
        #expect(ContinuousClock.now - start < .seconds(20), "the resolver itself takes a minute")
        let endings = (1...5).map { run.ending("t\($0)") }
        #expect(endings == Array(repeating: "unreachable, unreachable, unchanged", count: 5), "\(run.errors)")
        #expect(try run.ending("other") == "succeeded" && project.effects(other) == ["one"])
        // Names were asked for, and of this one.
        var question = [UInt8](repeating: 0, count: 512)
        #expect(recv(resolver.number, &question, question.count, Int32(MSG_DONTWAIT)) > 0)
    }
}
