import Foundation
import Testing

@Suite("Sizes")
struct SizeTests {
    @Test("No Swift file has more than 400 lines")
    func filesAreShort() {
        for file in Repository.swiftFiles {
            let count = file.text.count { $0 == "\n" }
            #expect(
                count <= 400,
                """
                \(file.path) has \(count) lines. Split it where its second idea begins: past 400 lines a file holds \
                two.
                """
            )
        }
    }

    @Test("No function has more than 60 lines")
    func functionsAreShort() {
        for file in Repository.swiftFiles {
            for function in FunctionBody.all(in: file) where function.lineCount > 60 {
                Issue.record(
                    """
                    \(file.path):\(function.firstLine) \(function.name) has \(function.lineCount) lines. Keep the \
                    branches and move straight-line work into functions below: past 60 lines a function hides its \
                    branches.
                    """
                )
            }
        }
        #expect(!Repository.swiftFiles.isEmpty)
    }

    @Test("No script has more than 400 lines")
    func scriptsAreShort() {
        let folder = Repository.root.appending(path: "scripts")
        for path in FileManager.default.subpaths(atPath: folder.path) ?? [] where !path.contains("__pycache__") {
            let count = Repository.text("scripts/\(path)").count { $0 == "\n" }
            #expect(count <= 400, "scripts/\(path) has \(count) lines. Split it: a script is read in an emergency.")
        }
    }

    @Test("The length of a function counts from its declaration to its closing brace")
    func lengthsAreCounted() {
        let file = SourceFile(
            path: "Example.swift",
            text: """
                protocol P {
                    func without(body: Int) -> [Int]
                    init(a: Int)
                }
                func one(_ f: () -> Void = {}) -> Int { 1 }
                func three<T>(a: T) throws -> String
                where T: P {
                    "}"
                }
                """)
        #expect(
            FunctionBody.all(in: file).map { "\($0.name) \($0.firstLine) \($0.lineCount)" } == ["one 5 1", "three 6 4"])
    }
}
