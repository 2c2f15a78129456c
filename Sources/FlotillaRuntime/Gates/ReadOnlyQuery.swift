import FlotillaDriver
import FlotillaSQL

/// A query of a gate, wrapped so that its engine lets it change nothing.
struct ReadOnlyQuery {
    /// To be sent first: from then on nothing can be changed.
    let opening: [String]
    /// To be sent behind it, in one batch; the answer is the last one's.
    let asking: [String]

    init(_ query: String, _ url: ConnectionURL) throws(Unanswered) {
        let script = SQLScript(Array(query.utf8), engine: url.engine)
        guard script.problems.isEmpty, script.statements.count == 1, let statement = script.statements.first,
            statement.traits.isQuery, let text = String(validating: statement.bytes, as: UTF8.self)
        else { throw Unanswered(words: "the gate's query is not one statement that only reads") }
        switch url.engine {
        case .postgresql:
            opening = try ["BEGIN READ ONLY"] + Self.searchPath(url.schema)
            asking = Self.cursor(over: text, statement.traits.command)
        case .mysql:
            // The server need not send rows that nobody looks at.
            opening = ["SET SESSION sql_select_limit = 2", "START TRANSACTION READ ONLY"]
            asking = [text]
        case .sqlite:
            opening = ["PRAGMA query_only = ON"]
            asking = [text]
        }
    }

    private static func searchPath(_ schema: String?) throws(Unanswered) -> [String] {
        guard let schema else { return [] }
        guard let name = try? SQLQuoting.identifier(schema, engine: .postgresql) else {
            throw Unanswered(words: "the name of the target's schema cannot be used")
        }
        return ["SET LOCAL search_path = \(name)"]
    }

    /// A cursor keeps the server from computing rows that nobody looks at, where the statement may have one.
    private static func cursor(over query: String, _ command: String) -> [String] {
        guard ["SELECT", "VALUES", "WITH", "TABLE"].contains(command) else { return [query] }
        // On lines of its own, so that a comment at its end takes nothing with it.
        return ["DECLARE flotilla_gate NO SCROLL CURSOR FOR\n\(query)\n", "FETCH FORWARD 2 FROM flotilla_gate"]
    }
}
