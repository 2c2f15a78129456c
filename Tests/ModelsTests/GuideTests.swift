import Foundation
import Testing

/// The models of the guide are models: a guide that does not compile is worse than none.
@Suite("The guide to models in Swift")
struct GuideTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private static func text(_ path: String) throws -> String {
        try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    /// Those that need nothing but FlotillaModels.
    private static func blocks() throws -> [String] {
        let pieces = try text("docs/guides/swift-models.md").components(separatedBy: "```swift\n").dropFirst()
        return pieces.compactMap { $0.components(separatedBy: "```").first }
            .filter { $0.hasPrefix("import FlotillaModels") }
    }

    @Test("compiles")
    func compiles() throws {
        let blocks = try Self.blocks()
        #expect(blocks.count == 2)
        #expect(try Compiler.check(texts: blocks) == "")
    }

    @Test("shows the example that the program of the tests has")
    func example() throws {
        let lines = try #require(try Self.blocks().first).split(separator: "\n").drop { $0 != "@Table" }
        let sample = try Self.text("Tests/SampleMigrations/UserModels.swift")
            .split(separator: "\n").map { $0.drop { $0 == " " } }
        #expect(lines.count == 6)
        #expect(sample.firstRange(of: lines.map { $0.drop { $0 == " " } }) != nil)
    }
}
