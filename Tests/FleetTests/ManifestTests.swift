import Foundation
import Testing

/// The manifests of the guide to Kubernetes, held against its schemas. A key that Kubernetes does not know is a mistake too.
@Suite("The manifests for Kubernetes")
struct ManifestTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "docs/guides/kubernetes")

    @Test("are what the oldest and the newest release that the guide names understand", arguments: ["1.29", "1.37"])
    func schemas(release: String) throws {
        let scratch = try Scratch()
        let finished = try run(Self.validator(), ["--strict", "-k", release] + Self.files(), in: scratch.path)
        #expect(finished.status == 0, "\(finished.output)\n\(finished.errors)")
    }

    @Test("are looked at by something that finds mistakes")
    func mistake() throws {
        let scratch = try Scratch()
        let text = try String(contentsOf: Self.folder.appending(path: "workers.yaml"), encoding: .utf8)
        let file = try scratch.write("wrong.yaml", text.replacing("terminationGracePeriodSeconds", with: "gracePeriod"))
        #expect(try run(Self.validator(), ["--strict", "-k", "1.37", file], in: scratch.path).status != 0)
    }

    private static func files() throws -> [String] {
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return names.sorted().map { folder.appending(path: $0).path }
    }

    /// Installed beside Alembic.
    private static func validator() throws -> String {
        let alembic = URL(filePath: try Environment.alembic())
        return alembic.deletingLastPathComponent().appending(path: "kubernetes-validate").path
    }
}
