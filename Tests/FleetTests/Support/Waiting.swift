import Foundation
import Testing

/// Asks until the answer is yes. What it waits for must come by itself; the time only bounds a failure.
func eventually(
    _ what: String, within seconds: Double = 30, _ condition: () throws -> Bool,
    at location: SourceLocation = #_sourceLocation
) throws {
    let end = ContinuousClock.now + .seconds(seconds)
    while try !condition() {
        try #require(ContinuousClock.now < end, "\(what): not within \(seconds) s", sourceLocation: location)
        // A server or a file has no signal to wait for, only a question to ask again.
        poll(nil, 0, 15)
    }
}

/// A program under way.
final class Running {
    private let process = Process()
    private let output: String

    init(
        _ program: String, _ arguments: [String], in folder: String, environment: [String: String] = [:]
    ) throws {
        output = folder + "/.running-" + UUID().uuidString.prefix(8)
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = arguments
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        _ = FileManager.default.createFile(atPath: output + ".out", contents: nil)
        _ = FileManager.default.createFile(atPath: output + ".err", contents: nil)
        process.standardOutput = FileHandle(forWritingAtPath: output + ".out")
        process.standardError = FileHandle(forWritingAtPath: output + ".err")
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

    var isRunning: Bool { process.isRunning }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Ends it as a crash of the machine would: nothing is said to the server.
    func crash() {
        signal(SIGKILL)
        process.waitUntilExit()
    }

    /// What it has written by now.
    var outputSoFar: String { (try? String(contentsOfFile: output + ".out", encoding: .utf8)) ?? "" }

    /// What it has said on standard error by now.
    var errorsSoFar: String { (try? String(contentsOfFile: output + ".err", encoding: .utf8)) ?? "" }

    func end() -> Finished {
        process.waitUntilExit()
        return Finished(
            status: process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus,
            output: outputSoFar, errors: errorsSoFar)
    }
}
