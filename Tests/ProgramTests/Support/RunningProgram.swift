import Foundation
import Testing

/// A finished command.
struct Finished {
    var status: Int32
    var output: String
    var errors: String
}

/// The program while it runs. Results go to a file, for a full pipe would stop it; standard error is read as it comes, so
/// that a test can wait for what is said there.
final class RunningProgram {
    private let process: Process
    private let errorPipe = Pipe()
    private let outputPath: String
    private var errors = ""

    /// Starts it.
    init(_ process: Process, in folder: String) throws {
        self.process = process
        outputPath = folder + "/.output-" + UUID().uuidString.prefix(8)
        _ = FileManager.default.createFile(atPath: outputPath, contents: nil)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: outputPath)
        process.standardError = errorPipe
        try process.run()
    }

    /// Returns when standard error holds this text; fails when the program ends before.
    func waitFor(_ text: String) throws {
        while !errors.contains(text) {
            try #require(readOn(), "'\(text)' was never said: \(errors)")
        }
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    func finish() throws -> Finished {
        while readOn() {}
        process.waitUntilExit()
        let isExit = process.terminationReason == .exit
        return Finished(
            status: isExit ? process.terminationStatus : 1000 + process.terminationStatus,
            output: try String(contentsOfFile: outputPath, encoding: .utf8), errors: errors)
    }

    /// Takes what has come. Blocks until there is something; `false` at the end of the program.
    @discardableResult
    private func readOn() -> Bool {
        let chunk = errorPipe.fileHandleForReading.availableData
        errors += String(decoding: chunk, as: UTF8.self)
        return !chunk.isEmpty
    }

    deinit {
        // A test that failed half-way leaves nothing running.
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }
}
