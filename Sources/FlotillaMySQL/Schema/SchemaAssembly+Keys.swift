import FlotillaSchema

/// Indexes, the constraints that are indexes here, and foreign keys.
extension SchemaAssembly {
    mutating func addIndexes(_ rows: [CatalogueRow]) {
        var parts: [Int: [String: [CatalogueRow]]] = [:]
        for row in rows {
            guard let place = places[row.text(0)] else { continue }
            parts[place, default: [:]][row.text(1), default: []].append(row)
        }
        for (place, indexes) in parts {
            for (name, rows) in indexes {
                var index = index(name, rows.sorted { $0.number(2) < $1.number(2) })
                // There, an index is a hash unless somebody says otherwise.
                if schema.tables[place].isInMemory, index.method == "btree" { index.others = ["USING BTREE"] }
                add(index, to: &schema.tables[place])
            }
        }
    }

    private func index(_ name: String, _ rows: [CatalogueRow]) -> Index {
        var index = Index(name: name, parts: rows.map(part))
        guard let first = rows.first else { return index }
        index.isUnique = first.text(3) == "0"
        index.method = first.text(7).lowercased()
        // What the two products call a spatial index.
        if index.method == "rtree" { index.method = "spatial" }
        if index.method == "spatial" || index.method == "fulltext" {
            for place in index.parts.indices { index.parts[place].length = nil }
        }
        index.comment = first.text(8).isEmpty ? nil : first.text(8)
        index.isVisible = first.text(9) != "1"
        return index
    }

    private func part(_ row: CatalogueRow) -> Index.Part {
        let key: Index.Part.Key = row[4].map { .column($0) } ?? .expression(expression(row.text(10)))
        return Index.Part(key, isDescending: row.text(5) == "D", length: row[6].flatMap { Int($0) })
    }

    /// A plain unique index is a unique constraint: here they are the same thing, and every statement makes both. One that
    /// says more than its columns stays an index.
    private func add(_ index: Index, to table: inout Table) {
        guard let columns = index.columns, index.isUnique, index.saysNoMore else { return table.indexes.append(index) }
        if index.name == "PRIMARY" {
            table.primaryKey = PrimaryKey(columns: columns)
        } else {
            table.uniques.append(UniqueConstraint(name: index.name, columns: columns))
        }
    }

    mutating func addForeignKeys(_ columns: [CatalogueRow], rules: [CatalogueRow]) {
        var pairs: [[String]: [CatalogueRow]] = [:]
        for row in columns { pairs[[row.text(0), row.text(1)], default: []].append(row) }
        for rule in rules {
            guard let place = places[rule.text(0)], let found = pairs[[rule.text(0), rule.text(1)]] else { continue }
            let rows = found.sorted { $0.number(2) < $1.number(2) }
            let namespace = rows[0].text(4)
            schema.tables[place].foreignKeys.append(
                ForeignKey(
                    name: rule.text(1), columns: rows.map { $0.text(3) },
                    table: ObjectName(rows[0].text(5), in: namespace == database ? nil : namespace),
                    referenced: rows.map { $0.text(6) }, onDelete: action(rule.text(2)),
                    onUpdate: action(rule.text(3))))
        }
    }

    /// InnoDB makes no difference between `RESTRICT` and `NO ACTION`, and the products disagree about which of them is meant
    /// when nothing is said.
    private func action(_ rule: String) -> ForeignKey.Action {
        rule == "RESTRICT" ? .noAction : ForeignKey.Action(rawValue: rule) ?? .noAction
    }

    mutating func leaveOutIndexesOfForeignKeys() {
        for place in schema.tables.indices where !schema.tables[place].foreignKeys.isEmpty {
            let table = schema.tables[place]
            for (keyPlace, key) in table.foreignKeys.enumerated() {
                guard let index = table.indexes.first(where: { table.hasOwnIndex(key, $0) }) else { continue }
                if index.name != key.name { schema.tables[place].foreignKeys[keyPlace].index = ChanceName(index.name) }
                schema.tables[place].indexes.removeAll { $0.name == index.name }
            }
        }
    }
}

extension Index {
    /// Than the names of its columns, and whether it is unique.
    fileprivate var saysNoMore: Bool {
        method == "btree" && isVisible && comment == nil && others.isEmpty
            && parts.allSatisfy { !$0.isDescending && $0.length == nil }
    }
}

extension Table {
    fileprivate var isInMemory: Bool { options.contains(TableOption("ENGINE", "MEMORY")) }

    /// Whether `index` is what InnoDB would make for the key in this table.
    fileprivate func hasOwnIndex(_ key: ForeignKey, _ index: Index) -> Bool {
        guard !index.isUnique, index.saysNoMore, index.columns == key.columns else { return false }
        guard
            index.name == key.name
                || isNamedByEngine(key) && (isNamed(index, after: key.columns[0]) || isOfRenamedTable(index))
        else { return false }
        // Keys on the same columns share one index, of which nobody could say whose it is.
        guard foreignKeys.count(where: { key.columns.starts(with: $0.columns) }) == 1 else { return false }
        var others = self
        others.indexes.removeAll { $0.name == index.name }
        return !others.hasIndex(beginningWith: key.columns)
    }

    /// `orders_ibfk_1`
    private func isNamedByEngine(_ key: ForeignKey) -> Bool {
        guard let constraint = key.name, constraint.hasPrefix(name.name + "_ibfk_") else { return false }
        return constraint.dropFirst(name.name.count + 6).allSatisfy(\.isNumber)
    }

    /// MariaDB calls the index like the key, and a table that is renamed takes the names of its keys along, but not theirs.
    private func isOfRenamedTable(_ index: Index) -> Bool {
        let rest = index.name.reversed().drop(while: \.isNumber)
        return rest.count < index.name.count && rest.starts(with: "_ibfk_".reversed())
    }

    /// The index of such a key has the name of its first column, with a number behind it where that is taken.
    private func isNamed(_ index: Index, after column: String) -> Bool {
        guard index.name.hasPrefix(column) else { return false }
        let rest = index.name.dropFirst(column.count)
        return rest.isEmpty || rest.first == "_" && rest.count > 1 && rest.dropFirst().allSatisfy(\.isNumber)
    }
}
