import CLibPQ
import FlotillaSQL

/// A session on the PostgreSQL test server.
final class PostgreSQLServer {
    private let connection: OpaquePointer?

    init() throws {
        connection = PQconnectdb(try Environment.value("FLOTILLA_TEST_POSTGRESQL"))
        guard PQstatus(connection) == CONNECTION_OK else { throw failure() }
        _ = try runWhole("SET client_min_messages = error")
    }

    deinit { PQfinish(connection) }

    /// Everything at once, as the simple protocol takes it: one outcome for each statement the server saw.
    func runWhole(_ script: String) throws -> [Outcome] {
        guard PQsendQuery(connection, script) == 1 else { throw failure() }
        var outcomes: [Outcome] = []
        var error: ServerError?
        while let result = PQgetResult(connection) {
            defer { PQclear(result) }
            // The answer to a script without statements.
            if PQresultStatus(result) == PGRES_EMPTY_QUERY { continue }
            do { outcomes.append(try outcome(result)) } catch let failure as ServerError { error = failure }
        }
        if let error { throw error }
        return outcomes
    }

    /// One statement: the extended protocol refuses a text with more of them.
    func runOne(_ statement: [UInt8]) throws -> Outcome {
        let text = statement.map { CChar(bitPattern: $0) } + [0]
        let result = PQexecParams(connection, text, 0, nil, nil, nil, nil, 0)
        defer { PQclear(result) }
        return try outcome(result)
    }

    func columnName(_ query: String) -> String? {
        let result = PQexec(connection, query)
        defer { PQclear(result) }
        return PQfname(result, 0).map { String(cString: $0) }
    }

    private func outcome(_ result: OpaquePointer?) throws -> Outcome {
        switch PQresultStatus(result) {
        case PGRES_COMMAND_OK: return [String(cString: PQcmdStatus(result))]
        case PGRES_TUPLES_OK:
            return (0..<PQntuples(result)).flatMap { row in
                (0..<PQnfields(result)).map { String(cString: PQgetvalue(result, row, $0)) }
            }
        default:
            let code = PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
            throw ServerError(code: code, message: String(cString: PQresultErrorMessage(result)))
        }
    }

    private func failure() -> ServerError {
        ServerError(code: "", message: String(cString: PQerrorMessage(connection)))
    }
}
