import FlotillaDriver
import FlotillaSQL

/// A query of a gate, wrapped so that its engine lets it change nothing.
struct ReadOnlyQuery {
    /// To be sent as one batch; the answer is the last one's.
    let statements: [String]

    init(_ query: String, _ url: ConnectionURL) throws(SQLQuestion.Unanswered) {
        let script = SQLScript(Array(query.utf8), engine: url.engine)
        guard script.problems.isEmpty, script.statements.count == 1, let statement = script.statements.first,
            statement.traits.isQuery, let text = String(validating: statement.bytes, as: UTF8.self)
        else { throw SQLQuestion.Unanswered(words: "the gate's query is not one statement that only reads") }
        switch url.engine {
        case .postgresql: statements = try Self.postgresql(text, statement.traits.command, schema: url.schema)
        case .mysql:
            // The server need not send rows that nobody looks at.
            statements = ["SET SESSION sql_select_limit = 2", "START TRANSACTION READ ONLY", text]
        case .sqlite: statements = ["PRAGMA query_only = ON", text]
        }
    }

    /// A cursor keeps the server from computing rows that nobody looks at, where the statement may have one.
    private static func postgresql(
        _ query: String, _ command: String, schema: String?
    ) throws(SQLQuestion.Unanswered) -> [String] {
        var statements = ["BEGIN READ ONLY"]
        if let schema {
            guard let name = try? SQLQuoting.identifier(schema, engine: .postgresql) else {
                throw SQLQuestion.Unanswered(words: "the name of the target's schema cannot be used")
            }
            statements.append("SET LOCAL search_path = \(name)")
        }
        guard ["SELECT", "VALUES", "WITH", "TABLE"].contains(command) else { return statements + [query] }
        // On lines of its own, so that a comment at its end takes nothing with it.
        return statements + [
            "DECLARE flotilla_gate NO SCROLL CURSOR FOR\n\(query)\n", "FETCH FORWARD 2 FROM flotilla_gate",
        ]
    }
}
