import FlotillaDriver
import FlotillaSQL
import FlotillaSchema

/// What holds code: views, triggers, routines, events.
extension SchemaAssembly {
    mutating func addViews(_ rows: [CatalogueRow]) throws(DriverError) {
        for row in rows where !ignored.contains(row.text(0)) {
            guard !row.text(1).isEmpty else { throw hidden("view", row.text(0), privilege: "SHOW VIEW") }
            let query = stored(isMariaDB ? row.text(1) : StoredText.withoutIntroducers(row.text(1)))
            var view = View(name: ObjectName(row.text(0)), query: query.text)
            view.sources = sources(query)
            if row.text(2) != "NONE" { view.options.append(TableOption("WITH CHECK OPTION", row.text(2))) }
            if row.text(3) == "INVOKER" { view.options.append(TableOption("SQL SECURITY", "INVOKER")) }
            if let algorithm = row[4], algorithm != "UNDEFINED" {
                view.options.append(TableOption("ALGORITHM", algorithm))
            }
            schema.views.append(view)
        }
    }

    private func sources(_ query: StoredText) -> [ObjectName] {
        let names = query.relations.map { ObjectName($0.name.text, in: $0.schema?.text) }
        return Set(names).filter { $0.namespace != nil || places[$0.name] != nil || viewNames.contains($0.name) }
            .sorted()
    }

    /// Triggers of one moment run in an order, which each states by naming the one before it.
    mutating func addTriggers(_ rows: [CatalogueRow]) {
        var previous: [String: String] = [:]
        for row in rows.sorted(by: { $0.number(4) < $1.number(4) }) {
            guard let place = places[row.text(0)] else { continue }
            let moment = "\(row.text(2)) \(row.text(3))"
            let key = "\(place) \(moment)"
            let follows = previous[key].map { " FOLLOWS \(quoted($0))" } ?? ""
            previous[key] = row.text(1)
            let definition = """
                CREATE TRIGGER \(quoted(row.text(1))) \(moment) ON \(quoted(row.text(0))) FOR EACH ROW\(follows)
                \(stored(row.text(5)).text)
                """
            schema.tables[place].triggers.append(Trigger(name: row.text(1), definition: definition))
        }
    }

    mutating func addRoutines(_ rows: [CatalogueRow], parameters: [CatalogueRow]) throws(DriverError) {
        var byRoutine: [[String]: [CatalogueRow]] = [:]
        for row in parameters { byRoutine[[row.text(1), row.text(0)], default: []].append(row) }
        for row in rows {
            guard let body = row[5] else { throw hidden("routine", row.text(0), privilege: "SHOW CREATE ROUTINE") }
            let own = byRoutine[[row.text(1), row.text(0)], default: []].sorted { $0.number(2) < $1.number(2) }
            switch row.text(1) {
            case "FUNCTION", "PROCEDURE": schema.routines.append(routine(row, own, stored(body).text))
            case let kind:
                schema.others.append(
                    TextObject(
                        kind: kind, name: row.text(0),
                        definition: "CREATE \(kind) \(quoted(row.text(0)))\n\(stored(body).text)",
                        removal: "DROP \(kind) \(quoted(row.text(0)))"))
            }
        }
    }

    private func routine(_ row: CatalogueRow, _ parameters: [CatalogueRow], _ body: String) -> Routine {
        let isFunction = row.text(1) == "FUNCTION"
        let list = parameters.map { parameter in
            let mode = isFunction || parameter.text(3) == "IN" ? "" : parameter.text(3) + " "
            return "\(mode)\(quoted(parameter.text(4))) \(typed(parameter, 5))"
        }
        let isAggregate = isFunction && body.lowercased().contains("fetch group next row")
        let comment = row.text(9).isEmpty ? nil : row.text(9)
        var lines = [
            "CREATE \(isAggregate ? "AGGREGATE " : "")\(row.text(1)) \(quoted(row.text(0)))"
                + "(\(list.joined(separator: ", ")))\(isFunction ? " RETURNS \(typed(row, 2))" : "")"
        ]
        if row.text(6) == "YES" { lines.append("DETERMINISTIC") }
        if row.text(7) != "CONTAINS SQL" { lines.append(row.text(7)) }
        if row.text(8) == "INVOKER" { lines.append("SQL SECURITY INVOKER") }
        if let comment { lines.append("COMMENT \(literal(comment))") }
        let kind: Routine.Kind = isAggregate ? .aggregate : isFunction ? .function : .procedure
        return Routine(
            kind: kind, name: ObjectName(row.text(0)), definition: (lines + [body]).joined(separator: "\n"),
            comment: comment)
    }

    /// A type that stands at this place of a row, with character set and collation behind it.
    private func typed(_ row: CatalogueRow, _ place: Int) -> String {
        guard let charset = row[place + 1], let own = row[place + 2], own != collation else { return row.text(place) }
        return "\(row.text(place)) CHARSET \(charset) COLLATE \(own)"
    }

    mutating func addEvents(_ rows: [CatalogueRow]) {
        for row in rows {
            let body = row.text(1)
            var schedule = "AT '\(row.text(3))'"
            if row.text(2) == "RECURRING" {
                schedule = "EVERY \(row.text(4)) \(row.text(5))"
                if let starts = row[6] { schedule += " STARTS '\(starts)'" }
                if let ends = row[7] { schedule += " ENDS '\(ends)'" }
            }
            var lines = ["CREATE EVENT \(quoted(row.text(0))) ON SCHEDULE \(schedule)"]
            if row.text(9) == "PRESERVE" { lines.append("ON COMPLETION PRESERVE") }
            if row.text(8) != "ENABLED" { lines.append(row.text(8) == "DISABLED" ? "DISABLE" : "DISABLE ON SLAVE") }
            if !row.text(10).isEmpty { lines.append("COMMENT \(literal(row.text(10)))") }
            schema.others.append(
                TextObject(
                    kind: "EVENT", name: row.text(0),
                    definition: (lines + ["DO \(stored(body).text)"]).joined(separator: "\n"),
                    removal: "DROP EVENT \(quoted(row.text(0)))"))
        }
    }

    /// What cannot be seen would be lost, and a comparison would call it removed.
    private func hidden(_ kind: String, _ name: String, privilege: String) -> DriverError {
        DriverError(
            .permission,
            message: "the definition of \(kind) \(name) cannot be seen; grant \(privilege) on the database to this user"
        )
    }

    /// The catalogue's own names can all be quoted.
    func quoted(_ name: String) -> String { (try? SQLQuoting.identifier(name, engine: .mysql)) ?? "``" }

    func literal(_ text: String) -> String { (try? SQLQuoting.literal(text, engine: .mysql)) ?? "''" }
}
