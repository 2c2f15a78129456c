import FlotillaSQL

/// Reads one part of an `ALTER TABLE`.
struct ActionParser {
    private var cursor: TokenCursor
    private let table: ObjectName
    private let start: Int

    init(_ cursor: TokenCursor, table: ObjectName) {
        self.cursor = cursor
        self.table = table
        start = cursor.position
    }

    /// One, or for MySQL's `ADD (a INT, b INT)` one for each.
    mutating func actions() -> [TableAction] {
        if cursor.accept("add") { return add().map(action) }
        return [action(single())]
    }

    private func action(_ kind: TableAction.Kind) -> TableAction { TableAction(kind: kind, range: start..<cursor.end) }

    private var words: String {
        cursor.tokens[start..<cursor.end].prefix(3).map(\.text).joined(separator: " ")
    }

    private mutating func acceptCondition() {
        _ = cursor.accept("if", "not", "exists") || cursor.accept("if", "exists")
    }

    private mutating func add() -> [TableAction.Kind] {
        let saysColumn = cursor.accept("column")
        acceptCondition()
        if cursor.engine == .mysql, let range = cursor.parentheses() {
            return cursor.within(range).splitAtCommas().compactMap { added(cursor.within($0), isColumn: false) }
        }
        return [added(cursor, isColumn: saysColumn) ?? .other(words)]
    }

    private func added(_ cursor: TokenCursor, isColumn: Bool) -> TableAction.Kind? {
        var parser = DefinitionParser(cursor)
        if !isColumn {
            if parser.isAtConstraint { return parser.constraint().map { .addConstraint($0) } }
            if parser.isAtIndex { return parser.inlineIndex(on: table).map { .addIndex($0) } }
            if cursor.isAt("partition") { return nil }
            if cursor.isAt("not", "null") { return nil }
        }
        return parser.column().map { .addColumn($0) }
    }

    private mutating func single() -> TableAction.Kind {
        switch cursor.word {
        case "drop": drop()
        case "alter": alter()
        case "modify": modify()
        case "change": change()
        case "rename": rename()
        case "validate": validate()
        case "attach": attach()
        case "detach":
            .detachPartition(isConcurrent: cursor.tokens[start..<cursor.end].contains { $0.isWord("concurrently") })
        case "set" where cursor.isAt("set", "logged") || cursor.isAt("set", "unlogged"): .setLogged
        case "enable" where isAboutTriggers, "disable" where isAboutTriggers: .switchTrigger
        case "algorithm" where cursor.engine == .mysql: optionValue().map { .algorithm($0) } ?? .other(words)
        case "lock" where cursor.engine == .mysql: optionValue().map { .lock($0) } ?? .other(words)
        default: .other(words)
        }
    }

    private var isAboutTriggers: Bool {
        cursor.tokens[start..<cursor.end].contains { $0.isWord("trigger") || $0.isWord("rule") }
    }

    private mutating func optionValue() -> String? {
        cursor.advance()
        _ = cursor.accept(sign: "=")
        return cursor.word
    }

    private mutating func drop() -> TableAction.Kind {
        cursor.advance()
        if cursor.accept("primary", "key") { return .dropConstraint(nil) }
        if cursor.accept("constraint") || cursor.accept("foreign", "key")
            || cursor.isAt("check") && cursor.accept("check")
        {
            acceptCondition()
            return .dropConstraint(cursor.name())
        }
        if cursor.engine == .mysql, cursor.accept("index") || cursor.accept("key") {
            acceptCondition()
            return cursor.name().map { .dropIndex($0) } ?? .other(words)
        }
        if cursor.engine == .mysql, cursor.isAt("partition") { return .other(words) }
        _ = cursor.accept("column")
        acceptCondition()
        return cursor.name().map { .dropColumn($0) } ?? .other(words)
    }

    private mutating func alter() -> TableAction.Kind {
        cursor.advance()
        if cursor.isAt("index") || cursor.isAt("constraint") || cursor.isAt("check") { return .other(words) }
        _ = cursor.accept("column")
        acceptCondition()
        guard let column = cursor.name() else { return .other(words) }
        if cursor.accept("set", "not", "null") { return .setNotNull(column) }
        if cursor.accept("drop", "not", "null") { return .dropNotNull(column) }
        if cursor.accept("set", "default") { return .setDefault(column) }
        if cursor.accept("set", "data", "type") || cursor.accept("type") {
            var definition = ColumnDefinition(name: column, range: start..<cursor.end)
            var parser = DefinitionParser(cursor)
            parser.readType(into: &definition)
            return .alterType(column, definition)
        }
        if cursor.isAt("set", "statistics") { return .other("set statistics") }
        if cursor.accept("add", "generated") { return .addIdentity(column) }
        return .other(words)
    }

    private mutating func modify() -> TableAction.Kind {
        cursor.advance()
        _ = cursor.accept("column")
        acceptCondition()
        var parser = DefinitionParser(cursor)
        return parser.column().map { .redefine($0.name, $0) } ?? .other(words)
    }

    private mutating func change() -> TableAction.Kind {
        cursor.advance()
        _ = cursor.accept("column")
        acceptCondition()
        guard let old = cursor.name() else { return .other(words) }
        var parser = DefinitionParser(cursor)
        return parser.column().map { .redefine(old, $0) } ?? .other(words)
    }

    private mutating func rename() -> TableAction.Kind {
        cursor.advance()
        if cursor.isAt("constraint") || cursor.isAt("index") || cursor.isAt("key") { return .other(words) }
        if cursor.accept("to") || cursor.accept("as") || cursor.accept(sign: "=") {
            return cursor.objectName().map { .renameTable($0) } ?? .other(words)
        }
        _ = cursor.accept("column")
        acceptCondition()
        guard let old = cursor.name() else { return .other(words) }
        if cursor.isAtEnd { return .renameTable(ObjectName([old], engine: cursor.engine)) }
        guard cursor.accept("to"), let new = cursor.name() else { return .other(words) }
        return .renameColumn(old, new)
    }

    private mutating func validate() -> TableAction.Kind {
        guard cursor.accept("validate", "constraint"), let name = cursor.name() else { return .other(words) }
        return .validate(name)
    }

    private mutating func attach() -> TableAction.Kind {
        guard cursor.accept("attach", "partition"), let name = cursor.objectName() else { return .other(words) }
        return .attachPartition(name)
    }
}
