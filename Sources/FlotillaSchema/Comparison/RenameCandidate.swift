/// What goes and what comes, where both look like one thing under two names.
///
/// Only to ask about: nothing is ever renamed without somebody's word.
public struct RenameCandidate: Sendable, Hashable {
    public var rename: Rename
    /// In percent.
    public var likeness: Int

    public init(rename: Rename, likeness: Int) {
        self.rename = rename
        self.likeness = likeness
    }

    /// What is less alike is not worth a question.
    public static let threshold = 65
}

extension SchemaDifference {
    /// The likeliest first. A name may occur in several: who has agreed to one need not be asked about the others, see
    /// ``RenameCandidate/excludes(_:)``. Columns of a table that was renamed show once that is said.
    public var renameCandidates: [RenameCandidate] {
        let found = tableCandidates + changes.flatMap(Self.columnCandidates)
        return found.filter { $0.likeness >= RenameCandidate.threshold }
            .sorted { ($1.likeness, $0.rename.text) < ($0.likeness, $1.rename.text) }
    }

    private var tableCandidates: [RenameCandidate] {
        let gone = changes.compactMap { if case .dropTable(let table) = $0 { table } else { nil } }
        let come = changes.compactMap { if case .createTable(let table) = $0 { table } else { nil } }
        return gone.flatMap { old in
            come.filter { $0.name.namespace == old.name.namespace }.map { new in
                RenameCandidate(
                    rename: .table(from: old.name, to: new.name), likeness: Likeness.of(old, new))
            }
        }
    }

    private static func columnCandidates(_ change: Change) -> [RenameCandidate] {
        guard case .alterTable(let table) = change else { return [] }
        let gone = table.edits.compactMap { if case .dropColumn(let column) = $0 { column } else { nil } }
        let come = table.edits.compactMap { if case .addColumn(let column) = $0 { column } else { nil } }
        return gone.flatMap { old in
            come.map { new in
                RenameCandidate(
                    rename: .column(table: table.to.name, from: old.name, to: new.name),
                    likeness: Likeness.of(old, in: table.from, new, in: table.to))
            }
        }
    }
}

extension RenameCandidate {
    /// Whether it cannot be true when the other one is.
    public func excludes(_ other: RenameCandidate) -> Bool {
        switch (rename, other.rename) {
        case (.table(let old, let new), .table(let otherOld, let otherNew)): old == otherOld || new == otherNew
        case (.column(let table, let old, let new), .column(let otherTable, let otherOld, let otherNew)):
            table == otherTable && (old == otherOld || new == otherNew)
        default: false
        }
    }
}

/// How alike two things with different names are, in percent.
enum Likeness {
    /// By the columns they share, and a little by their names. Half of the columns must be shared by name.
    static func of(_ one: Table, _ other: Table) -> Int {
        let types = Dictionary(other.columns.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
        let shared = one.columns.filter { types[$0.name] != nil }
        let equal = shared.count { types[$0.name] == $0.type }
        let all = one.columns.count + other.columns.count - shared.count
        guard all > 0, 2 * shared.count >= min(one.columns.count, other.columns.count) else { return 0 }
        return 85 * (shared.count + equal) / (2 * all) + Spelling.likeness(one.name.name, other.name.name) * 15 / 100
    }

    /// A third each by the type, by the name, and by the rest: what else the column says, the keys it belongs to, its place.
    static func of(_ one: Column, in from: Table, _ other: Column, in to: Table) -> Int {
        let sameType = one.type == other.type ? 35 : isKin(one.type, other.type) ? 20 : 0
        let sameFacts =
            (one.isNullable == other.isNullable ? 4 : 0) + (one.default == other.default ? 3 : 0)
            + (one.identity == other.identity && one.generated == other.generated ? 3 : 0)
        let sameKeys = keys(one.name, from) == keys(other.name, to) ? 10 : 0
        let samePlace = place(one.name, from) == place(other.name, to) ? 15 : 0
        return sameType + sameFacts + sameKeys + samePlace + Spelling.likeness(one.name, other.name) * 30 / 100
    }

    /// Types of one family, with other sizes.
    private static func isKin(_ one: ColumnType, _ other: ColumnType) -> Bool {
        switch (one, other) {
        case (.text, .varchar), (.varchar, .text), (.varchar, .varchar), (.char, .varchar), (.varchar, .char): true
        case (.integer, .integer), (.decimal, .decimal), (.floatingPoint, .floatingPoint): true
        case (.timestamp, .timestamp), (.date, .timestamp), (.timestamp, .date), (.json, .json): true
        default: false
        }
    }

    /// Which kinds of keys it is part of, and where they point.
    private static func keys(_ column: String, _ table: Table) -> Set<String> {
        var keys: Set<String> = []
        if table.primaryKey?.columns.contains(column) ?? false { keys.insert("primary") }
        if table.uniques.contains(where: { $0.columns.contains(column) }) { keys.insert("unique") }
        for key in table.foreignKeys where key.columns.contains(column) { keys.insert("to " + key.table.text) }
        return keys
    }

    private static func place(_ column: String, _ table: Table) -> Int? {
        table.columns.firstIndex { $0.name == column }
    }
}
