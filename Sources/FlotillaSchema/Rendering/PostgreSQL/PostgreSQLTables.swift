import FlotillaSQL

/// `CREATE TABLE` and what follows it before anything else can use the table.
enum PostgreSQLTables {
    /// Foreign keys only as far as `inlined` says; the others come later.
    static func creation(_ table: Table, inlined: [ForeignKey]) -> [RenderedStatement] {
        let purpose = "create table \(table.name.text)"
        let statements = [text(table, inlined)] + settings(table) + indexes(table)
        return statements.map { RenderedStatement(purpose, $0) }
            + table.options.filter { PostgreSQLTableOptions.isSetAfterwards($0) }
            .flatMap { PostgreSQLTableOptions.change(from: nil, to: $0, in: table) }
            .map { RenderedStatement(purpose, $0.sql) }
    }

    private static func text(_ table: Table, _ inlined: [ForeignKey]) -> String {
        let isTyped = table.option("OF") != nil
        var lines = isTyped ? [] : table.columns.map(PostgreSQLClauses.column)
        lines += table.primaryKey.map { [PostgreSQLClauses.primaryKey($0)] } ?? []
        lines += table.uniques.map(PostgreSQLClauses.unique)
        lines += table.checks.filter(\.isValid).map(PostgreSQLClauses.check)
        lines += inlined.map(PostgreSQLClauses.foreignKey)
        let body = lines.isEmpty ? "" : "(\n" + lines.map { "    " + $0 }.joined(separator: ",\n") + "\n)"
        var text =
            "CREATE \(table.option("UNLOGGED") == nil ? "" : "UNLOGGED ")TABLE \(PostgreSQLNames.quoted(table.name))"
        if let (parent, bound) = table.partition {
            text += " PARTITION OF \(parent)" + (body.isEmpty ? "" : " " + body) + "\n    \(bound)"
        } else if let type = table.option("OF") {
            text += " OF \(type)" + (body.isEmpty ? "" : " " + body)
        } else {
            text += " " + (body.isEmpty ? "()" : body)
        }
        if let parents = table.option("INHERITS") { text += " INHERITS (\(parents))" }
        if let key = table.option("PARTITION BY") { text += " PARTITION BY \(key)" }
        if let method = table.option("USING") { text += " USING \(method)" }
        let parameters = table.options.filter(\.isParameter)
        guard !parameters.isEmpty else { return text }
        let list = parameters.map { PostgreSQLNames.setting($0.name, $0.value) }.joined(separator: ", ")
        return text + " WITH (\(list))"
    }

    /// What has no place in `CREATE TABLE`.
    private static func settings(_ table: Table) -> [String] {
        let name = PostgreSQLNames.quoted(table.name)
        let invalid = table.checks.filter { !$0.isValid }
        return table.columns.flatMap { PostgreSQLColumns.afterCreation($0, in: table.name) }
            + invalid.map { "ALTER TABLE \(name) ADD \(PostgreSQLClauses.check($0)) NOT VALID" }
            + PostgreSQLComments.statement("TABLE \(name)", table.comment)
    }

    private static func indexes(_ table: Table) -> [String] {
        table.indexes.flatMap { creation($0, on: table.name) }
    }

    /// Of a table or view that nobody uses yet.
    static func creation(_ index: Index, on relation: ObjectName) -> [String] {
        [PostgreSQLClauses.index(index, on: relation, isConcurrent: false)]
            + PostgreSQLComments.statement("INDEX \(index.path(beside: relation))", index.comment)
    }
}

enum PostgreSQLComments {
    /// None where there is no comment.
    static func statement(_ target: String, _ comment: String?) -> [String] {
        comment.map { ["COMMENT ON \(target) IS \(PostgreSQLNames.literal($0))"] } ?? []
    }

    static func change(_ target: String, from: String?, to: String?) -> [String] {
        from == to ? [] : ["COMMENT ON \(target) IS \(to.map(PostgreSQLNames.literal) ?? "NULL")"]
    }
}

extension Index {
    /// Its name in SQL: an index stands in the schema of its table.
    func path(beside relation: ObjectName) -> String {
        PostgreSQLNames.quoted(ObjectName(name, in: relation.namespace))
    }
}

extension TableOption {
    /// A storage parameter: those are in small letters, what has words of its own in capitals.
    var isParameter: Bool { name.utf8.first.map { (0x61...0x7A).contains($0) } ?? false }
}

extension Table {
    var isPartitioned: Bool { option("PARTITION BY") != nil }

    /// The parent in SQL, and which rows it holds.
    var partition: (parent: String, bound: String)? {
        guard let value = option("PARTITION OF") else { return nil }
        return PostgreSQLTableOptions.partition(value)
    }
}
