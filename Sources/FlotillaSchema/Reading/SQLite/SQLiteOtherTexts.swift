import FlotillaSQL

/// `CREATE VIRTUAL TABLE`: its arguments belong to the module, which may read every byte of them.
struct SQLiteVirtualText {
    let object: TextObject

    init(_ sql: String) throws(SQLiteUnreadable) {
        var cursor = SQLiteCursor(sql)
        guard cursor.accept("CREATE", "VIRTUAL", "TABLE") else { throw SQLiteUnreadable() }
        let name = try cursor.name()
        try cursor.expect("USING")
        let module = SQLiteWords.name(SQLiteWords.folded(try cursor.name()))
        object = TextObject(
            kind: "VIRTUAL TABLE", name: name,
            definition: "CREATE VIRTUAL TABLE \(SQLiteWords.name(name)) USING \(module)"
                + (cursor.isAtEnd ? "" : "(\(Self.arguments(sql)))"),
            removal: "DROP TABLE \(SQLiteWords.name(name))")
    }

    /// As they were typed, but for blanks at the ends and at line breaks.
    private static func arguments(_ sql: String) -> String {
        let bytes = Array(sql.utf8)
        let parentheses = SQLLexeme.all(of: bytes, engine: .sqlite).filter { $0.kind == .symbol }.map(
            \.range.lowerBound)
        guard let opening = parentheses.first(where: { bytes[$0] == UInt8(ascii: "(") }),
            let closing = parentheses.last(where: { bytes[$0] == UInt8(ascii: ")") }), opening < closing
        else { return "" }
        let lines = String(decoding: bytes[(opening + 1)..<closing], as: UTF8.self).split { $0.isNewline }
        return lines.map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        let blanks: Set<Character> = [" ", "\t", "\r", "\n", "\r\n"]
        var rest = drop { blanks.contains($0) }
        while let last = rest.last, blanks.contains(last) { rest.removeLast() }
        return rest
    }
}

/// `CREATE VIEW name (columns) AS query`
struct SQLiteViewText {
    let name: String
    /// As far as they are named in front of the query.
    private(set) var columns: [String] = []
    let query: ArraySlice<SQLiteToken>

    init(_ sql: String) throws(SQLiteUnreadable) {
        var cursor = SQLiteCursor(sql)
        guard cursor.accept("CREATE", "VIEW") else { throw SQLiteUnreadable() }
        name = try cursor.name()
        if cursor.isAt(symbol: "(") {
            for part in try cursor.list() {
                guard let column = part.first?.name else { throw SQLiteUnreadable() }
                columns.append(column)
            }
        }
        try cursor.expect("AS")
        let rest = cursor.rest
        query = rest.last?.isSymbol(";") == true ? rest.dropLast() : rest
        guard !query.isEmpty else { throw SQLiteUnreadable() }
    }
}

/// `CREATE [UNIQUE] INDEX name ON table (parts) [WHERE …]`
struct SQLiteIndexText {
    private let name: String
    private let isUnique: Bool
    private let parts: [SQLiteTableText.Part]
    private let predicate: ArraySlice<SQLiteToken>?

    init(_ sql: String) throws(SQLiteUnreadable) {
        var cursor = SQLiteCursor(sql)
        try cursor.expect("CREATE")
        isUnique = cursor.accept("UNIQUE")
        try cursor.expect("INDEX")
        name = try cursor.name()
        try cursor.expect("ON")
        _ = try cursor.name()
        parts = try cursor.list().map { SQLiteTableText.Part($0) }
        predicate = cursor.accept("WHERE") ? cursor.rest : nil
        guard predicate != nil || cursor.isAtEnd else { throw SQLiteUnreadable() }
    }

    func index(on table: Table) -> Index {
        var scope = SQLiteScope(table.columns.map(\.name), hasEveryName: true)
        scope.add([table.name.name, "rowid", "oid", "_rowid_"])
        return Index(
            name: name, parts: parts.map { part($0, table, scope) }, isUnique: isUnique,
            predicate: predicate.map { SQLiteText.expression($0, scope) })
    }

    private func part(_ part: SQLiteTableText.Part, _ table: Table, _ scope: SQLiteScope) -> Index.Part {
        var collation = part.collation.map(SQLiteCollation.spelling)
        guard let name = part.column, let column = scope[name] else {
            return Index.Part(
                .expression(SQLiteText.expression(part.key, scope)), isDescending: part.isDescending,
                collation: collation)
        }
        if collation == table[column: column]?.collation ?? "BINARY" { collation = nil }
        return Index.Part(.column(column), isDescending: part.isDescending, collation: collation)
    }
}

/// `CREATE TRIGGER name timing event ON table [WHEN …] BEGIN …; END`
struct SQLiteTriggerText {
    let name: String
    let tokens: ArraySlice<SQLiteToken>
    private let timing: String
    private var event: String
    private var columns: [String] = []
    private let owner: String
    private var condition: ArraySlice<SQLiteToken>?
    private var statements: [ArraySlice<SQLiteToken>] = []

    init(_ sql: String) throws(SQLiteUnreadable) {
        var cursor = SQLiteCursor(sql)
        guard cursor.accept("CREATE", "TRIGGER") else { throw SQLiteUnreadable() }
        name = try cursor.name()
        tokens = cursor.rest
        timing = cursor.accept("AFTER") ? "AFTER" : cursor.accept("INSTEAD", "OF") ? "INSTEAD OF" : "BEFORE"
        if timing == "BEFORE" { _ = cursor.accept("BEFORE") }
        event = cursor.accept("INSERT") ? "INSERT" : cursor.accept("DELETE") ? "DELETE" : "UPDATE"
        if event == "UPDATE" {
            try cursor.expect("UPDATE")
            if cursor.accept("OF") {
                repeat { columns.append(try cursor.name()) } while cursor.accept(symbol: ",")
            }
        }
        try cursor.expect("ON")
        owner = try cursor.name()
        _ = cursor.accept("FOR", "EACH", "ROW")
        if cursor.accept("WHEN") { condition = cursor.until { $0.keyword == "BEGIN" } }
        try cursor.expect("BEGIN")
        while !cursor.accept("END") {
            statements.append(cursor.until { $0.isSymbol(";") })
            try cursor.expect(symbol: ";")
        }
    }

    func definition(_ scope: SQLiteScope) -> String {
        let columns = self.columns.map { scope[$0] ?? $0 }
        var lines = [
            "CREATE TRIGGER \(SQLiteWords.name(name)) \(timing) \(event)"
                + (columns.isEmpty ? "" : " OF " + SQLiteWords.names(columns))
                + " ON " + SQLiteWords.name(scope[owner] ?? owner)
        ]
        if let condition { lines.append("WHEN " + SQLiteText.expression(condition, scope)) }
        lines.append("BEGIN")
        for statement in statements {
            let clauses = SQLiteText.query(statement, scope).map { "    " + $0 }
            lines.append(clauses.joined(separator: "\n") + ";")
        }
        return (lines + ["END"]).joined(separator: "\n")
    }
}
