import FlotillaDriver
import FlotillaRollout
import Glibc

/// What a URL demands of TLS, in libpq's words.
struct TransportSecurity: Hashable {
    enum Mode: String, CaseIterable {
        case disable
        /// Encrypted if the server offers it, verified never.
        case prefer
        /// Encrypted, and verified only against `sslrootcert` where that is given.
        case require
        /// The certificate comes from an authority in `sslrootcert`.
        case verifyCA = "verify-ca"
        /// Also, it is made out to the host that the URL names.
        case verifyFull = "verify-full"

        /// A server that does not offer TLS is refused before anything is sent to it.
        var isMandatory: Bool { self != .disable && self != .prefer }
    }

    /// `nil` when the URL does not say.
    var stated: Mode?
    var authorities: String?
    var certificate: String?
    var key: String?

    init(_ options: [String: String]) throws(DriverError) {
        authorities = try Self.file(options, "sslrootcert")
        certificate = try Self.file(options, "sslcert")
        key = try Self.file(options, "sslkey")
        if let word = options["sslmode"] {
            guard let mode = Mode(rawValue: word) else {
                let allowed = Mode.allCases.map(\.rawValue).joined(separator: ", ")
                throw DriverError(.configuration, message: "sslmode=\(word) is none of \(allowed)")
            }
            stated = mode
        }
        if stated == .verifyCA, authorities == nil {
            // The system's authorities sign for everybody: without a name to compare that verifies nothing.
            throw DriverError(.configuration, message: "sslmode=verify-ca needs sslrootcert")
        }
    }

    /// Connector/C 3.3 verifies nothing unless told to; therefore everything is the default as soon as the traffic
    /// leaves this machine, or a file says that TLS is meant.
    func mode(isLocal: Bool) -> Mode {
        if let stated { return stated }
        return isLocal && authorities == nil && certificate == nil ? .disable : .verifyFull
    }

    private static func file(_ options: [String: String], _ option: String) throws(DriverError) -> String? {
        guard let path = options[option] else { return nil }
        guard access(path, R_OK) == 0 else {
            let reason = String(cString: strerror(errno))
            throw DriverError(.configuration, message: "\(option)=\(path): \(reason)")
        }
        return path
    }
}
