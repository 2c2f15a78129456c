import Foundation
import Testing

@Suite("Top level")
struct TopLevelTests {
    /// What may lie beside the manifest. Names that begin with a dot are free.
    static let allowed: Set<String> = [
        "Package.swift", "Sources", "Tests", "docs", "inventory", "scripts", "README.md", "docker-compose.yml",
        // Written by the package manager and not committed.
        "Package.resolved",
    ]

    @Test("The top level holds only the names it always had")
    func namesAreKnown() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: Repository.root.path)
        let strangers = names.filter { !$0.hasPrefix(".") && !Self.allowed.contains($0) }.sorted()
        #expect(
            strangers.isEmpty,
            """
            \(strangers) lie at the top level. Put them below docs, scripts, inventory or Tests: a newcomer reads \
            this list first.
            """
        )
    }

    @Test("The entry points can be run", arguments: ["scripts/test", "scripts/demo", "scripts/bench", ".ci/run"])
    func scriptsAreExecutable(path: String) {
        #expect(FileManager.default.isExecutableFile(atPath: Repository.root.appending(path: path).path))
    }
}
