/// How a value of a composite type becomes one of the type that takes its place: attribute by attribute, by their names.
///
/// The text of a value has attributes by their place, so it would put one into another, and fits no type with more or fewer.
struct PostgreSQLRowCast {
    private let type: ObjectName
    private let aside: ObjectName
    /// For each attribute of the new type, the one of the old type that it is; nil for one that is new.
    private let sources: [String?]

    /// `nil` where the text of a value says it all: attributes have the same names in the same order.
    init?(from: TextObject, to: TextObject, of type: ObjectName, aside: ObjectName) {
        guard to.kind == "COMPOSITE TYPE", let old = PostgreSQLTypeChange.parts(of: from)?.parts.map(\.name),
            let new = PostgreSQLTypeChange.parts(of: to)?.parts.map(\.name), old != new
        else { return nil }
        self.type = type
        self.aside = aside
        sources = new.map { old.contains($0) ? $0 : nil }
    }

    /// Through the text of the new row, which the server reads as strictly as any input. A row of nothing but NULL is none
    /// itself.
    func expression(of value: String) -> String {
        let attributes = sources.map { source in source.map { "(\(value)).\($0)" } ?? "NULL" }
        let row = "ROW(\(attributes.joined(separator: ", ")))::text::\(PostgreSQLNames.quoted(type))"
        return "CASE WHEN \(value) IS NOT DISTINCT FROM NULL THEN NULL ELSE \(row) END"
    }

    // MARK: Arrays

    /// No query may stand where a column changes its type, so a function does it, which goes at once.
    var creation: String {
        let element = expression(of: "($1)[place]")
        let body =
            "SELECT CASE WHEN $1 IS NOT NULL THEN ARRAY(SELECT \(element) "
            + "FROM generate_subscripts($1, 1) AS place ORDER BY place) END"
        return """
            CREATE FUNCTION \(function)(\(PostgreSQLNames.quoted(aside))[]) RETURNS \(PostgreSQLNames.quoted(type))[]
                LANGUAGE sql AS \(PostgreSQLNames.literal(body))
            """
    }

    var removal: String { "DROP FUNCTION \(function)(\(PostgreSQLNames.quoted(aside))[])" }

    func call(on value: String) -> String { "\(function)(\(value))" }

    private var function: String {
        PostgreSQLNames.quoted(ObjectName(PostgreSQLNames.chosen(type.name, [], "anew"), in: type.namespace))
    }
}
