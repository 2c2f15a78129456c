import FlotillaRevisions
import FlotillaRuntime
import FlotillaSchema

/// A revision that was just written.
public struct WrittenRevision: Sendable, Hashable {
    public var id: RevisionID
    public var path: String
    /// `nil` for the first of a folder.
    public var parent: RevisionID?
}

extension Flotilla {
    /// Tries a comparison's statements out on scratch databases: the way up has to lead to what the models want, and the way
    /// down back to what is there.
    public func prove(_ comparison: ModelComparison, control: RunControl) async throws(FlotillaError) {
        guard case .revisions(let heads) = comparison.present else { return }
        let planner = try await atDesk { [self] () throws(FlotillaError) in try self.planner() }
        let models = try await atDesk { [self] () throws(FlotillaError) in try self.models() }
        for part in comparison.parts where !part.difference.isEmpty {
            let workshop = try workshop(part.engine, models, control.cancel)
            try await atDesk { () throws(FlotillaError) in
                let lists = [part.rendered.up, part.rendered.down]
                let made: [Schema]
                do throws(SchemaFailure) {
                    made = try workshop.schemas(from: .revisions(heads, planner), after: lists)
                } catch {
                    throw .models(.schema(error))
                }
                for (schema, wanted) in zip(made, [part.difference.to, part.difference.from]) {
                    let rest = SchemaComparison.difference(from: schema, to: wanted)
                    guard !rest.isEmpty else { continue }
                    throw .models(
                        .unproven(ChangeSummary(rest), part.engine, isBack: wanted == part.difference.from))
                }
            }
        }
    }

    /// Writes a revision that brings the present schema to the wanted one, on every engine that was compared.
    ///
    /// - Parameter id: `nil` for one that is made up.
    public func writeRevision(
        _ message: String, of comparison: ModelComparison, id: RevisionID? = nil
    ) async throws(FlotillaError) -> WrittenRevision {
        let header = try header(message, comparison, id)
        return try await atDesk { [self] () throws(FlotillaError) in
            do throws(RevisionWritingError) {
                let path = try RevisionWriter.write(
                    header, comparison.parts.map(\.rendered).sections, to: settings.migrations)
                return WrittenRevision(id: header.id, path: path, parent: comparison.heads.first)
            } catch {
                throw .models(.notWritten(error))
            }
        }
    }

    /// The same as text, and nothing is written.
    public func revisionText(
        _ message: String, of comparison: ModelComparison, id: RevisionID? = nil
    ) async throws(FlotillaError) -> String {
        let header = try header(message, comparison, id)
        do throws(RevisionFileError) {
            let file = try RevisionFile(path: "", header: header, sections: comparison.parts.map(\.rendered).sections)
            return String(decoding: file.bytes, as: UTF8.self)
        } catch {
            throw .models(.notWritten(.unwritable(error)))
        }
    }

    private func header(
        _ message: String, _ comparison: ModelComparison, _ id: RevisionID?
    ) throws(FlotillaError) -> RevisionHeader {
        guard comparison.heads.count < 2 else { throw .models(.severalHeads(comparison.heads)) }
        var random = SystemRandomNumberGenerator()
        return RevisionHeader(
            id: id ?? RevisionWriter.newID(using: &random), parents: comparison.heads,
            createDate: RevisionWriter.createDate, message: message)
    }
}
