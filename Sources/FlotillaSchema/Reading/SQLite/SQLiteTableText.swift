/// A table as its statement says it, before names are looked up: expressions are tokens still.
struct SQLiteTableText {
    struct Column {
        var name: String
        var type: ArraySlice<SQLiteToken> = []
        var isNullable = true
        var nullConflict: String?
        var `default`: ArraySlice<SQLiteToken>?
        var generated: ArraySlice<SQLiteToken>?
        var isStored = false
        var collation: String?
    }

    /// Columns with direction and collation, of a key or an index.
    struct Part {
        var key: ArraySlice<SQLiteToken>
        var collation: String?
        var isDescending = false
    }

    struct Key {
        var name: String?
        var parts: [Part]
        var conflict: String?
        /// It stands with the column, not behind all of them. `INTEGER PRIMARY KEY DESC` means something else there.
        var isInline = false
        var isAutoIncrement = false
    }

    struct Check {
        var name: String?
        var expression: ArraySlice<SQLiteToken>
    }

    var name = ""
    var columns: [Column] = []
    var primaryKey: Key?
    var uniques: [Key] = []
    var foreignKeys: [ForeignKey] = []
    var checks: [Check] = []
    var isStrict = false
    var hasRowID = true

    init(_ sql: String) throws(SQLiteUnreadable) {
        var cursor = SQLiteCursor(sql)
        guard cursor.accept("CREATE", "TABLE") else { throw SQLiteUnreadable() }
        name = try cursor.name()
        var inside = SQLiteCursor(try cursor.parentheses())
        while !inside.isAtEnd {
            // Behind the first constraint of the table no column follows, and the commas may be missing.
            if isAtTableConstraint(inside) {
                try readTableConstraint(&inside)
            } else {
                try readColumn(&inside)
            }
            _ = inside.accept(symbol: ",")
        }
        try readOptions(&cursor)
    }

    private mutating func readOptions(_ cursor: inout SQLiteCursor) throws(SQLiteUnreadable) {
        while !cursor.isAtEnd {
            if cursor.accept("STRICT") {
                isStrict = true
            } else if cursor.accept("WITHOUT", "ROWID") {
                hasRowID = false
            } else if !cursor.accept(symbol: ",") {
                throw SQLiteUnreadable()
            }
        }
    }

    private func isAtTableConstraint(_ cursor: SQLiteCursor) -> Bool {
        cursor.isAt("CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN")
    }

    // MARK: Columns

    private mutating func readColumn(_ cursor: inout SQLiteCursor) throws(SQLiteUnreadable) {
        var column = Column(name: try cursor.name())
        column.type = type(&cursor)
        var constraint: String?
        while let token = cursor.token, !token.isSymbol(",") {
            if cursor.accept("CONSTRAINT") {
                constraint = try cursor.name()
                continue
            }
            try readColumnConstraint(&cursor, &column, constraint)
            constraint = nil
        }
        columns.append(column)
    }

    /// Any words and strings, up to what begins a constraint.
    private func type(_ cursor: inout SQLiteCursor) -> ArraySlice<SQLiteToken> {
        cursor.until { token in
            guard token.kind == .word else { return token.isSymbol(",") }
            return SQLiteWords.reserved.contains(token.keyword) || token.keyword == "GENERATED"
        }
    }

