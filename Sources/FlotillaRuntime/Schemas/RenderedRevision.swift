import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema

/// What a revision does on one engine, up and down.
public struct RenderedRevision: Sendable, Hashable {
    public var engine: Engine
    public var up: [RenderedStatement]
    public var down: [RenderedStatement]

    public init(engine: Engine, up: [RenderedStatement], down: [RenderedStatement]) {
        self.engine = engine
        self.up = up
        self.down = down
    }
}

extension [RenderedRevision] {
    /// The sections of a revision file. Engines with the same text share a section; what has to run outside of transactions
    /// gets a section of its own. One after which data is gone is marked so.
    ///
    /// - Parameter namesEngines: the only engine that these are for is named too, because the project has others, which would
    ///   take a section without a name for theirs.
    public func sections(namesEngines: Bool) -> [SectionDraft] {
        drafts(.upgrade, namesEngines, \.up) + drafts(.downgrade, namesEngines, \.down)
    }

    private func drafts(
        _ kind: SectionKind, _ namesEngines: Bool, _ statements: (RenderedRevision) -> [RenderedStatement]
    ) -> [SectionDraft] {
        var groups: [(engines: [Engine], parts: [Part])] = []
        for revision in self {
            let parts = Part.parts(statements(revision))
            if let same = groups.firstIndex(where: { $0.parts == parts }) {
                groups[same].engines.append(revision.engine)
            } else {
                groups.append(([revision.engine], parts))
            }
        }
        return groups.flatMap { group in
            group.parts.map { part in
                let options = SectionOptions(
                    transaction: part.runsAlone ? .none : .default, losesData: part.losesData)
                let engines = count == 1 && !namesEngines ? [] : group.engines
                return SectionDraft(
                    SectionMarker(kind, engines: Set(engines), options: options), body: [UInt8](part.text.utf8))
            }
        }
    }
}

/// Statements that share a section.
private struct Part: Hashable {
    var runsAlone: Bool
    var losesData: Bool
    var text: String

    /// An engine on which there is nothing to do has an empty section: left out, it would be one that is missing.
    static func parts(_ statements: [RenderedStatement]) -> [Part] {
        var parts: [Part] = []
        var pending: [RenderedStatement] = []
        for statement in statements {
            if let last = pending.last, last.runsAlone != statement.runsAlone {
                parts.append(Part(pending))
                pending = []
            }
            pending.append(statement)
        }
        return parts + (pending.isEmpty && !parts.isEmpty ? [] : [Part(pending)])
    }

    private init(_ statements: [RenderedStatement]) {
        runsAlone = statements.first?.runsAlone ?? false
        losesData = statements.contains(where: \.losesData)
        var text = ""
        var purpose: String?
        for (index, statement) in statements.enumerated() {
            if statement.purpose != purpose {
                if purpose != nil { text += "\n" }
                let together = statements[index...].prefix { $0.purpose == statement.purpose }
                text += "-- \(statement.purpose)\(together.contains(where: \.losesData) ? LosingStep.remark : "")\n"
            }
            purpose = statement.purpose
            for remark in statement.remarks { text += "-- note: \(remark)\n" }
            text += statement.sql + ";\n"
        }
        self.text = text + "\n"
    }
}
