import FlotillaDriver
import FlotillaKit
import FlotillaSQL
import FlotillaSchema

/// The differences between models and databases, a row for each.
enum ChangeRows {
    static let layout = ReportLayout(
        kind: "ModelComparison", rowKind: "Change", rowsKey: "changes",
        columns: [
            .init(title: "CHANGE", key: "text", smallest: 40), .init(title: "ENGINE", key: "engine"),
            .init(title: "KIND", key: "kind", isWide: true), .init(title: "OBJECT", key: "object", isWide: true),
            .init(title: "TABLE", key: "table", isWide: true), .init(title: "NAME", key: "name", isWide: true),
            .init(title: "PROPERTY", key: "property", isWide: true), .init(title: "FROM", key: "from", isWide: true),
            .init(title: "TO", key: "to", isWide: true), .init(title: "DATA", key: "losesData"),
        ])

    /// With whole texts, where a line for people has no room for them.
    static func document(_ line: ChangeLine) -> JSON {
        let texts = [
            ("text", line.text), ("kind", line.kind.rawValue), ("object", line.object), ("table", line.table?.text),
            ("name", line.name), ("property", line.property), ("from", line.from), ("to", line.to),
        ]
        return .object(
            texts.map { JSON.Member($0, $1.map { .string($0) } ?? .null) }
                + [JSON.Member("losesData", .boolean(line.losesData))])
    }

    static func fields(_ line: ChangeLine, _ engine: Engine) -> [Field] {
        let texts: [Field] = [
            line.kind.rawValue, line.object, line.table?.text, line.name, line.property, line.from, line.to,
        ].map { $0.map { .text($0) } ?? .none }
        return [.text(line.text), .text(engine.rawValue)] + texts
            + [.answer(!line.losesData, yes: "kept", no: "lost")]
    }
}
