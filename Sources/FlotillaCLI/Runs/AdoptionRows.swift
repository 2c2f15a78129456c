import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaRuntime

/// What was found of databases that were there before: a row for each kind of finding.
enum AdoptionRows {
    static let layout = ReportLayout(
        kind: "AdoptionReport", rowKind: "AdoptionGroup", rowsKey: "groups",
        columns: [
            .init(title: "FOUND", key: "found"), .init(title: "TARGETS", key: "targets", isRightAligned: true),
            .init(title: "ENGINE", key: "engine"), .init(title: "VERSION", key: "version"),
            .init(title: "SUCH AS", key: "examples", smallest: 12), .init(title: "TABLES", key: "tables", isWide: true),
            .init(title: "TOOLS", key: "tools", isWide: true),
        ])

    static func fields(_ group: AdoptionReport.Group) -> [Field] {
        let tables: [VersionTable] = if case .others(let tables) = group.provenance { tables } else { [] }
        return [
            found(group.provenance), .number(group.count), .text(group.engine?.rawValue ?? ""),
            version(group.provenance),
            .texts(group.examples.map(\.text)), .texts(tables.map(\.name)), .texts(tables.flatMap(\.tools)),
        ]
    }

    private static func found(_ provenance: Provenance) -> Field {
        switch provenance {
        case .known: .state("version table", name: "known", .good)
        case .unknown: .state("unknown revisions", name: "unknown", .bad)
        case .others(let tables): .state("table of " + tools(tables), name: "otherTool", .bad)
        case .unaccounted: .state("tables, no version", name: "unaccounted", .bad)
        case .empty: .state("nothing yet", name: "empty", .plain)
        }
    }

    private static func tools(_ tables: [VersionTable]) -> String {
        tables.map { $0.tools.joined(separator: " or ") }.joined(separator: ", ")
    }

    private static func version(_ provenance: Provenance) -> Field {
        switch provenance {
        case .known(let rows), .unknown(let rows): .version(rows)
        case .empty: .version([])
        case .others, .unaccounted: .none
        }
    }

    static func members(_ report: AdoptionReport) -> [JSON.Member] {
        [
            JSON.Member("total", .integer(report.run.total)), JSON.Member("read", .integer(report.run.done)),
            JSON.Member("recorded", report.recorded.map { .integer($0) } ?? .null),
            JSON.Member("remaining", .integer(report.remaining)),
        ]
    }

    static func closing(_ report: AdoptionReport) -> [String] {
        let adoptable = report.groups.filter(\.isAdoptable).map(\.count).reduce(0, +)
        let recorded =
            report.recorded.map { "\(Wording.count($0, "target")) written into the ledger; no target was changed" }
            ?? "\(Wording.count(adoptable, "target")) would be written into the ledger; nothing was"
        var remedies: [String] = []
        for group in report.groups {
            guard let remedy = remedy(group), !remedies.contains(remedy) else { continue }
            remedies.append(remedy)
        }
        return [recorded] + remedies + (remedies.isEmpty && report.recorded != nil ? ["Next: flotilla status"] : [])
    }

    private static func remedy(_ group: AdoptionReport.Group) -> String? {
        let target = CommandText.quoted(group.examples[0].text)
        switch group.provenance {
        case .known, .empty: return nil
        case .unknown:
            return """
                unknown revisions: the files of what they are on are not in the folder; add them, or take them over from \
                an Alembic project: flotilla import alembic PATH
                """
        case .others(let tables) where tables.contains(where: { $0.name == "alembic_version" }):
            return
                "a table of Alembic that the settings do not name: say version_table: alembic_version in flotilla.yaml"
        case .others(let tables):
            let formats = tables.flatMap(\.tools).compactMap { VersionTool(rawValue: $0)?.format.rawValue }
            let inPlace =
                formats.isEmpty
                ? ""
                : "to run its own folder, with this table, say revisions: {format: \(formats.joined(separator: " or "))}; else "
            return """
                \(tools(tables)): \(inPlace)find out which revision its state is, and say so: flotilla stamp REVISION \
                --target \(target)
                """
        case .unaccounted:
            return """
                tables, no version: find out which revision they are, and say so: flotilla stamp REVISION --target \(target)
                """
        }
    }
}
