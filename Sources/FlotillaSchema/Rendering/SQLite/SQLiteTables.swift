/// What has to be known of all tables to change one.
struct SQLiteTables {
    let renames: [SQLiteRenames.Rename]
    private let from: Schema
    private let to: Schema
    /// In small letters.
    private let wanted: Set<String>
    private let newNames: [ObjectName: ObjectName]
    private let newColumns: [ObjectName: [String: String]]
    /// All that are there while tables are changed.
    private let present: Set<ObjectName>

    init(_ difference: SchemaDifference) {
        from = difference.from
        to = difference.to
        var renames: [SQLiteRenames.Rename] = []
        var created: [String] = []
        var dropped: [ObjectName] = []
        var columns: [ObjectName: [String: String]] = [:]
        for change in difference.changes {
            switch change {
            case .renameTable(let old, let new): renames.append(SQLiteRenames.Rename(from: old.name, to: new.name))
            case .createTable(let table): created.append(table.name.name)
            case .dropTable(let table): dropped.append(table.name)
            case .alterTable(let change): columns[change.to.name] = change.renamedColumns
            default: break
            }
        }
        self.renames = renames
        let wanted = Set((renames.map(\.to) + created).map(SQLiteWords.folded))
        self.wanted = wanted
        newNames = Dictionary(renames.map { (ObjectName($0.from), ObjectName($0.to)) }, uniquingKeysWith: { $1 })
        newColumns = columns
        let late = dropped.filter { !wanted.contains(SQLiteWords.folded($0.name)) }
        present = Set(difference.to.tables.map(\.name) + late)
    }

    /// Whether the name of a table that goes is that of one that comes.
    func isWanted(_ name: ObjectName) -> Bool { wanted.contains(SQLiteWords.folded(name.name)) }

    /// The present names, for those that were renamed.
    func name(_ table: ObjectName) -> ObjectName { newNames[table] ?? table }

    func columns(renamedIn table: ObjectName) -> [String: String] { newColumns[table] ?? [:] }

    /// What a row of another table suffers when the row goes that it refers to.
    struct Referrer: Hashable {
        var table: String
        /// The row goes too; otherwise it is changed.
        var isDeleted: Bool
    }

    /// Tables that may refer to this one and suffer when its rows go. Whether each has been changed by then does not
    /// matter: superfluous care does no harm.
    func referrers(to table: ObjectName) -> [Referrer] {
        var found: Set<Referrer> = []
        for other in from.tables + to.tables {
            let name = self.name(other.name)
            guard present.contains(name) else { continue }
            for key in other.foreignKeys where self.name(key.table) == table {
                switch key.onDelete {
                case .noAction, .restrict: break
                case .cascade: found.insert(Referrer(table: name.name, isDeleted: true))
                case .setNull, .setDefault: found.insert(Referrer(table: name.name, isDeleted: false))
                }
            }
        }
        return found.sorted { ($0.table, $0.isDeleted ? 0 : 1) < ($1.table, $1.isDeleted ? 0 : 1) }
    }

    /// Whether a foreign key leads to the table or from it.
    func hasForeignKey(_ table: ObjectName) -> Bool {
        (from.tables + to.tables).contains { other in
            let isOwn = name(other.name) == table
            return other.foreignKeys.contains { isOwn || name($0.table) == table }
        }
    }

    /// Whether a view or trigger names both: SQLite does not drop a column then.
    func isMentioned(column: String, of table: ObjectName) -> Bool {
        let old = renames.first { $0.to == table.name }?.from ?? table.name
        let texts =
            from.views.map(\.query) + from.views.flatMap(\.triggers).map(\.definition)
            + from.tables.flatMap(\.triggers).map(\.definition)
        return texts.contains { text in
            let names = SQLiteTables.names(in: text)
            return names.contains(SQLiteWords.folded(column)) && names.contains(SQLiteWords.folded(old))
        }
    }

    /// A name that no table has, for the one that will take this one's place.
    func passingName(for table: ObjectName) -> String {
        let taken = Set((from.tables + to.tables).map { SQLiteWords.folded($0.name.name) })
        let name = "flotilla_new_" + table.name
        return taken.contains(SQLiteWords.folded(name)) ? name + "_" : name
    }

    /// What of a text may be a name, in small letters.
    static func names(in text: String) -> Set<String> {
        Set(SQLiteToken.all(of: text).compactMap { $0.kind == .string ? nil : $0.name.map(SQLiteWords.folded) })
    }
}

extension TableChange {
    var renamedColumns: [String: String] {
        Dictionary(
            edits.compactMap { if case .renameColumn(let old, let new) = $0 { (old, new) } else { nil } },
            uniquingKeysWith: { $1 })
    }
}
