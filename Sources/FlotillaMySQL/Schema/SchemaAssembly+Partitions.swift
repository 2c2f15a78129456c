import FlotillaSchema

/// How a table is divided, as the option `PARTITION BY`.
extension SchemaAssembly {
    mutating func addPartitions(_ rows: [CatalogueRow]) {
        var byTable: [Int: [CatalogueRow]] = [:]
        for row in rows {
            guard let place = places[row.text(0)] else { continue }
            byTable[place, default: []].append(row)
        }
        for (place, found) in byTable {
            let rows = found.sorted { ($0.number(1), $0.number(2)) < ($1.number(1), $1.number(2)) }
            schema.tables[place].options.append(TableOption("PARTITION BY", clause(rows)))
        }
    }

    private func clause(_ rows: [CatalogueRow]) -> String {
        let partitions = rows.filter { $0.number(2) <= 1 }
        let first = rows[0]
        var text = "\(first.text(4)) (\(first.text(5)))"
        if let method = first[7] {
            let count = rows.count { $0.number(1) == first.number(1) }
            text += " SUBPARTITION BY \(method) (\(first.text(8))) SUBPARTITIONS \(count)"
        }
        let isNumbered = partitions.enumerated().allSatisfy { place, row in
            row.text(3) == "p\(place)" && row[6] == nil && row.text(9).isEmpty
        }
        if isNumbered { return text + " PARTITIONS \(partitions.count)" }
        return text + " (" + partitions.map(partition).joined(separator: ", ") + ")"
    }

    private func partition(_ row: CatalogueRow) -> String {
        let comment = row.text(9).isEmpty ? "" : " COMMENT = \(literal(row.text(9)))"
        return "PARTITION \(quoted(row.text(3)))\(values(row))\(comment)"
    }

    private func values(_ row: CatalogueRow) -> String {
        guard let description = row[6] else { return "" }
        switch (row.text(4), description) {
        case ("RANGE", "MAXVALUE"): return " VALUES LESS THAN MAXVALUE"
        case ("RANGE", _), ("RANGE COLUMNS", _): return " VALUES LESS THAN (\(description))"
        // What MariaDB calls the one that takes the rest of a list of columns.
        case ("LIST COLUMNS", "MAXVALUE"), (_, "DEFAULT"): return " DEFAULT"
        default: return " VALUES IN (\(description))"
        }
    }
}
