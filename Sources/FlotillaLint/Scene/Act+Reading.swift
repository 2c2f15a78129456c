import FlotillaSQL

/// What rules ask of the text of a statement.
extension Act {
    /// Makes, changes or drops something of the schema.
    var isDefinition: Bool {
        ["CREATE", "ALTER", "DROP"].contains { command == $0 || command.hasPrefix($0 + " ") }
            || (engine == .mysql && command == "RENAME")
    }

    /// The table that `UPDATE`, `DELETE` or `INSERT` writes.
    var target: ObjectName? {
        var cursor = self.cursor
        switch command {
        case "UPDATE": guard cursor.seek(["update"]) else { return nil }
        case "DELETE": guard cursor.seek(["from"]) else { return nil }
        case "INSERT", "MERGE", "REPLACE": guard cursor.seek(["into"]) else { return nil }
        case "COPY": guard cursor.seek(["copy"]) else { return nil }
        default: return nil
        }
        cursor.advance()
        _ = cursor.accept(anyOf: ["only", "ignore", "low_priority"])
        return cursor.objectName()
    }

    /// The table that the statement is about, unless the section itself has made it.
    var oldTable: ObjectName? {
        let table: ObjectName? =
            switch form {
            case .createIndex(let index): index.table
            case .alterTable(let table, _): table
            case .drop(.index, _, _): named(behind: ["on"])
            case .createTable, .renameTables, .drop: nil
            case .other: target ?? maintained
            }
        return table.flatMap { isOld($0) ? $0 : nil }
    }

    /// What a statement that keeps a table in order names first.
    private var maintained: ObjectName? {
        switch command {
        case "TRUNCATE", "CLUSTER", "LOCK", "VACUUM", "OPTIMIZE": named(behind: [])
        case "REINDEX": named(behind: ["table"])
        default: has("refresh", "materialized", "view") ? named(behind: ["view"]) : nil
        }
    }

    /// - Parameter words: none for the first word of the statement.
    private func named(behind words: Set<String>) -> ObjectName? {
        var cursor = self.cursor
        guard words.isEmpty || cursor.seek(words) else { return nil }
        cursor.advance()
        _ = cursor.parentheses()
        while cursor.accept(anyOf: ["table", "only", "full", "freeze", "verbose", "analyze", "local", "concurrently"]) {
        }
        return cursor.objectName()
    }

    /// `IF NOT EXISTS` may have met an older one.
    var newMaterializedView: ObjectName? {
        guard command == "CREATE MATERIALIZED VIEW" else { return nil }
        var cursor = self.cursor
        guard cursor.seek(["view"]) else { return nil }
        cursor.advance()
        return cursor.accept("if", "not", "exists") ? nil : cursor.objectName()
    }

    func hasOutsideParentheses(_ words: String...) -> Bool {
        var cursor = self.cursor
        return cursor.seek(Set(words))
    }

    /// Old and new names of tables.
    var renames: [(old: ObjectName, new: ObjectName)] {
        switch form {
        case .renameTables(let pairs): pairs
        case .alterTable(let table, let actions):
            actions.compactMap { action in
                if case .renameTable(let new) = action.kind { (table, new) } else { nil }
            }
        default: []
        }
    }

    var addsPrimaryKey: Bool {
        guard case .alterTable(_, let actions) = form else { return false }
        return actions.contains { action in
            switch action.kind {
            case .addConstraint(let constraint): constraint.kind == .primaryKey
            case .addColumn(let column): column.isPrimaryKey
            default: false
            }
        }
    }

    /// Names with a schema or database in front, where a table is expected.
    var qualifiedRelations: [ObjectName] {
        let before: Set<String> = ["table", "references", "from", "join", "into", "update", "view", "exists", "only"]
        // Behind ON stands what an index or a trigger is for; in a query, and behind it, what rows are joined by.
        var onNamesRelation = isDefinition || ["GRANT", "REVOKE", "COMMENT"].contains(command)
        var names: [ObjectName] = []
        var cursor = self.cursor
        while !cursor.isAtEnd {
            if cursor.skipsOtherFrom() { continue }
            let isExpected = cursor.word.map { before.contains($0) || ($0 == "on" && onNamesRelation) } ?? false
            if cursor.isAt("select") { onNamesRelation = false }
            cursor.advance()
            var ahead = cursor
            if isExpected, let name = ahead.objectName(), name.schema != nil, !ahead.isAt(sign: "(") || !has("from") {
                names.append(name)
            }
        }
        return names
    }

