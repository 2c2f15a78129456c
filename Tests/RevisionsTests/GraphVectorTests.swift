import Foundation
import FlotillaRevisions
import Testing

@Suite("What Alembic answered about revision graphs")
struct GraphVectorTests {
    @Test("every recorded answer is ours too, by the checking rule")
    func recordedAnswers() throws {
        let file = try #require(Bundle.module.url(forResource: "Fixtures/revision-graph", withExtension: "jsonl"))
        let complaints = try check(file)
        #expect(complaints.isEmpty, "\(complaints.prefix(20).joined(separator: "\n"))")
    }

    @Test("further sets of vectors, named by FLOTILLA_GRAPH_VECTORS, are answered alike")
    func furtherSets() throws {
        var complaints: [String] = []
        for file in try furtherFiles() { complaints += try check(file) }
        #expect(complaints.isEmpty, "\(complaints.prefix(20).joined(separator: "\n"))")
    }

    /// What the variable names: a file, or all `.jsonl` files of a folder. Without it there are none.
    private func furtherFiles() throws -> [URL] {
        guard let path = ProcessInfo.processInfo.environment["FLOTILLA_GRAPH_VECTORS"], !path.isEmpty else { return [] }
        let url = URL(fileURLWithPath: path)
        guard try url.resourceValues(forKeys: [.isDirectoryKey]).isDirectory == true else { return [url] }
        return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
            .filter { $0.pathExtension == "jsonl" }.sorted { $0.path < $1.path }
    }

    private func check(_ file: URL) throws -> [String] {
        let lines = try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        let complaints = try lines.compactMap { line -> String? in
            let vector = try GraphVector(line: line)
            return vector.complaint(about: try VectorAnswer(vector)).map { "\(vector.name): \($0)" }
        }
        print("graph vectors: \(lines.count - complaints.count) of \(lines.count) passed (\(file.lastPathComponent))")
        return complaints
    }
}
