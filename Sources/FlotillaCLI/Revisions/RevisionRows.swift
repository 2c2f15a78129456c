import FlotillaKit
import FlotillaRevisions

/// A row for each revision, for every format but the one that looks like Alembic's.
enum RevisionRows {
    static let layout = ReportLayout(
        kind: "RevisionList", rowKind: "Revision", rowsKey: "revisions",
        columns: [
            .init(title: "REVISION", key: "id"), .init(title: "PARENTS", key: "parents"),
            .init(title: "DEPENDS ON", key: "dependencies"), .init(title: "LABELS", key: "labels"),
            .init(title: "IS", key: "traits"), .init(title: "CURRENT", key: "current"),
            .init(title: "CHILDREN", key: "children"), .init(title: "MESSAGE", key: "message", smallest: 20),
            .init(title: "CREATED", key: "createDate"), .init(title: "FILE", key: "path"),
            .init(title: "BASELINE", key: "baseline", isWide: true),
        ])

    static func fields(_ entry: RevisionEntry, isForPeople: Bool) -> [Field] {
        [
            .text(entry.id.text), .texts(entry.header.parents.map(\.text)),
            .texts(entry.header.dependencies.map(\.text)), .texts(entry.labels.map(\.text)),
            .texts(RevisionTrait.allCases.filter(entry.traits.contains).map(\.name)),
            entry.isCurrent.map { .answer($0, yes: "yes", no: "no") } ?? .none,
            .texts(entry.children.map(\.text)),
            .text(isForPeople ? entry.header.summary : entry.header.message),
            entry.header.createDate.map { .text($0) } ?? .none, .text(entry.path),
            entry.baseline.map { .text($0.path) } ?? .none,
        ]
    }
}

extension RevisionTrait {
    /// Once released it stays.
    fileprivate var name: String {
        switch self {
        case .head: "head"
        case .effectiveHead: "effectiveHead"
        case .branchPoint: "branchPoint"
        case .mergePoint: "mergePoint"
        }
    }
}