    private mutating func readColumnConstraint(
        _ cursor: inout SQLiteCursor, _ column: inout Column, _ name: String?
    ) throws(SQLiteUnreadable) {
        if cursor.accept("NOT", "NULL") {
            column.isNullable = false
            column.nullConflict = try conflict(&cursor)
        } else if cursor.accept("NULL") {
            _ = try conflict(&cursor)
        } else if cursor.accept("DEFAULT") {
            column.default = try defaultValue(&cursor)
        } else if cursor.accept("PRIMARY", "KEY") {
            primaryKey = try inlineKey(&cursor, column, name)
        } else if cursor.accept("UNIQUE") {
            uniques.append(Key(name: name, parts: [part(column)], conflict: try conflict(&cursor)))
        } else if cursor.accept("CHECK") {
            checks.append(Check(name: name, expression: try cursor.parentheses()))
            _ = try conflict(&cursor)
        } else if cursor.isAt("REFERENCES") {
            foreignKeys.append(try foreignKey(&cursor, name, [column.name]))
        } else if cursor.accept("COLLATE") {
            column.collation = try cursor.name()
        } else if cursor.isAt("GENERATED", "AS") {
            _ = cursor.accept("GENERATED", "ALWAYS")
            try cursor.expect("AS")
            column.generated = try cursor.parentheses()
            column.isStored = cursor.accept("STORED")
            _ = cursor.accept("VIRTUAL")
        } else {
            // It belongs to the foreign key before it, even where something stands between.
            try readDeferral(&cursor)
        }
    }

    private func part(_ column: Column) -> Part {
        Part(key: [SQLiteToken(kind: .name(isDoubleQuoted: true), text: column.name)])
    }

    private func inlineKey(
        _ cursor: inout SQLiteCursor, _ column: Column, _ name: String?
    ) throws(SQLiteUnreadable) -> Key {
        var key = Key(name: name, parts: [part(column)], isInline: true)
        key.parts[0].isDescending = direction(&cursor)
        key.conflict = try conflict(&cursor)
        key.isAutoIncrement = cursor.accept("AUTOINCREMENT")
        return key
    }

    /// In parentheses, or one value with or without a sign.
    private func defaultValue(_ cursor: inout SQLiteCursor) throws(SQLiteUnreadable) -> ArraySlice<SQLiteToken> {
        if cursor.isAt(symbol: "(") { return try cursor.parentheses() }
        let start = cursor.index
        if cursor.isAt(symbol: "-") || cursor.isAt(symbol: "+") { cursor.advance() }
        guard let value = cursor.token, value.kind != .symbol else { throw SQLiteUnreadable() }
        cursor.advance()
        // A name is a string here.
        let isName: Bool
        switch value.kind {
        case .word: isName = !SQLiteWords.reserved.contains(value.keyword)
        case .name: isName = true
        case .string, .number, .blob, .symbol: isName = false
        }
        if isName { return [SQLiteToken(kind: .string, text: SQLiteWords.literal(value.text))] }
        let sign = cursor.tokens[start].isSymbol("+") ? 1 : 0
        return cursor.tokens[(start + sign)..<cursor.index]
    }
}

// MARK: Constraints

extension SQLiteTableText {
    private mutating func readTableConstraint(_ cursor: inout SQLiteCursor) throws(SQLiteUnreadable) {
        var name: String?
        // A name may stand alone.
        while cursor.accept("CONSTRAINT") { name = try cursor.name() }
        if cursor.accept("PRIMARY", "KEY") {
            primaryKey = try key(&cursor, name)
        } else if cursor.accept("UNIQUE") {
            uniques.append(try key(&cursor, name))
        } else if cursor.accept("CHECK") {
            checks.append(Check(name: name, expression: try cursor.parentheses()))
            _ = try conflict(&cursor)
        } else if cursor.accept("FOREIGN", "KEY") {
            var columns: [String] = []
            for part in try cursor.list() { columns.append(try Self.name(of: part)) }
            foreignKeys.append(try foreignKey(&cursor, name, columns))
        } else if !cursor.isAtEnd, !cursor.isAt(symbol: ",") {
            throw SQLiteUnreadable()
        }
    }

    private func key(_ cursor: inout SQLiteCursor, _ name: String?) throws(SQLiteUnreadable) -> Key {
        var key = Key(name: name, parts: [])
        var list = try cursor.list()
        if let last = list.last, last.last?.keyword == "AUTOINCREMENT" {
            key.isAutoIncrement = true
            list[list.count - 1] = last.dropLast()
        }
        for part in list { key.parts.append(Part(part)) }
        key.conflict = try conflict(&cursor)
        return key
    }