    /// A column that is assigned, inserted into or made twice.
    var repeatedColumn: (name: String, token: Int)? {
        switch form {
        case .createTable(let table): return Self.repeated(table.columns.map { ($0.name, $0.range.lowerBound) }, engine)
        case .other where command == "UPDATE": return Self.repeated(assignments, engine)
        case .other where command == "INSERT": return Self.repeated(insertedColumns, engine)
        default: return nil
        }
    }

    private static func repeated(_ names: [(name: String, token: Int)], _ engine: Engine) -> (name: String, token: Int)?
    {
        var seen: Set<String> = []
        return names.first { !seen.insert(ObjectName.key($0.name, engine: engine)).inserted }
    }

    private var assignments: [(name: String, token: Int)] {
        var cursor = self.cursor
        guard cursor.seek(["set"]) else { return [] }
        cursor.advance()
        let start = cursor.position
        _ = cursor.seek(["where", "from", "returning", "order", "limit"])
        return self.cursor.within(start..<cursor.position).splitAtCommas().compactMap { part in
            var assignment = self.cursor.within(part)
            // In updates of several tables names are qualified, and the same column of two tables is none twice.
            guard let name = assignment.name(), assignment.isAt(sign: "=") else { return nil }
            return (name, part.lowerBound)
        }
    }

    private var insertedColumns: [(name: String, token: Int)] {
        var cursor = self.cursor
        guard cursor.seek(["into"]) else { return [] }
        cursor.advance()
        guard cursor.objectName() != nil, let range = cursor.parentheses() else { return [] }
        return cursor.within(range).splitAtCommas().compactMap { part in
            var column = cursor.within(part)
            return column.name().map { ($0, part.lowerBound) }
        }
    }
}

extension TokenCursor {
    /// Moves past a `FROM` or `UPDATE` that no table follows.
    fileprivate mutating func skipsOtherFrom() -> Bool {
        if accept("distinct", "from") || accept("key", "update") { return true }
        guard let word, ["extract", "overlay", "substring", "trim"].contains(word), peek(1)?.text == "(" else {
            return false
        }
        advance()
        return parentheses() != nil
    }
}

extension SQLToken {
    /// Without quotes, also where the engine would cut it.
    var writtenName: String {
        kind == .quotedName && name.hasPrefix("\"") ? String(name.dropFirst().dropLast()) : name
    }
}

/// What a statement sets a timeout to.
enum TimeoutSetting {
    static func value(of names: Set<String>, in act: Act) -> Duration? {
        guard ["SET", "PRAGMA"].contains(act.command) else { return nil }
        var cursor = act.cursor
        guard cursor.seek(names) else { return nil }
        let name = cursor.word ?? ""
        cursor.advance()
        _ = cursor.accept("to") || cursor.accept(sign: "=") || cursor.accept(sign: "(")
        guard let token = cursor.token else { return nil }
        cursor.advance()
        let text = token.kind == .string ? String(token.text.dropFirst().dropLast()) : token.text + (cursor.word ?? "")
        return duration(
            text, unit: name == "lock_wait_timeout" || name == "max_statement_time" ? .seconds(1) : .milliseconds(1))
    }

    private static func duration(_ text: String, unit: Duration) -> Duration? {
        let digits = text.prefix { $0.isNumber }
        guard let number = Int(digits) else { return nil }
        switch text.dropFirst(digits.count).filter({ !$0.isWhitespace }) {
        case "": return unit * number
        case "us": return .microseconds(number)
        case "ms": return .milliseconds(number)
        case "s": return .seconds(number)
        case "min": return .seconds(number * 60)
        case "h": return .seconds(number * 3600)
        case "d": return .seconds(number * 86_400)
        default: return nil
        }
    }
}

extension SQLProblem.Kind {
    /// Half a sentence.
    var shortly: String {
        switch self {
        case .unterminatedString: "opens a string that does not end"
        case .unterminatedName: "opens a quoted name that does not end"
        case .unterminatedComment: "opens a comment that does not end"
        case .unterminatedDollarQuote(let tag): "opens \(tag), which does not come again"
        case .unterminatedBody: "begins a body that has no END"
        case .unclosedParenthesis: "opens a parenthesis that is not closed"
        case .nulByte: "holds a NUL byte"
        case .clientCommand(let command): "says \(command), which only a command line client knows"
        case .copyWithoutEnd: "begins a COPY whose data do not end"
        case .textAfterCopy: "has SQL behind a COPY in its line"
        case .badDelimiter: "has a DELIMITER that is none"
        case .delimiterInsideStatement: "has a DELIMITER in the middle of a statement"
        }
    }
}
