import FlotillaInventory
import Foundation
import Testing

@testable import FlotillaCLI

/// What the guides tell people to type is understood, word for word: a guide that lies is worse than none.
@Suite struct GuideTests {
    @Test("every command in a guide and in the README is understood")
    func commands() async throws {
        var count = 0
        let single = ["README.md", "docker-compose.yml", "docs/flask-migrate.md"]
        for page in try Page.guides() + Page.manifests() + single.map({ try Page($0) }) {
            for line in page.commands {
                count += 1
                let words = CommandWords.split(line)
                await #expect(throws: Never.self, "\(page.path): flotilla \(line)") {
                    try await Root.asyncParseAsRoot(
                        ArgumentOrder.normalized(
                            words, commands: Root.tree, valueOptions: CommandLineShape.valueOptions))
                }
            }
        }
        #expect(count > 50)
    }

    @Test("every policy in a guide is one", arguments: ["policies.md", "first-canary-rollout.md"])
    func policies(name: String) throws {
        let blocks = try Page("docs/guides/" + name).blocks(of: "yaml")
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("guide-\(UUID().uuidString).yaml")
        defer { try? FileManager.default.removeItem(at: file) }
        for block in blocks {
            try block.write(to: file, atomically: true, encoding: .utf8)
            #expect(throws: Never.self, "\(block)") { try Policies.read(file: file.path) }
        }
        #expect(!blocks.isEmpty)
    }

    @Test("a line of commands is cut into words as a shell does")
    func words() {
        #expect(
            CommandWords.split(#"upgrade --select 'a in (b,c)' --reason "it is so" -1"#)
                == ["upgrade", "--select", "a in (b,c)", "--reason", "it is so", "-1"])
    }
}

/// A page of the documentation.
private struct Page {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    let path: String
    private let lines: [Substring]

    init(_ path: String) throws {
        self.path = path
        lines = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)
    }

    static func guides() throws -> [Page] { try pages(in: "docs/guides", ".md") }
    static func manifests() throws -> [Page] { try pages(in: "docs/guides/kubernetes", ".yaml") }

    private static func pages(in folder: String, _ suffix: String) throws -> [Page] {
        let names = try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
        return try names.filter { $0.hasSuffix(suffix) }.sorted().map { try Page(folder + "/" + $0) }
    }

    var commands: [String] { path.hasSuffix(".md") ? typed : started }

    /// What a manifest or a Compose file has a container start: `args: [worker, --all]`.
    private var started: [String] {
        lines.compactMap { line in
            line.wholeMatch(of: #/ +(?:args|command): \[(.+)\]/#).map { String($0.output.1).replacing(",", with: "") }
        }
    }

    /// What follows the program's name, in blocks of code and between backticks. Two blanks begin a remark.
    private var typed: [String] {
        var isFenced = false
        return lines.flatMap { line -> [String] in
            if line.hasPrefix("```") { isFenced.toggle() }
            guard isFenced || line.hasPrefix("    ") else {
                return line.matches(of: #/`flotilla ([^`]+)`/#).map { String($0.output.1) }
            }
            let match = line.wholeMatch(of: #/ *(?:\$ )?flotilla ((?:\S+ ?)+?)(?:  .*)?/#)
            return match.map { [String($0.output.1)] } ?? []
        }
    }

    /// The texts of the fenced blocks in this language.
    func blocks(of language: String) -> [String] {
        var blocks: [String] = []
        var isInside = false
        for line in lines {
            if line == "```" + language {
                isInside = true
                blocks.append("")
            } else if line == "```" {
                isInside = false
            } else if isInside {
                blocks[blocks.count - 1] += line + "\n"
            }
        }
        return blocks
    }
}

/// As much of a shell's grammar as the guides use: words and quotes.
private enum CommandWords {
    static func split(_ line: String) -> [String] {
        line.matches(of: #/(?:'([^']*)'|"([^"]*)"|([^\s'"]+))/#).map { match in
            String(match.output.1 ?? match.output.2 ?? match.output.3 ?? "")
        }
    }
}
