import FlotillaDriver
import FlotillaRollout

extension PostgreSQLDialect {
    public func deputy(
        _ url: ConnectionURL, _ request: OpeningRequest, _ opening: Opening, server: ServerFacts,
        applicationName: String
    ) throws(DriverError) -> Deputy {
        guard !opening.isPooled else { throw Self.needsSession("runs in Python") }
        return Deputy(
            login: login(url, applicationName), handover: ["ROLLBACK"],
            settings: settings(request, server, isLocal: false),
            lock: "SELECT pg_catalog.pg_try_advisory_lock(\(lockKey(request)))",
            unlock: "SELECT pg_catalog.pg_advisory_unlock(\(lockKey(request)))",
            session: "SELECT pg_catalog.pg_backend_pid()")
    }

    public func ending(session: Int) -> [String] { ["SELECT pg_catalog.pg_terminate_backend(\(session))"] }

    public func deputyFailure(code: String, message: String) -> DeputyFailure {
        DeputyFailure(cause: SQLState.cause(code, .session), code: code, message: message)
    }

    /// As libpq knows them, which every client for Python is made of.
    private func login(_ url: ConnectionURL, _ applicationName: String) -> [(name: String, value: String)] {
        let hosts = url.hosts.map(\.name)
        let ports = url.hosts.map { $0.port.map(String.init) ?? "" }
        let values: [(name: String, value: String?)] = [
            ("host", hosts.isEmpty ? nil : hosts.joined(separator: ",")),
            ("port", ports.allSatisfy(\.isEmpty) ? nil : ports.joined(separator: ",")),
            ("user", url.user), ("password", url.password?.reveal()), ("dbname", url.database),
            ("application_name", applicationName), ("channel_binding", url.options["channel_binding"]),
            ("target_session_attrs", url.options["target_session_attrs"]),
            ("connect_timeout", url.options["connect_timeout"]),
        ]
        // The strictest of what its hosts would get each.
        let host = hosts.first { !TransportSecurity.isThisMachine($0) } ?? hosts.first
        let security = TransportSecurity(url.options, host: host).parameters
        return values.compactMap { name, value in value.map { (name, $0) } }
            + security.map { (name: $0.keyword, value: $0.value) }
    }
}
