import FlotillaDriver
import FlotillaRollout

extension MySQLDialect {
    public func deputy(
        _ url: ConnectionURL, _ request: OpeningRequest, _ opening: Opening, server: ServerFacts,
        applicationName: String
    ) throws(DriverError) -> Deputy {
        let login = try login(url)
        let isMandatory = login.contains {
            $0.name == "tls" && TransportSecurity.Mode(rawValue: $0.value)?.isMandatory == true
        }
        return Deputy(
            login: login, handover: ["DO RELEASE_LOCK(\(lockName(request)))"],
            settings: [settings(request, server)],
            lock: "SELECT GET_LOCK(\(lockName(request)), 0)", unlock: "DO RELEASE_LOCK(\(lockName(request)))",
            session: "SELECT CONNECTION_ID()",
            encryption: isMandatory ? "SHOW SESSION STATUS LIKE 'Ssl_cipher'" : nil,
            requiresTransactionalTables: requiresTransactionalTables(request))
    }

    public func ending(session: Int) -> [String] { ["KILL \(session)"] }

    public func deputyFailure(code: String, message: String) -> DeputyFailure {
        let number = UInt32(code) ?? 0
        return DeputyFailure(
            cause: ErrorNumber.cause(number), code: code, message: ErrorMessage.withoutValues(message, of: number))
    }

    /// As clients for Python know them; `tls` is one of our own words for how to verify.
    private func login(_ url: ConnectionURL) throws(DriverError) -> [(name: String, value: String)] {
        let security = try TransportSecurity(url.options)
        var values: [(name: String, value: String?)] = [
            ("user", url.user), ("password", url.password?.reveal()), ("database", url.database),
            ("charset", url.options["charset"] ?? "utf8mb4"), ("ssl_ca", security.authorities),
            ("ssl_cert", security.certificate), ("ssl_key", security.key),
            ("connect_timeout", url.options["connect_timeout"]),
        ]
        var isLocal = true
        if let host = url.hosts.first, host.name.hasPrefix("/") {
            values.append(("unix_socket", host.name))
        } else if let host = url.hosts.first {
            isLocal = host.name == "localhost" || Endpoint.isLoopback(host.name)
            values += [("host", host.name), ("port", String(host.port ?? ConnectionURL.defaultPort(.mysql)))]
        }
        values.append(("tls", security.mode(isLocal: isLocal).rawValue))
        return values.compactMap { name, value in value.map { (name, $0) } }
    }
}
