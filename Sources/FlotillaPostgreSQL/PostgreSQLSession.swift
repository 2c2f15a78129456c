import CLibPQ
import FlotillaDriver
import FlotillaRollout

/// A session over one libpq connection.
final class PostgreSQLSession: Session {
    let server: ServerFacts
    private let settings: SessionSettings
    private let stop: StopSignal
    private let remarks: NoticeLog
    /// `nil` once closed.
    private var connection: Connection?

    init(_ connection: Connection, settings: SessionSettings, stop: StopSignal) {
        self.connection = connection
        remarks = connection.notices
        self.settings = settings
        self.stop = stop
        server = ServerFacts(connection)
    }

    /// Statements of one part are one implicit transaction unless they say otherwise (manual, "Multiple Statements in a
    /// Simple Query"): when the third fails, the two that had completed are rolled back.
    ///
    /// A failure's position counts the text and the data of all earlier parts. With `effectIsUnknown`, as many statements
    /// as `completedStatements` says are known to have completed; of the next one nothing is known.
    func run(_ batch: Batch, deadline: Deadline) throws(DriverError) -> [StatementResult] {
        guard let connection else { throw DriverError(.connectionLost, message: "the session is closed") }
        remarks.startBatch()
        var exchange = Exchange(connection, settings: settings, deadline: deadline, stop: stop)
        defer {
            exchange.settle()
            if exchange.isSpoiled || !connection.isOpen { close() }
        }
        for (index, part) in batch.parts.enumerated() {
            do { try exchange.run(part) } catch {
                throw error.placed(after: batch.parts[..<index], completed: exchange.results)
            }
        }
        return exchange.results
    }

    var notices: [String] { remarks.kept }

    var transactionState: TransactionState { connection?.transactionState ?? .unknown }

    func close() { connection = nil }
}

extension PostgreSQLSession {
    /// Has a server that stores another encoding translate from and to UTF-8.
    ///
    /// Without being asked a server takes bytes as they are stored, so a script in UTF-8 would be garbled in a LATIN1
    /// database. A UTF-8 database needs no translation, and SQL_ASCII has none: there, asking would only make the server
    /// refuse bytes that are not UTF-8. Whoever chose an encoding (`PGCLIENTENCODING`) keeps it.
    func agreeOnEncoding(deadline: Deadline) throws(DriverError) {
        guard let stored = connection?.parameter("server_encoding"), stored != "UTF8", stored != "SQL_ASCII",
            connection?.parameter("client_encoding") == stored
        else { return }
        _ = try run(Batch("SET client_encoding TO 'UTF8'"), deadline: deadline)
    }
}

extension ServerFacts {
    fileprivate init(_ connection: Connection) {
        let version = connection.parameter("server_version") ?? ""
        self.init(
            product: "PostgreSQL",
            // Distributions add their own words after a blank.
            version: version.split(separator: " ").first.map(String.init) ?? "",
            versionNumber: Self.comparable(Int(PQserverVersion(connection.pointer))),
            sessionID: Int(PQbackendPID(connection.pointer)))
    }

    /// libpq says 150018 for 15.18 and 90624 for 9.6.24.
    static func comparable(_ number: Int) -> Int {
        number < 100_000 ? number : number / 10_000 * 10_000 + number % 10_000 * 100
    }
}

extension DriverError {
    /// The same failure, seen from the whole batch.
    fileprivate func placed(
        after earlier: ArraySlice<Batch.Part>, completed: [StatementResult]
    ) -> DriverError {
        var error = self
        error.completedStatements = completed.count
        error.completedResults = completed
        error.position = position.map { $0 + earlier.reduce(0) { $0 + $1.characterCount } }
        return error
    }
}

extension Batch.Part {
    fileprivate var characterCount: Int {
        switch self {
        case .statements(let sql): String(decoding: sql, as: UTF8.self).unicodeScalars.count
        case .copy(let statement, let data):
            String(decoding: statement, as: UTF8.self).unicodeScalars.count
                + String(decoding: data, as: UTF8.self).unicodeScalars.count
        }
    }
}
