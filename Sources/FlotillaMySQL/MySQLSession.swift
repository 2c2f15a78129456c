import CMariaDB
import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// One connection to MySQL or MariaDB.
///
/// - Each part of a batch travels whole, in one packet; the server splits it at `;` and stops at the first statement that
///   fails. A `CALL` gives one result for each result set of the procedure, and one more for itself.
/// - Counts of rows are those that a statement found, not only those it changed, as the other engines count
///   (`CLIENT_FOUND_ROWS`).
/// - A statement of ours that a stop or a deadline interrupts is cancelled by `KILL QUERY`, sent over a connection of its
///   own to the same address. MySQL and MariaDB may report the interruption of a statement that is not transactional
///   although it had just taken effect.
final class MySQLSession: Session {
    let server: ServerFacts
    private let request: LoginRequest
    private let endpoint: Endpoint
    private let stop: StopSignal?
    /// `nil` once closed.
    private var mysql: UnsafeMutablePointer<MYSQL>?

    /// Takes over `mysql`, which is logged in.
    init(_ mysql: UnsafeMutablePointer<MYSQL>, request: LoginRequest, endpoint: Endpoint, stop: StopSignal?) {
        self.mysql = mysql
        self.request = request
        self.endpoint = endpoint
        self.stop = stop
        server = ServerFacts(
            product: mariadb_connection(mysql) != 0 ? "MariaDB" : "MySQL",
            version: String(cString: mysql_get_server_info(mysql)),
            versionNumber: Int(clamping: mysql_get_server_version(mysql)),
            sessionID: Int(clamping: mysql_thread_id(mysql)))
    }

    deinit { close() }

    var transactionState: TransactionState {
        guard let mysql else { return .unknown }
        return mysql.pointee.server_status & UInt32(SERVER_STATUS_IN_TRANS) != 0 ? .open : .idle
    }

    func close() {
        guard let mysql else { return }
        self.mysql = nil
        Library.during(.none) { mysql_close(mysql) }
    }

    func run(_ batch: Batch, deadline: Deadline) throws(DriverError) -> [StatementResult] {
        guard let mysql else {
            throw DriverError(.connectionLost, message: "the session is closed", completedStatements: 0)
        }
        let scripts = try batch.parts.map { part throws(DriverError) in try Self.script(part) }
        let waiting = Waiting(until: deadline, stop: stop, cancellation: cancellation)
        var exchange = Exchange(mysql, waiting, rowLimit: request.settings.rowLimit)
        do throws(DriverError) {
            for script in scripts {
                if stop?.isRaised == true {
                    throw DriverError(.cancelled, message: "stopped before the statement was sent")
                }
                try Library.during(waiting) { () throws(DriverError) in try exchange.run(script) }
            }
            return exchange.results
        } catch {
            if exchange.stage != .idle { settle(mysql) }
            throw error
        }
    }

    private static func script(_ part: Batch.Part) throws(DriverError) -> [UInt8] {
        switch part {
        case .statements(let text): return text
        case .copy: throw DriverError(.unsupported, message: "MySQL has no COPY", completedStatements: 0)
        }
    }
}

extension MySQLSession {
    /// The library does not read the state of the transaction from an error, and an error may have ended it (a deadlock,
    /// a statement that commits implicitly). The shortest statement there is brings it up to date; `mysql_ping` throws the
    /// server's answer away. A connection that is of no use is closed.
    private func settle(_ mysql: UnsafeMutablePointer<MYSQL>) {
        let waiting = Waiting(until: .after(request.settings.cancelGrace), stop: nil)
        guard !ErrorNumber.isClientSide(mysql_errno(mysql)),
            Library.during(waiting, { mysql_real_query(mysql, "DO 0", 4) == 0 })
        else {
            return close()
        }
    }

    private var cancellation: Waiting.Cancellation {
        Waiting.Cancellation(grace: request.settings.cancelGrace) { [unowned self] in requestCancellation(until: $0) }
    }

    /// If the request cannot be sent, the wait for the answer ends with the grace all the same.
    private func requestCancellation(until deadline: Deadline) {
        guard let session = try? request.open(at: endpoint, deadline: deadline, stop: nil) else { return }
        session.killQuery(of: server.sessionID, until: deadline)
        session.close()
    }

    /// Not by `run`: what cancels is not cancelled itself.
    private func killQuery(of sessionID: Int, until deadline: Deadline) {
        guard let mysql else { return }
        let waiting = Waiting(until: deadline, stop: nil)
        Library.during(waiting) {
            var exchange = Exchange(mysql, waiting, rowLimit: 0)
            try? exchange.run(Array("KILL QUERY \(sessionID)".utf8))
        }
    }
}
