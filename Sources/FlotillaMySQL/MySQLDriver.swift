import CMariaDB
import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// Opens sessions on MySQL and MariaDB through libmariadb (MariaDB Connector/C 3.3).
///
/// Every wait of the library is ours (see ``Waiting``), so no server, however slow, holds a call beyond its deadline.
/// It never reads an option file, never sends a local file or a password in the clear, and away from loopback it talks
/// to no server whose certificate it has not verified unless the URL says otherwise.
///
/// Options of the URL: `sslmode` (`disable`, `prefer`, `require`, `verify-ca`, `verify-full`), `sslrootcert`, `sslcert`,
/// `sslkey`, `connect_timeout` (seconds), `charset` (default `utf8mb4`), `unix_socket`.
public struct MySQLDriver: Driver {
    public let engine = Engine.mysql

    public init() {}

    /// What speaks to the server, for people: `MariaDB Connector/C 3.3.17`.
    public static var library: String {
        "MariaDB Connector/C " + (mysql_get_client_info().map { String(cString: $0) } ?? "")
    }

    /// Tries the addresses of the host one after the other; each gets its share of the time that is left.
    public func connect(
        to url: ConnectionURL, settings: SessionSettings, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> any Session {
        let request = try LoginRequest(url, settings)
        let deadline = request.timeout.map { .earlier(deadline, .after($0)) } ?? deadline
        let endpoints = try Endpoint.all(of: url, deadline: deadline, stop: stop)
        for (index, endpoint) in endpoints.dropLast().enumerated() {
            let share = Deadline.after(deadline.remaining / (endpoints.count - index))
            do {
                return try request.open(at: endpoint, deadline: share, stop: stop)
            } catch  where error.cause == .unreachable {
                continue
            }
        }
        // `all` never gives an empty list.
        return try request.open(at: endpoints[endpoints.count - 1], deadline: deadline, stop: stop)
    }
}
