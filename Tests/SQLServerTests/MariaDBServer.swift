import CMariaDB
import FlotillaSQL
import Foundation

/// A session on the MariaDB test server, in a database of its own that goes with it.
final class MariaDBServer {
    private let connection: UnsafeMutablePointer<MYSQL>?
    let database: String

    init() throws {
        let address = try Address(parsing: try Environment.value("FLOTILLA_TEST_MYSQL"))
        connection = mysql_init(nil)
        database = Environment.scratchName()
        mysql_options(connection, MYSQL_SET_CHARSET_NAME, "utf8mb4")
        let multiStatements: UInt = 1 << 16
        let connected = mysql_real_connect(
            connection, address.host, address.user, address.password, nil, address.port, nil, multiStatements)
        guard connected != nil else { throw failure() }
        _ = try runWhole("CREATE OR REPLACE DATABASE \(database) CHARACTER SET utf8mb4; USE \(database)")
    }

    deinit {
        _ = try? runWhole("DROP DATABASE \(database)")
        mysql_close(connection)
    }

    /// Everything at once: one outcome for each statement the server saw.
    func runWhole(_ script: String) throws -> [Outcome] {
        mysql_set_server_option(connection, MYSQL_OPTION_MULTI_STATEMENTS_ON)
        return try run(Array(script.utf8))
    }

    /// One statement: the server refuses a text with more of them. A compound statement may have several outcomes.
    func runOne(_ statement: [UInt8]) throws -> [Outcome] {
        mysql_set_server_option(connection, MYSQL_OPTION_MULTI_STATEMENTS_OFF)
        return try run(statement)
    }

    func rows(_ query: String) throws -> Outcome { try runOne(Array(query.utf8)).flatMap { $0 } }

    func columnName(_ query: String) -> String? {
        guard mysql_real_query(connection, query, UInt(query.utf8.count)) == 0 else { return nil }
        let result = mysql_store_result(connection)
        defer { mysql_free_result(result) }
        return mysql_fetch_field(result).map { String(cString: $0.pointee.name) }
    }

    private func run(_ text: [UInt8]) throws -> [Outcome] {
        let bytes = text.map { CChar(bitPattern: $0) }
        var outcomes: [Outcome] = []
        guard mysql_real_query(connection, bytes, UInt(bytes.count)) == 0 else { throw failure() }
        while true {
            outcomes.append(readOutcome())
            let next = mysql_next_result(connection)
            if next > 0 { throw failure() }
            if next < 0 { return outcomes }
        }
    }

    private func readOutcome() -> Outcome {
        guard let result = mysql_store_result(connection) else { return ["OK"] }
        defer { mysql_free_result(result) }
        var values: Outcome = []
        while let row = mysql_fetch_row(result) {
            values += (0..<Int(mysql_num_fields(result))).map { row[$0].map { String(cString: $0) } ?? "NULL" }
        }
        return values
    }

    private func failure() -> ServerError {
        ServerError(code: String(mysql_errno(connection)), message: String(cString: mysql_error(connection)))
    }
}

/// Of `mysql://user:password@host:port/database`.
private struct Address {
    var user: String
    var password: String
    var host: String
    var port: UInt32

    struct Malformed: Error {}

    init(parsing url: String) throws {
        let parts = url.split(whereSeparator: { ":/@?".contains($0) }).map(String.init)
        guard parts.count >= 5, let port = UInt32(parts[4]) else { throw Malformed() }
        (user, password, host, self.port) = (parts[1], parts[2].removingPercentEncoding ?? parts[2], parts[3], port)
    }
}
