import Glibc

/// How the way to one host is protected, where the URL does not say.
///
/// Away from this machine the server's certificate and name are verified: libpq's own default (`prefer`) protects
/// against nobody, since whoever sits in between just refuses TLS. To this machine TLS is used only where the server
/// insists (`allow`), as there is no network to protect. `PGSSLMODE` is not asked: what one shell exports should not
/// decide for a fleet.
struct TransportSecurity {
    private let options: [String: String]
    private let mode: String

    init(_ options: [String: String], host: String?) {
        self.options = options
        mode = options["sslmode"] ?? (Self.isThisMachine(host) ? "allow" : "verify-full")
    }

    var parameters: [(keyword: String, value: String)] {
        var parameters = [("sslmode", mode), ("gssencmode", options["gssencmode"] ?? "disable")]
        guard mode != "disable" else { return parameters }
        for key in ["sslcert", "sslkey"] {
            if let value = options[key] { parameters.append((key, value)) }
        }
        if let root = options["sslrootcert"] ?? defaultRoot { parameters.append(("sslrootcert", root)) }
        // With no passphrase at hand OpenSSL would ask for one on the terminal; with a wrong one it fails.
        parameters.append(("sslpassword", "none"))
        return parameters
    }

    /// By its name, not by what a name server makes of it. No host at all means libpq's default socket.
    static func isThisMachine(_ host: String?) -> Bool {
        guard let host else { return true }
        if host.hasPrefix("/") || host.hasPrefix("@") || host == "localhost" || host == "::1" { return true }
        var address = in_addr()
        return host.hasPrefix("127.") && inet_pton(AF_INET, host, &address) == 1
    }
}

extension TransportSecurity {
    /// Where distributions keep the authorities that the whole system trusts: Debian and Alpine; Fedora; SUSE.
    private static let systemRoots = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
    ]

    /// The system's authorities when verification is wanted and the user has chosen no file of their own.
    ///
    /// libpq's default file is `~/.postgresql/root.crt`; when that is missing, verification always fails there (libpq 16
    /// has `sslrootcert=system` for this, libpq 15 has not). Not for weaker modes: there a root file means `verify-ca`.
    /// libpq reads the file for every connection, and 140 authorities are 30 ms of CPU: a large fleet names its own.
    private var defaultRoot: String? {
        guard mode.hasPrefix("verify-"), getenv("PGSSLROOTCERT") == nil else { return nil }
        if let home = getenv("HOME"), access(String(cString: home) + "/.postgresql/root.crt", F_OK) == 0 { return nil }
        return Self.systemRoots.first { access($0, R_OK) == 0 }
    }
}
