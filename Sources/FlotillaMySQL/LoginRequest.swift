import CMariaDB
import FlotillaDriver
import FlotillaRollout
import Glibc

/// Everything needed to log in, checked; not yet where.
struct LoginRequest {
    let url: ConnectionURL
    let settings: SessionSettings
    let security: TransportSecurity
    /// From `connect_timeout`.
    let timeout: Duration?

    init(_ url: ConnectionURL, _ settings: SessionSettings) throws(DriverError) {
        self.url = url
        self.settings = settings
        security = try TransportSecurity(url.options)
        timeout = try Self.timeout(url.options["connect_timeout"])
        try Self.refuseZero(in: url.database)
        if let user = url.user { try Self.refuseZero(in: user) }
        if let password = url.password { try Self.refuseZero(in: password.reveal()) }
        for host in url.hosts { try Self.refuseZero(in: host.name) }
        for option in url.options { try Self.refuseZero(in: option.value) }
    }

    /// C would stop reading there: another user, another database.
    private static func refuseZero(in text: String) throws(DriverError) {
        guard !text.utf8.contains(0) else {
            throw DriverError(.configuration, message: "the URL has a zero byte in it")
        }
    }

    private static func timeout(_ text: String?) throws(DriverError) -> Duration? {
        guard let text else { return nil }
        guard let seconds = Int(text), (1...86_400).contains(seconds) else {
            throw DriverError(.configuration, message: "connect_timeout=\(text) is no number of seconds up to a day")
        }
        return .seconds(seconds)
    }

    /// Logs in at one address.
    func open(at endpoint: Endpoint, deadline: Deadline, stop: StopSignal?) throws(DriverError) -> MySQLSession {
        guard Library.isReady, let mysql = mysql_init(nil) else {
            throw DriverError(.other, message: "libmariadb could not be made ready")
        }
        let mode = security.mode(isLocal: endpoint.isLocal)
        setOptions(of: mysql, endpoint, mode)
        let waiting = Waiting(until: deadline, stop: stop, tap: LoginTap(mode, at: endpoint))
        guard Library.during(waiting, { waiting.mayStart() && connect(mysql, endpoint) }) else {
            let error = LoginFailure(mysql, waiting, mode).error
            Library.during(.none) { mysql_close(mysql) }
            throw error
        }
        return MySQLSession(mysql, request: self, endpoint: endpoint, stop: stop)
    }

    private func connect(_ mysql: UnsafeMutablePointer<MYSQL>, _ endpoint: Endpoint) -> Bool {
        // An empty password, because for none the library would look into MYSQL_PWD.
        let password = url.password?.reveal() ?? ""
        let flags = UInt(CLIENT_MULTI_STATEMENTS) | UInt(CLIENT_FOUND_ROWS)
        switch endpoint {
        case .socket(let path):
            return mysql_real_connect(mysql, nil, url.user, password, url.database, 0, path, flags) != nil
        case .tcp(let address, _, let port):
            return mysql_real_connect(
                mysql, address, url.user, password, url.database, UInt32(port), nil, flags) != nil
        }
    }
}
