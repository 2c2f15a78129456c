import FlotillaSQL

/// What a statement does to the schema, as far as rules ask.
enum StatementForm: Sendable {
    case createTable(TableDefinition)
    case createIndex(IndexDefinition)
    case alterTable(ObjectName, [TableAction])
    /// MySQL's `RENAME TABLE`: old and new names.
    case renameTables([(old: ObjectName, new: ObjectName)])
    case drop(DroppedKind, [ObjectName], isConcurrent: Bool)
    case other

    enum DroppedKind: String, Sendable {
        case table, view, index, schema, database, type, domain, sequence, function, procedure, trigger
        case materializedView = "materialized view"
    }
}

/// Tells forms apart.
struct FormParser {
    private var cursor: TokenCursor

    init(_ tokens: [SQLToken], engine: Engine) { cursor = TokenCursor(tokens, engine: engine) }

    mutating func form() -> StatementForm {
        if cursor.accept("create") { return create() }
        if cursor.accept("alter") { return alter() }
        if cursor.accept("drop") { return drop() }
        if cursor.engine == .mysql, cursor.accept("rename"), cursor.accept(anyOf: ["table", "tables"]) {
            return .renameTables(renames())
        }
        return .other
    }

    private mutating func create() -> StatementForm {
        var isUnique = false
        var isTemporary = false
        while let word = cursor.word, Self.modifiers.contains(word) {
            isUnique = isUnique || word == "unique"
            isTemporary = isTemporary || word == "temp" || word == "temporary"
            cursor.advance()
        }
        if cursor.accept("table") { return createTable(isTemporary: isTemporary) }
        if cursor.accept("index") { return createIndex(isUnique: isUnique) }
        return .other
    }

    private static let modifiers: Set<String> = [
        "or", "replace", "temp", "temporary", "global", "local", "unlogged", "unique", "fulltext", "spatial", "vector",
        "online", "offline",
    ]

    private mutating func acceptCondition() -> Bool {
        cursor.accept("if", "not", "exists") || cursor.accept("if", "exists")
    }

    private mutating func createTable(isTemporary: Bool) -> StatementForm {
        let isConditional = acceptCondition()
        guard let name = cursor.objectName() else { return .other }
        var table = TableDefinition(name: name, options: cursor.position..<cursor.end)
        table.isTemporary = isTemporary
        table.isConditional = isConditional
        if let range = cursor.parentheses() {
            for part in cursor.within(range).splitAtCommas() { readElement(part, into: &table) }
        } else {
            table.isDerived = true
        }
        table.options = cursor.position..<cursor.end
        var rest = cursor
        if rest.seek(["as", "select", "like", "inherits"]) { table.isDerived = true }
        return .createTable(table)
    }

    private func readElement(_ range: Range<Int>, into table: inout TableDefinition) {
        var parser = DefinitionParser(cursor.within(range))
        if parser.cursor.isAt("like") {
            table.isDerived = true
        } else if parser.isAtConstraint {
            if let constraint = parser.constraint() { table.constraints.append(constraint) }
        } else if parser.isAtIndex {
            if let index = parser.inlineIndex(on: table.name) { table.indexes.append(index) }
        } else if let column = parser.column() {
            table.columns.append(column)
        }
    }

    private mutating func createIndex(isUnique: Bool) -> StatementForm {
        let isConcurrent = cursor.accept("concurrently")
        let isConditional = acceptCondition()
        let name = cursor.isAt("on") ? nil : cursor.objectName()
        guard cursor.seek(["on"]) else { return .other }
        cursor.advance()
        _ = cursor.accept("only")
        guard let table = cursor.objectName() else { return .other }
        if cursor.accept("using") { cursor.advance() }
        var index = IndexDefinition(name: name?.name, table: table, range: 0..<cursor.end)
        (index.isUnique, index.isConcurrent, index.isConditional) = (isUnique, isConcurrent, isConditional)
        if let range = cursor.parentheses() { index.columns = cursor.within(range).columnNames() }
        index.isPartial = cursor.seek(["where"])
        return .createIndex(index)
    }

    private mutating func drop() -> StatementForm {
        _ = cursor.accept(anyOf: ["temporary", "online", "offline"])
        let kind: StatementForm.DroppedKind
        if cursor.accept("materialized", "view") {
            kind = .materializedView
        } else if let word = cursor.word,
            let found = StatementForm.DroppedKind(rawValue: word == "tables" ? "table" : word)
        {
            kind = found
            cursor.advance()
        } else {
            return .other
        }
        let isConcurrent = cursor.accept("concurrently")
        _ = acceptCondition()
        var names: [ObjectName] = []
        repeat {
            guard let name = cursor.objectName() else { break }
            names.append(name)
            _ = cursor.parentheses()
        } while cursor.accept(sign: ",")
        return .drop(kind, names, isConcurrent: isConcurrent)
    }

    private mutating func renames() -> [(old: ObjectName, new: ObjectName)] {
        _ = acceptCondition()
        return cursor.splitAtCommas().compactMap { part in
            var pair = cursor.within(part)
            guard let old = pair.objectName(), pair.seek(["to"]) else { return nil }
            pair.advance()
            return pair.objectName().map { (old, $0) }
        }
    }

    private mutating func alter() -> StatementForm {
        _ = cursor.accept(anyOf: ["online", "offline", "ignore"])
        guard cursor.accept("table") || cursor.accept("foreign", "table") else { return .other }
        _ = acceptCondition()
        _ = cursor.accept("only")
        guard let table = cursor.objectName() else { return .other }
        _ = cursor.accept(sign: "*")
        if cursor.accept("wait") { cursor.advance() } else { _ = cursor.accept("nowait") }
        var actions: [TableAction] = []
        for part in cursor.splitAtCommas() {
            var parser = ActionParser(cursor.within(part), table: table)
            actions += parser.actions()
        }
        return .alterTable(table, actions)
    }
}
