import FlotillaInventory
import FlotillaKit

/// Targets as the inventory declares them.
enum TargetRows {
    static let layout = ReportLayout(
        kind: "TargetList", rowKind: "Target", rowsKey: "targets",
        columns: [
            .init(title: "TARGET", key: "id", smallest: 8),
            .init(title: "ENGINE", key: "engine"),
            .init(title: "SERVER", key: "server", smallest: 12),
            .init(title: "SCHEMA", key: "schema", isWide: true),
            .init(title: "LABELS", key: "labels", smallest: 8),
            .init(title: "URL", key: "url", isWide: true),
            .init(title: "DECLARED", key: "declaredAt", isWide: true),
        ])

    static func fields(_ target: Target) -> [Field] {
        [
            .text(target.id.text),
            target.engine.map { .text($0.rawValue) } ?? .none,
            target.url.serverKey.map { .text($0) } ?? .none,
            target.schema.map { .text($0) } ?? .none,
            .labels(labels(target)),
            .text(target.url.redacted),
            .text("\(target.origin)"),
        ]
    }

    /// `, 12 servers`
    static func servers(_ count: Int) -> String { count > 1 ? " on \(Wording.count(count, "server"))" : "" }

    /// One target as a page, a line for each thing that is known.
    static func page(_ target: Target) -> [String] {
        let ornaments = Ornaments(.plain)
        return zip(layout.columns, fields(target)).map { column, field in
            let title = column.title.lowercased()
            return title + String(repeating: " ", count: 10 - title.count) + field.cell(ornaments).text
        }
    }

    private static func labels(_ target: Target) -> [Field.Label] {
        target.labels.sorted { $0.key < $1.key }.map { Field.Label(key: $0.key, value: $0.value) }
    }
}
