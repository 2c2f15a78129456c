/// Keys, indexes and constraints, as a clause of `CREATE TABLE` and `ALTER TABLE` or as a statement.
extension MySQLRenderer {
    func clause(_ key: PrimaryKey) -> String { "PRIMARY KEY (\(quoted(key.columns)))" }

    func clause(_ unique: UniqueConstraint) -> String {
        "UNIQUE KEY \(unique.name.map { quoted($0) + " " } ?? "")(\(quoted(unique.columns)))"
    }

    func clause(_ index: Index) -> String {
        if index.name == "PRIMARY" { return "PRIMARY KEY \(parts(of: index))\(options(of: index))" }
        return "\(prefix(index))KEY \(quoted(index.name)) \(parts(of: index))\(options(of: index))"
    }

    func statement(creating index: Index, on table: ObjectName) -> String {
        if index.name == "PRIMARY" { return "ALTER TABLE \(quoted(table)) ADD \(clause(index))" }
        return "CREATE \(prefix(index))INDEX \(quoted(index.name)) ON \(quoted(table)) "
            + "\(parts(of: index))\(options(of: index))"
    }

    func statement(creating unique: UniqueConstraint, on table: ObjectName) -> String {
        guard let name = unique.name else { return "ALTER TABLE \(quoted(table)) ADD \(clause(unique))" }
        return "CREATE UNIQUE INDEX \(quoted(name)) ON \(quoted(table)) (\(quoted(unique.columns)))"
    }

    func clause(_ key: ForeignKey) -> String {
        var words = key.name.map { ["CONSTRAINT", quoted($0)] } ?? []
        words.append("FOREIGN KEY (\(quoted(key.columns))) REFERENCES \(quoted(key.table)) (\(quoted(key.referenced)))")
        // InnoDB takes RESTRICT for NO ACTION, which is what saying nothing means.
        for (event, action) in [("DELETE", key.onDelete), ("UPDATE", key.onUpdate)]
        where action != .noAction && action != .restrict {
            words.append("ON \(event) \(action.rawValue)")
        }
        return words.joined(separator: " ")
    }

    /// MySQL cannot drop an index only if it is there. So what it would name in its own way when nobody names the key, and
    /// after the key as soon as somebody does, is made by its name.
    func ownIndex(of key: ForeignKey) -> [String] {
        guard product == .mySQL, let name = key.index.text else { return [] }
        return ["KEY \(quoted(name)) (\(quoted(key.columns)))"]
    }

    func clause(_ check: CheckConstraint) -> String {
        let name = check.name.map { "CONSTRAINT \(quoted($0)) " } ?? ""
        return "\(name)CHECK (\(check.expression))\(check.isEnforced || product == .mariaDB ? "" : " NOT ENFORCED")"
    }

    private func prefix(_ index: Index) -> String {
        switch index.method {
        case "fulltext": "FULLTEXT "
        case "spatial": "SPATIAL "
        default: index.isUnique ? "UNIQUE " : ""
        }
    }

    private func parts(of index: Index) -> String {
        let parts = index.parts.map { part in
            let key =
                switch part.key {
                case .column(let name): quoted(name)
                case .expression(let expression): "(\(expression))"
                }
            return key + (part.length.map { "(\($0))" } ?? "") + (part.isDescending ? " DESC" : "")
        }
        return "(\(parts.joined(separator: ", ")))"
    }

    private func options(of index: Index) -> String {
        var words = index.method == "hash" ? ["USING HASH"] : []
        if let comment = index.comment { words.append("COMMENT \(literal(comment))") }
        if !index.isVisible { words.append(product == .mariaDB ? "IGNORED" : "INVISIBLE") }
        return (words + index.others).map { " " + $0 }.joined()
    }
}