    private func foreignKey(
        _ cursor: inout SQLiteCursor, _ name: String?, _ columns: [String]
    ) throws(SQLiteUnreadable) -> ForeignKey {
        try cursor.expect("REFERENCES")
        var key = ForeignKey(name: name, columns: columns, table: ObjectName(try cursor.name()), referenced: [])
        if cursor.isAt(symbol: "(") {
            for part in try cursor.list() { key.referenced.append(try Self.name(of: part)) }
        }
        while true {
            if cursor.accept("ON", "DELETE") {
                key.onDelete = try action(&cursor)
            } else if cursor.accept("ON", "UPDATE") {
                key.onUpdate = try action(&cursor)
            } else if cursor.accept("ON", "INSERT") {
                // The grammar has it, and nothing else.
                _ = try action(&cursor)
            } else if cursor.accept("MATCH") {
                key.matchesFull = SQLiteWords.areEqual(try cursor.name(), "full")
            } else {
                break
            }
        }
        key.deferral = Self.deferral(&cursor) ?? .never
        return key
    }

    private func action(_ cursor: inout SQLiteCursor) throws(SQLiteUnreadable) -> ForeignKey.Action {
        if cursor.accept("CASCADE") { return .cascade }
        if cursor.accept("RESTRICT") { return .restrict }
        if cursor.accept("NO", "ACTION") { return .noAction }
        try cursor.expect("SET")
        if cursor.accept("NULL") { return .setNull }
        try cursor.expect("DEFAULT")
        return .setDefault
    }

    private mutating func readDeferral(_ cursor: inout SQLiteCursor) throws(SQLiteUnreadable) {
        guard let last = foreignKeys.indices.last, let deferral = Self.deferral(&cursor) else {
            throw SQLiteUnreadable()
        }
        foreignKeys[last].deferral = deferral
    }

    private static func deferral(_ cursor: inout SQLiteCursor) -> Deferral? {
        let isNever = cursor.accept("NOT", "DEFERRABLE")
        guard isNever || cursor.accept("DEFERRABLE") else { return nil }
        let isDeferred = cursor.accept("INITIALLY", "DEFERRED")
        _ = cursor.accept("INITIALLY", "IMMEDIATE")
        return isNever ? .never : isDeferred ? .initiallyDeferred : .initiallyImmediate
    }

    private func conflict(_ cursor: inout SQLiteCursor) throws(SQLiteUnreadable) -> String? {
        guard cursor.accept("ON", "CONFLICT") else { return nil }
        let word = SQLiteWords.upper(try cursor.word())
        return word == "ABORT" ? nil : word
    }

    private func direction(_ cursor: inout SQLiteCursor) -> Bool {
        guard !cursor.accept("DESC") else { return true }
        _ = cursor.accept("ASC")
        return false
    }

    private static func name(of part: ArraySlice<SQLiteToken>) throws(SQLiteUnreadable) -> String {
        guard let name = part.first?.name else { throw SQLiteUnreadable() }
        return name
    }
}

extension SQLiteTableText.Part {
    /// A column or an expression, and what may follow it.
    init(_ tokens: ArraySlice<SQLiteToken>) {
        var rest = tokens
        if let last = rest.last, rest.count > 1, last.keyword == "DESC" || last.keyword == "ASC" {
            isDescending = last.keyword == "DESC"
            rest = rest.dropLast()
        }
        if rest.count > 2, rest[rest.endIndex - 2].keyword == "COLLATE" {
            collation = rest.last?.name
            rest = rest.dropLast(2)
        }
        key = SQLiteText.bare(rest)
    }

    /// The column, if it is nothing more.
    var column: String? { key.count == 1 ? key.first?.name : nil }
}

extension SQLiteCursor {
    fileprivate mutating func word() throws(SQLiteUnreadable) -> String {
        guard let token, token.kind == .word else { throw SQLiteUnreadable() }
        advance()
        return token.text
    }
}
