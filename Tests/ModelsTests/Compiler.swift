import Foundation
import Testing

/// The Swift compiler with FlotillaModels and its macros, as they were built.
enum Compiler {
    /// What it says of these files, which make a module. Nothing, when all is well.
    static func check(_ files: [String]) throws -> String {
        let binary = try #require(
            ProcessInfo.processInfo.environment["FLOTILLA_TEST_BINARY"],
            "FLOTILLA_TEST_BINARY is not set; run the tests with scripts/test")
        let products = URL(fileURLWithPath: binary).deletingLastPathComponent().path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "swiftc", "-typecheck", "-whole-module-optimization", "-swift-version", "6", "-parse-as-library",
                "-module-name", "Checked", "-I", products + "/Modules", "-load-plugin-executable",
                products + "/FlotillaMacros-tool#FlotillaMacros",
            ] + files
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self) + (process.terminationStatus == 0 ? "" : "failed")
    }

    /// Writes each text into a file of its own and checks them together.
    static func check(texts: [String]) throws -> String {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        for (number, text) in texts.enumerated() {
            let file = folder.appendingPathComponent("part\(number).swift")
            try text.write(to: file, atomically: true, encoding: .utf8)
            files.append(file.path)
        }
        return try check(files)
    }
}
