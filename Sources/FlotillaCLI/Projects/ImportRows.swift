import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

/// How revisions are taken over: a row for each, or several where engines differ.
enum ImportRows {
    static let layout = ReportLayout(
        kind: "Import", rowKind: "ImportedRevision", rowsKey: "revisions",
        columns: [
            .init(title: "REVISION", key: "revision", smallest: 12), .init(title: "ENGINES", key: "engines"),
            .init(title: "UPGRADE", key: "upgrade"), .init(title: "DOWNGRADE", key: "downgrade"),
            .init(title: "WHY", key: "why", smallest: 20),
            .init(title: "MESSAGE", key: "message", isWide: true), .init(title: "SOURCE", key: "source", isWide: true),
        ])

    static func rows(_ revision: ImportedRevision, _ engines: [Engine]) -> [[Field]] {
        var groups: [(ways: [ImportedWay?], engines: [Engine])] = []
        for engine in engines {
            let ways = StepDirection.allCases.map { revision.ways[$0]?[engine] }
            if let same = groups.firstIndex(where: { $0.ways == ways }) {
                groups[same].engines.append(engine)
            } else {
                groups.append((ways, [engine]))
            }
        }
        return groups.map { ways, engines in
            [.text(revision.header.id.text), .texts(engines.map(\.rawValue))] + ways.map { $0.map(state) ?? Field.none }
                + [why(ways), .text(revision.header.summary), .text(revision.source)]
        }
    }

    private static func state(_ way: ImportedWay) -> Field {
        switch way {
        case .nothing: .state("nothing to do", name: "nothing", .plain)
        case .schema: .state("SQL", name: "renders", .good)
        case .data: .state("SQL, changes rows", name: "rendersWithData", .good)
        case .irreversible: .state("irreversible", name: "irreversible", .plain)
        case .alembic: .state("by Alembic", name: "alembic", .warning)
        }
    }

    private static func why(_ ways: [ImportedWay?]) -> Field {
        if let refusal = ways.compactMap({ $0?.refusal }).first {
            let name = refusal.path.split(separator: "/").last.map(String.init) ?? refusal.path
            return .text("\(refusal.words) (\(name):\(refusal.line))")
        }
        for case .irreversible(let reason)? in ways { return .text(reason) }
        return .none
    }
}
