import FlotillaSQL

/// Reads the definitions of columns and constraints, as they stand in `CREATE TABLE` and behind `ADD`.
///
/// It is no grammar: it knows the words that matter to rules and steps over the rest.
struct DefinitionParser {
    var cursor: TokenCursor

    init(_ cursor: TokenCursor) { self.cursor = cursor }

    /// Words that end the type of a column.
    private static let endOfType: Set<String> = [
        "not", "null", "default", "primary", "unique", "references", "check", "constraint", "collate", "generated",
        "as",
        "auto_increment", "autoincrement", "comment", "on", "first", "after", "invisible", "visible", "key", "storage",
        "compression", "using", "deferrable", "initially", "srid", "column_format",
    ]

    private static let constraintWords: Set<String> = ["primary", "unique", "foreign", "check", "exclude"]

    private static let indexWords: Set<String> = ["index", "key", "fulltext", "spatial", "vector"]

    /// Whether a table element or an added part begins a constraint and not a column.
    var isAtConstraint: Bool {
        guard let word = cursor.word else { return false }
        if word == "constraint" { return true }
        guard Self.constraintWords.contains(word) else { return false }
        guard let next = cursor.peek(1) else { return false }
        // `check text` would be a column; a constraint has a parenthesis or a word of its own behind it.
        return next.text == "(" || ["key", "index", "using", "nulls"].contains(next.text) || cursor.engine == .mysql
    }

    var isAtIndex: Bool {
        guard cursor.engine == .mysql, let word = cursor.word, Self.indexWords.contains(word) else { return false }
        return true
    }

    mutating func column() -> ColumnDefinition? {
        let start = cursor.position
        guard let name = cursor.name() else { return nil }
        var column = ColumnDefinition(name: name, range: start..<cursor.end)
        readType(into: &column)
        while !cursor.isAtEnd { readAttribute(into: &column) }
        return column
    }

    /// The type alone, as behind `ALTER COLUMN x TYPE`.
    mutating func readType(into column: inout ColumnDefinition) {
        var words: [String] = []
        while let token = cursor.token {
            if token.kind == .word, Self.endOfType.contains(token.text) { break }
            if cursor.isAt(sign: "(") {
                let inside = cursor.parentheses() ?? cursor.position..<cursor.position
                column.typeArguments = cursor.tokens[inside].map(\.text)
            } else if token.canBeName || cursor.isAt(sign: ".") || cursor.isAt(sign: "[") || cursor.isAt(sign: "]") {
                words.append(token.text)
                cursor.advance()
            } else if token.kind == .number {
                cursor.advance()
            } else {
                break
            }
        }
        column.type = words.joined(separator: " ")
    }

    private mutating func readAttribute(into column: inout ColumnDefinition) {
        if cursor.accept("not", "null") {
            column.isNotNull = true
        } else if cursor.accept("primary", "key") {
            column.isPrimaryKey = true
        } else if cursor.accept("unique") {
            column.isUnique = true
        } else if cursor.accept("references") {
            column.references = cursor.objectName()
        } else if cursor.accept("check") {
            column.hasCheck = true
            _ = cursor.parentheses()
        } else if cursor.accept("generated") || cursor.isAt("as") {
            readGeneration(into: &column)
        } else if cursor.accept("auto_increment") || cursor.accept("autoincrement") {
            column.countsUp = true
        } else if cursor.accept("default") {
            readDefault(into: &column)
        } else if cursor.accept("on") {
            // ON DELETE SET NULL, ON UPDATE SET DEFAULT: not the column's own.
            cursor.advance()
            if cursor.accept("set") { cursor.advance() }
        } else {
            skipOne()
        }
    }

    private mutating func skipOne() {
        if cursor.isAt(sign: "(") { _ = cursor.parentheses() } else { cursor.advance() }
    }

    private mutating func readGeneration(into column: inout ColumnDefinition) {
        _ = cursor.accept("always") || cursor.accept("by", "default")
        guard cursor.accept("as") else { return }
        if cursor.accept("identity") {
            column.countsUp = true
            return
        }
        _ = cursor.parentheses()
        let isStored = cursor.accept("stored") || cursor.accept("persistent")
        column.generation = isStored ? .stored : .virtual
        _ = cursor.accept("virtual")
    }

