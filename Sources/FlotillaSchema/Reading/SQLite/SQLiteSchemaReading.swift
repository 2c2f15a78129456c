/// Makes a schema of what SQLite's own table of the schema says: the pragmas know neither checks nor names of constraints,
/// so that the statements themselves are read.
public struct SQLiteSchemaReading {
    private let rows: [SQLiteSchemaRow]
    private var tables: [Table] = []
    /// Where the table or view with that name, in small letters, stands in `tables` or `views`.
    private var tablePlaces: [String: Int] = [:]
    private var viewPlaces: [String: Int] = [:]
    private var viewTexts: [SQLiteViewText] = []
    private var views: [View] = []
    private var others: [TextObject] = []

    /// - Parameter ignored: tables that are left out with all that belongs to them.
    public static func schema(of rows: [SQLiteSchemaRow], ignoring ignored: Set<String> = []) -> Schema {
        var reading = SQLiteSchemaReading(rows, ignored)
        reading.readTables()
        reading.resolveForeignKeys()
        reading.readViews()
        reading.readIndexesAndTriggers()
        var schema = Schema(engine: .sqlite)
        schema.tables = reading.tables
        schema.views = reading.views
        schema.others = reading.others
        return schema.sorted()
    }

    private init(_ rows: [SQLiteSchemaRow], _ ignored: Set<String>) {
        var left = Set(ignored.map(SQLiteWords.folded))
        left.formUnion(rows.filter { $0.kind == .shadow }.map { SQLiteWords.folded($0.name) })
        self.rows = rows.filter { $0.kind != .shadow && !left.contains(SQLiteWords.folded($0.owner)) }
    }

    // MARK: Tables

    private mutating func readTables() {
        for row in rows where row.kind == .table {
            if let table = try? SQLiteTableReading(SQLiteTableText(row.sql)).table {
                tablePlaces[SQLiteWords.folded(row.name)] = tables.count
                tables.append(table)
            } else if let table = try? SQLiteVirtualText(row.sql) {
                others.append(table.object)
            } else {
                carry(row, "TABLE")
            }
        }
    }

    private mutating func carry(_ row: SQLiteSchemaRow, _ kind: String) {
        let removal = "DROP \(kind) \(SQLiteWords.name(row.name))"
        others.append(TextObject(kind: kind, name: row.name, definition: row.sql, removal: removal))
    }

    /// Names as their own table spells them, and the primary key where only the table is named.
    private mutating func resolveForeignKeys() {
        for place in tables.indices {
            for index in tables[place].foreignKeys.indices {
                let key = tables[place].foreignKeys[index]
                guard let parent = tablePlaces[SQLiteWords.folded(key.table.name)].map({ tables[$0] }) else { continue }
                let scope = SQLiteScope(parent.columns.map(\.name))
                var referenced = key.referenced.map { scope[$0] ?? $0 }
                if referenced.isEmpty, let columns = parent.primaryKey?.columns, columns.count == key.columns.count {
                    referenced = columns
                }
                tables[place].foreignKeys[index].table = parent.name
                tables[place].foreignKeys[index].referenced = referenced
            }
        }
    }

    // MARK: Views

    private mutating func readViews() {
        for row in rows where row.kind == .view {
            guard let text = try? SQLiteViewText(row.sql) else {
                carry(row, "VIEW")
                continue
            }
            viewPlaces[SQLiteWords.folded(row.name)] = viewTexts.count
            viewTexts.append(text)
        }
        views = viewTexts.map { text in
            let sources = mentioned(text.query, except: text.name)
            return View(
                name: ObjectName(text.name),
                query: SQLiteText.query(text.query, scope(sources, text.columns)).joined(separator: "\n"),
                columns: text.columns, sources: sources.map { ObjectName($0) })
        }
    }

    /// Tables and views whose names occur in the text.
    private func mentioned(_ tokens: ArraySlice<SQLiteToken>, except own: String? = nil) -> [String] {
        var names: Set<String> = []
        for token in tokens {
            guard let name = token.kind == .string ? nil : token.name else { continue }
            if let found = spelling(SQLiteWords.folded(name)), found != own { names.insert(found) }
        }
        return names.sorted()
    }

    private func spelling(_ folded: String) -> String? {
        tablePlaces[folded].map { tables[$0].name.name } ?? viewPlaces[folded].map { viewTexts[$0].name }
    }

    /// The names of these and of their columns.
    private func scope(_ names: [String], _ more: [String] = []) -> SQLiteScope {
        var scope = SQLiteScope(names)
        scope.add(more)
        for name in names {
            if let place = tablePlaces[SQLiteWords.folded(name)] { scope.add(tables[place].columns.map(\.name)) }
            if let place = viewPlaces[SQLiteWords.folded(name)] { scope.add(viewTexts[place].columns) }
        }
        return scope
    }

    // MARK: What belongs to them

    private mutating func readIndexesAndTriggers() {
        for row in rows {
            let owner = SQLiteWords.folded(row.owner)
            switch row.kind {
            case .index:
                if let place = tablePlaces[owner], let text = try? SQLiteIndexText(row.sql) {
                    tables[place].indexes.append(text.index(on: tables[place]))
                } else {
                    carry(row, "INDEX")
                }
            case .trigger:
                if let text = try? SQLiteTriggerText(row.sql) {
                    add(trigger(text), to: owner, row)
                } else {
                    carry(row, "TRIGGER")
                }
            case .table, .view, .shadow: break
            }
        }
    }

    private func trigger(_ text: SQLiteTriggerText) -> Trigger {
        Trigger(name: text.name, definition: text.definition(scope(mentioned(text.tokens))))
    }

    private mutating func add(_ trigger: Trigger, to owner: String, _ row: SQLiteSchemaRow) {
        if let place = tablePlaces[owner] {
            tables[place].triggers.append(trigger)
        } else if let place = viewPlaces[owner] {
            views[place].triggers.append(trigger)
        } else {
            carry(row, "TRIGGER")
        }
    }
}
