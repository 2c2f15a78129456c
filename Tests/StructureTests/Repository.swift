import Foundation

/// The project's files as they lie on disk, for the rules in this folder to look at.
enum Repository {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// All Swift files below the folders `Sources` and `Tests`, and the manifest.
    static let swiftFiles: [SourceFile] = {
        let paths = ["Sources", "Tests"].flatMap { folder in
            (FileManager.default.subpaths(atPath: root.appending(path: folder).path) ?? []).map { "\(folder)/\($0)" }
        }
        return (paths + ["Package.swift"]).filter { $0.hasSuffix(".swift") }.sorted().map(SourceFile.init(path:))
    }()

    static var sources: [SourceFile] { swiftFiles.filter { $0.path.hasPrefix("Sources/") } }
    static var tests: [SourceFile] { swiftFiles.filter { $0.path.hasPrefix("Tests/") } }

    static func text(_ path: String) -> String {
        (try? String(contentsOf: root.appending(path: path), encoding: .utf8)) ?? ""
    }
}

/// One Swift file: its text, and the same text with comments and literals blanked out.
struct SourceFile: Sendable {
    let path: String
    let text: String
    /// As long as ``text`` in lines and columns, so that places in one are places in the other.
    let code: String

    init(path: String) {
        self.init(path: path, text: Repository.text(path))
    }

    init(path: String, text: String) {
        self.path = path
        self.text = text
        var blanking = Blanking(text)
        code = blanking.run()
    }

    /// The folder below `Sources` or `Tests`: the target it belongs to.
    var module: String {
        let parts = path.split(separator: "/")
        return parts.count > 2 ? String(parts[1]) : ""
    }

    var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }
    var codeLines: [Substring] { code.split(separator: "\n", omittingEmptySubsequences: false) }

    /// The modules it imports, with the line (from 1) of each.
    var imports: [(module: String, line: Int)] {
        codeLines.enumerated().compactMap { index, line in
            var words = line.split(separator: " ").drop { $0.hasPrefix("@") || $0 == "public" || $0 == "internal" }
            guard words.popFirst() == "import", let last = words.last else { return nil }
            return (String(last.split(separator: ".")[0]), index + 1)
        }
    }
}
