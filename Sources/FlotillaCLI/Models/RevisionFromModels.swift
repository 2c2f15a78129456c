import FlotillaDriver
import FlotillaKit
import FlotillaRevisions

/// What `migrate` and `revision --autogenerate` do.
extension ModelWork {
    /// Writes a revision from what the models want and the revisions lack, or prints it.
    func writeRevision(
        _ new: NewRevision, _ request: ModelRequest, printsOnly: Bool
    ) async throws {
        var request = request
        // Nothing is written that has not been tried out.
        request.triesOut = true
        let comparison = try await compare(request, asks: true)
        guard !comparison.isEmpty else {
            return tell(
                comparison, members: [JSON.Member("revision", .null)],
                closing: [Self.headline(comparison), "no difference: no revision was written"])
        }
        if printsOnly {
            shell.writeResult(try await flotilla.revisionText(new, of: comparison))
            return
        }
        Hardening.opensNewFiles()
        let written = try await flotilla.writeRevision(new, of: comparison)
        tell(
            comparison,
            members: [
                JSON.Member(
                    "revision",
                    .object([
                        JSON.Member("id", .string(written.id.text)), JSON.Member("path", .string(written.path)),
                        JSON.Member("parent", written.parent.map { .string($0.text) } ?? .null),
                    ]))
            ],
            closing: closing(comparison, written))
    }

    private func closing(_ comparison: ModelComparison, _ written: WrittenRevision) -> [String] {
        let losing = comparison.parts.contains { $0.summary.losesData }
        return [Self.headline(comparison), "written: \(DisplayText.escaped(written.path))"]
            + (losing ? ["It loses data: look at what is marked so. It runs with --lose-data only."] : [])
            + ["Next: read it, then flotilla upgrade --all, or flotilla rollout plan"]
    }
}
