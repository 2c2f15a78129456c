import CMariaDB

extension LoginRequest {
    /// Of one row or one packet; a server that sends more is given up. No column of a migration's own queries comes near.
    static let packetLimit = 128 << 20

    /// What the library may answer when the server chooses how to authenticate. Not among them: `mysql_clear_password`,
    /// which would hand the password over, and `dialog`, which would read the terminal.
    ///
    /// The library looks for the server's word inside this text, so no name here may contain that of a plugin left out.
    static let authentications = "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519"

    func setOptions(of mysql: UnsafeMutablePointer<MYSQL>, _ endpoint: Endpoint, _ mode: TransportSecurity.Mode) {
        set(mysql, MARIADB_OPT_IO_WAIT, unsafeBitCast(waitForSocket, to: UnsafeRawPointer.self))
        set(mysql, MYSQL_SET_CHARSET_NAME, url.options["charset"] ?? "utf8mb4")
        setNumber(mysql, MYSQL_OPT_MAX_ALLOWED_PACKET, Self.packetLimit)
        // A server may answer any statement with the wish to be sent a file.
        setNumber(mysql, MYSQL_OPT_LOCAL_INFILE, UInt32(0))
        mysql_set_local_infile_handler(mysql, refuseFile, refuseRead, endFile, explainRefusal, nil)
        set(mysql, MARIADB_OPT_RESTRICTED_AUTH, Self.authentications)
        // Named here, so that the environment's MARIADB_PLUGIN_DIR is not asked what code to load.
        set(mysql, MYSQL_PLUGIN_DIR, MARIADB_PLUGINDIR)
        mysql_options4(mysql, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", settings.applicationName)
        setNumber(mysql, MYSQL_OPT_PROTOCOL, endpoint.name == nil ? MYSQL_PROTOCOL_SOCKET : MYSQL_PROTOCOL_TCP)
        setTransportSecurity(of: mysql, mode)
    }

    /// With `disable` nothing may be set: any of these options makes the library ask for TLS.
    private func setTransportSecurity(of mysql: UnsafeMutablePointer<MYSQL>, _ mode: TransportSecurity.Mode) {
        guard mode != .disable else { return }
        setNumber(mysql, MYSQL_OPT_SSL_ENFORCE, my_bool(1))
        setNumber(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, my_bool(mode == .verifyFull ? 1 : 0))
        set(mysql, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3")
        if let path = security.authorities {
            set(mysql, MYSQL_OPT_SSL_CA, path)
        } else if mode == .verifyFull, let path = SystemAuthorities.folder {
            set(mysql, MYSQL_OPT_SSL_CAPATH, path)
        }
        if let path = security.certificate { set(mysql, MYSQL_OPT_SSL_CERT, path) }
        if let path = security.key { set(mysql, MYSQL_OPT_SSL_KEY, path) }
        // Without any, OpenSSL would ask for one on the terminal and wait.
        set(mysql, MARIADB_OPT_TLS_PASSPHRASE, "")
    }

    private func set(_ mysql: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ value: UnsafeRawPointer) {
        mysql_options(mysql, option, value)
    }

    private func set(_ mysql: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ value: String) {
        value.withCString { _ = mysql_options(mysql, option, $0) }
    }

    private func setNumber<Number>(_ mysql: UnsafeMutablePointer<MYSQL>, _ option: mysql_option, _ value: Number) {
        withUnsafeBytes(of: value) { _ = mysql_options(mysql, option, $0.baseAddress) }
    }
}
