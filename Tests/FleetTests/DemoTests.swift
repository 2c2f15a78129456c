import Foundation
import Testing

/// What a newcomer runs first. It looks at its own outcomes, so that its exit code says whether all is as it tells.
@Suite("The demo")
struct DemoTests {
    private static let script = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "scripts/demo").path

    @Test("comes out as it tells, step by step")
    func outcome() throws {
        let scratch = try Scratch()
        let finished = try run(
            Self.script, [scratch.path + "/demo"], in: scratch.path,
            environment: ["FLOTILLA_DEMO_PROGRAM": Environment.binary()])
        #expect(finished.status == 0, "\(finished.output)\n\(finished.errors)")
    }

    @Test("ends with an error when a step does not end as it should")
    func failure() throws {
        let scratch = try Scratch()
        let finished = try run(
            Self.script, [scratch.path + "/demo"], in: scratch.path,
            environment: ["FLOTILLA_DEMO_PROGRAM": "/bin/true"])
        #expect(finished.status != 0)
    }

    @Test("throws nobody's folder away")
    func stranger() throws {
        let scratch = try Scratch()
        let file = try scratch.write("mine/kept", "")
        let finished = try run(
            Self.script, [scratch.path + "/mine"], in: scratch.path,
            environment: ["FLOTILLA_DEMO_PROGRAM": Environment.binary()])
        #expect(finished.status != 0 && FileManager.default.fileExists(atPath: file))
    }
}
