import FlotillaSQL
import FlotillaSchema

extension SchemaGenerator {
    mutating func enumType() -> EnumType {
        let values = ["new", "open", "it's \"x\"", "done", "Ärger"].prefix(number(in: 2...5))
        return EnumType(
            name: ObjectName(name(["mood", "status"])), values: Array(values),
            comment: chance(1, in: 4) ? comment() : nil)
    }

    mutating func sequence() -> SequenceObject {
        SequenceObject(
            name: ObjectName(name(["counter"])), type: .integer(bits: 64),
            options: SequenceOptions(
                increment: chance(1, in: 2) ? Int64(number(in: 2...9)) : nil, cycles: chance(1, in: 4)))
    }

    mutating func view(over schema: Schema) -> View? {
        guard let table = pick(schema.tables) else { return nil }
        let columns = table.columns.filter { $0.generated == nil }.prefix(2).map(\.name)
        guard !columns.isEmpty else { return nil }
        let list = columns.map(spelled).joined(separator: ", ")
        let filter = chance(1, in: 2) ? " WHERE \(spelled(columns[0])) IS NOT NULL" : ""
        return View(
            name: ObjectName(name(["report"])), query: "SELECT \(list) FROM \(spelled(table.name.name))\(filter)",
            columns: engine == .sqlite ? [] : columns, isMaterialized: engine == .postgresql && chance(1, in: 3),
            sources: [table.name])
    }

    /// With the function that PostgreSQL needs for it.
    mutating func addTrigger(to schema: inout Schema) {
        guard let index = schema.tables.indices.randomElement(using: &random) else { return }
        let table = schema.tables[index]
        let trigger = spelled(name(["tr"]))
        let place = spelled(table.name.name)
        let definition: String
        switch engine {
        case .postgresql:
            let routine = name(["touch"])
            schema.routines.append(
                Routine(
                    name: ObjectName(routine),
                    definition: """
                        CREATE OR REPLACE FUNCTION \(spelled(routine))()
                         RETURNS trigger
                         LANGUAGE plpgsql
                        AS $function$BEGIN RETURN NEW; END$function$
                        """))
            definition =
                "CREATE TRIGGER \(trigger) BEFORE INSERT ON \(place) FOR EACH ROW EXECUTE FUNCTION \(spelled(routine))()"
        case .mysql, .sqlite:
            guard let column = pick(table.columns.filter { isCountable($0, in: table) }) else { return }
            let target = spelled(column.name)
            definition =
                engine == .mysql
                ? "CREATE TRIGGER \(trigger) BEFORE INSERT ON \(place) FOR EACH ROW SET NEW.\(target) = 7"
                : "CREATE TRIGGER \(trigger) AFTER INSERT ON \(place) BEGIN UPDATE \(place) SET \(target) = 7; END"
        }
        schema.tables[index].triggers.append(Trigger(name: unquoted(trigger), definition: definition))
    }

    private func unquoted(_ name: String) -> String {
        guard let quote = name.first, quote == "\"" || quote == "`" else { return name }
        return name.dropFirst().dropLast().split(separator: "\(quote)\(quote)", omittingEmptySubsequences: false)
            .joined(separator: String(quote))
    }
}
