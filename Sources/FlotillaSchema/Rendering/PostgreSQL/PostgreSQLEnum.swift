/// Types with a list of values.
enum PostgreSQLEnum {
    static func creation(_ type: EnumType, named name: ObjectName? = nil) -> String {
        let values = type.values.map(PostgreSQLNames.literal).joined(separator: ", ")
        return "CREATE TYPE \(PostgreSQLNames.quoted(name ?? type.name)) AS ENUM (\(values))"
    }

    /// One statement for each value, if values are only added; nil if any goes or moves. `isRepeatable`: does nothing about
    /// values that are there.
    static func additions(from: EnumType, to: EnumType, isRepeatable: Bool = false) -> [String]? {
        let kept = to.values.filter { from.values.contains($0) }
        guard kept == from.values else { return nil }
        let start = "ALTER TYPE \(PostgreSQLNames.quoted(to.name)) ADD VALUE \(isRepeatable ? "IF NOT EXISTS " : "")"
        var statements: [String] = []
        for (index, value) in to.values.enumerated() where !from.values.contains(value) {
            let place: String
            if index > 0 {
                // At the end nothing has to be said.
                let isLast = !to.values[index...].contains { from.values.contains($0) }
                place = isLast ? "" : " AFTER \(PostgreSQLNames.literal(to.values[index - 1]))"
            } else {
                place = from.values.first.map { " BEFORE \(PostgreSQLNames.literal($0))" } ?? ""
            }
            statements.append(start + PostgreSQLNames.literal(value) + place)
        }
        return statements
    }

    static func isUsed(_ name: ObjectName, by type: ColumnType) -> Bool {
        switch type {
        case .named(name): true
        case .array(let element): isUsed(name, by: element)
        default: false
        }
    }

    /// Gives a column that is of the old type the new one of the same name.
    ///
    /// - Parameter hadDefault: one of the old type, which has to go first.
    /// - Parameter cast: where a value's text does not say what it becomes.
    static func adoption(
        of column: Column, in table: ObjectName, hadDefault: Bool, _ cast: PostgreSQLRowCast? = nil
    ) -> String {
        let name = PostgreSQLNames.quoted(column.name)
        let type = PostgreSQLTypes.spelling(column.type)
        let isArray = if case .array = column.type { true } else { false }
        let value =
            if let cast {
                isArray ? cast.call(on: name) : cast.expression(of: name)
            } else {
                "\(name)::text\(isArray ? "[]" : "")::\(type)"
            }
        var actions = ["ALTER COLUMN \(name) TYPE \(type) USING \(value)"]
        if hadDefault { actions.insert("ALTER COLUMN \(name) DROP DEFAULT", at: 0) }
        if let value = column.default { actions.append("ALTER COLUMN \(name) SET DEFAULT \(value)") }
        let separator = actions.count > 1 ? "\n    " : " "
        return "ALTER TABLE \(PostgreSQLNames.quoted(table))\(separator)" + actions.joined(separator: ",\n    ")
    }
}