    /// Ends at the next attribute: a default is a literal, a call, or something in parentheses, perhaps cast.
    private mutating func readDefault(into column: inout ColumnDefinition) {
        let start = cursor.position
        if cursor.isAt(sign: "(") { _ = cursor.parentheses() } else { cursor.advance() }
        while let token = cursor.token {
            if token.kind == .word, Self.endOfType.contains(token.text) { break }
            skipOne()
        }
        column.defaultValue = start..<cursor.position
    }
}

// MARK: Constraints and indexes

extension DefinitionParser {
    mutating func constraint() -> ConstraintDefinition? {
        let start = cursor.position
        var name: String?
        if cursor.accept("constraint"), !isAtConstraintKind {
            name = cursor.name()
        }
        guard let kind = constraintKind() else { return nil }
        var constraint = ConstraintDefinition(name: name, kind: kind, range: start..<cursor.end)
        readConstraintBody(into: &constraint)
        return constraint
    }

    private var isAtConstraintKind: Bool {
        guard let word = cursor.word, Self.constraintWords.contains(word) else { return false }
        return cursor.peek(1).map { $0.text == "(" || $0.text == "key" } ?? false
    }

    private mutating func constraintKind() -> ConstraintDefinition.Kind? {
        if cursor.accept("primary", "key") { return .primaryKey }
        if cursor.accept("foreign", "key") { return .foreignKey }
        if cursor.accept("unique") { return .unique }
        if cursor.accept("check") { return .check }
        if cursor.accept("exclude") { return .exclusion }
        if cursor.accept("not", "null") { return .notNull }
        return nil
    }

    private mutating func readConstraintBody(into constraint: inout ConstraintDefinition) {
        // MySQL lets a name stand before the columns; PostgreSQL has NULLS NOT DISTINCT there.
        if let range = firstParentheses() {
            if constraint.kind == .check {
                constraint.provesNotNull = columnNotNull(range)
            } else {
                constraint.columns = cursor.within(range).columnNames().compactMap { $0 }
            }
        }
        while !cursor.isAtEnd {
            if cursor.accept("using", "index") {
                constraint.usesIndex = true
                constraint.indexName = cursor.token.flatMap { $0.canBeName ? $0.name : nil }
            } else if cursor.accept("not", "valid") {
                constraint.isNotValid = true
            } else if cursor.accept("references") {
                constraint.references = cursor.objectName()
            } else {
                skipOne()
            }
        }
    }

    private func columnNotNull(_ range: Range<Int>) -> String? {
        var inside = cursor.within(range)
        guard let column = inside.name(), inside.accept("is", "not", "null"), inside.isAtEnd else { return nil }
        return column
    }

    private mutating func firstParentheses() -> Range<Int>? {
        while !cursor.isAtEnd, !cursor.isAt(sign: "("), !cursor.isAt("using", "index") { cursor.advance() }
        return cursor.parentheses()
    }

    /// MySQL's `INDEX name (a, b)` within a table or behind `ADD`.
    mutating func inlineIndex(on table: ObjectName) -> IndexDefinition? {
        let start = cursor.position
        while cursor.accept(anyOf: Self.indexWords) {}
        let name = cursor.isAt(sign: "(") || cursor.isAt("using") ? nil : cursor.name()
        guard let range = firstParentheses() else { return nil }
        return IndexDefinition(
            name: name, table: table, columns: cursor.within(range).columnNames(), range: start..<cursor.end)
    }
}

extension TokenCursor {
    /// Of a list of columns: the name of each, nil for an expression. What follows a name (`DESC`, a length) is not read.
    func columnNames() -> [String?] {
        splitAtCommas().map { part in
            var column = within(part)
            guard let token = column.token, token.canBeName else { return nil }
            column.advance()
            // `lower(name)` is an expression, MySQL's `name(10)` a prefix.
            if column.isAt(sign: "("), engine != .mysql { return nil }
            if column.isAt(sign: "("), let next = column.peek(1), next.kind != .number { return nil }
            return token.name
        }
    }
}
