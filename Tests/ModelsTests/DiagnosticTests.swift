import Foundation
import Testing

/// What the compiler says of models that are written wrongly, in the words of the macros.
@Suite("Mistakes in models")
struct DiagnosticTests {
    /// Each line with its complaint behind `//`.
    private static let lines = [
        "@Table class A { var id: Int = 0 } // @Table describes a struct, and this is a class",
        "@Table struct B { var id = 0 } // the type of 'id' is not written down",
        "@Table struct C { var (a, b): (Int, Int) } // a column is one property",
        "@Table struct D { @Column(.unique) var a: Int { 1 } } // @Column belongs to a stored property",
        "@Table struct E { @Column(.unique) var a, b: Int } // @Column is about one property",
        "@Index(\"a\") struct F { var a: Int } // @Index says something about a table",
        "@Table @Index() struct G { var a: Int } // @Index names no property",
        "@Table @Index(\"emial\") struct H { var email: Int } // there is no column 'emial': the properties are email",
        "struct Odd {}; @Table struct I { var a: Odd } // this type stands for no column",
        "@Table struct J { @Column(.unqiue) var a: Int } // has no member 'unqiue'",
    ]

    @Test("are told at their line, with what to write")
    func mistakes() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("models-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var files: [String] = []
        // A file each: what is wrong in one keeps nothing of another from being looked at.
        for (number, line) in Self.lines.enumerated() {
            let file = folder.appendingPathComponent("line\(number).swift")
            try ("import FlotillaModels\n" + line + "\n").write(to: file, atomically: true, encoding: .utf8)
            files.append(file.path)
        }
        let said = try compile(files)
        for line in Self.lines {
            let complaint = try #require(line.firstRange(of: " // ").map { line[$0.upperBound...] })
            #expect(said.contains(complaint), "\(complaint) in \(said)")
        }
    }

    private func compile(_ files: [String]) throws -> String {
        let binary = try #require(
            ProcessInfo.processInfo.environment["FLOTILLA_TEST_BINARY"],
            "FLOTILLA_TEST_BINARY is not set; run the tests with scripts/test")
        let products = URL(fileURLWithPath: binary).deletingLastPathComponent().path
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments =
            [
                "swiftc", "-typecheck", "-whole-module-optimization", "-swift-version", "6", "-parse-as-library",
                "-module-name", "Mistakes",
                "-I", products + "/Modules", "-load-plugin-executable",
                products + "/FlotillaMacros-tool#FlotillaMacros",
            ] + files
        let pipe = Pipe()
        process.standardError = pipe
        try process.run()
        let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: bytes, as: UTF8.self)
    }
}
