import FlotillaDriver
import FlotillaKit
import FlotillaRevisions
import FlotillaSchema

/// Targets by engine, version and shape, a row for each.
enum ShapeRows {
    static let layout = ReportLayout(
        kind: "DriftReport", rowKind: "Shape", rowsKey: "shapes",
        columns: [
            .init(title: "SHAPE", key: "fingerprint"), .init(title: "TARGETS", key: "targets", isRightAligned: true),
            .init(title: "ENGINE", key: "engine"), .init(title: "VERSION", key: "version"),
            .init(title: "STATE", key: "state"), .init(title: "SUCH AS", key: "examples", smallest: 12),
            .init(title: "DIFFERENCES", key: "differences", isWide: true),
            .init(title: "CHANGES", key: "changes", isDocument: true),
        ])

    /// - Parameter isShort: a few digits of the fingerprint tell shapes apart for people.
    static func fields(_ shape: DriftReport.Shape, isShort: Bool) -> [Field] {
        let differences: [Field] =
            if case .drifted(let summary) = shape.standing {
                [.lines(summary.lines.map(\.text)), .documents(summary.lines.map(ChangeRows.document))]
            } else {
                [.none, .documents([])]
            }
        return [
            .text(isShort ? String(shape.fingerprint.prefix(12)) : shape.fingerprint), .number(shape.count),
            .text(shape.engine.rawValue), .version(shape.version), state(shape.standing),
            .texts(shape.examples.map(\.text)),
        ] + differences
    }

    private static func state(_ standing: DriftReport.Standing) -> Field {
        switch standing {
        case .expected: .state("as expected", name: "expected", .good)
        case .drifted: .state("drifted", name: "drifted", .bad)
        case .known(let known): .state("known to \(known.actor)", name: "known", .plain)
        case .unknownVersion: .state("unknown version", name: "unknownVersion", .bad)
        case .unjudged: .none
        }
    }

    /// What was kept of the sizes of tables.
    static func sizes(_ sizes: DriftReport.Sizes) -> String {
        let kept = "rows of \(Wording.count(sizes.targets, "target")) kept in the ledger"
        let least = Wording.count(RowEstimate.smallestKept)
        guard let (table, target) = sizes.largest else { return "\(kept): no table has \(least) or more" }
        let has = sizes.large == 1 ? "has" : "have"
        let names = DisplayText.escaped("\(table.table) of \(target.text)")
        return """
            \(kept): \(Wording.count(sizes.large)) \(has) tables of \(least) or more, \(names) the largest with about \
            \(Wording.count(table.rows))
            """
    }

    /// `not compared: schema audit of 3 targets; …`
    static func unread(_ report: DriftReport) -> [String] {
        guard let first = report.unread.first else { return [] }
        let parts = report.unread.prefix(3).map { name, targets in
            "schema \(DisplayText.escaped(name)) of \(Wording.count(targets, "target"))"
        }
        let rest = report.unread.count - parts.count
        let more = rest > 0 ? ", and \(Wording.count(rest)) more" : ""
        return [
            "not compared: \(parts.joined(separator: ", "))\(more); "
                + "compare: {schemas: [\(DisplayText.escaped(first.name))]} in flotilla.yaml compares it"
        ]
    }

    static func unreadMembers(_ report: DriftReport) -> [JSON.Member] {
        guard !report.unread.isEmpty else { return [] }
        let schemas = report.unread.map { name, targets in
            JSON.object([JSON.Member("schema", .string(name)), JSON.Member("targets", .integer(targets))])
        }
        return [JSON.Member("notCompared", .array(schemas))]
    }

    /// What would have to be done to each drifted shape, so that it is as expected.
    static func differences(_ report: DriftReport, limit: Int = 20) -> [String] {
        report.shapes.flatMap { shape -> [String] in
            guard case .drifted(let summary) = shape.standing else { return [] }
            let shown = summary.lines.prefix(limit)
            let lines = shown.flatMap { line in
                ["  to be as expected: \(DisplayText.escaped(line.text))"]
                    + (line.isCut ? quotation("is", line.from) + quotation("expected", line.to) : [])
            }
            let rest = summary.lines.count - shown.count
            return ["\(shape.fingerprint.prefix(12)), \(Wording.count(shape.count, "target")):"] + lines
                + (rest > 0 ? ["  and \(Wording.count(rest)) more"] : [])
        }
    }

    /// A text as it is, below the word for it.
    private static func quotation(_ word: String, _ text: String?, limit: Int = 40) -> [String] {
        let lines = DisplayText.lines(text ?? "none")
        let rest = lines.count - limit
        return ["    \(word):"] + lines.prefix(limit).map { "      " + $0 }
            + (rest > 0 ? ["      and \(Wording.count(rest, "line")) more: -o json has all of it"] : [])
    }
}
