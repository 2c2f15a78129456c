import CMariaDB
import Glibc

/// Looks over libmariadb's shoulder while it logs in with TLS, and puts right what its options cannot.
///
/// 1. Connector/C 3.3 goes on in the clear when the server offers no TLS, unless it is to verify the host's name. Here
///    the greeting is read too, and the connection shut before the library can answer it.
/// 2. It performs the TLS handshake on a blocking socket. Here the socket stops blocking once the greeting has come.
/// 3. It compares the certificate with the host it was given, which is an address, since names are resolved by us.
///    Here that is replaced by the name between the greeting and the handshake.
/// 4. Once TLS is asked for, it hides the number of an error that comes instead of a greeting.
final class LoginTap {
    private(set) var greeting = Greeting.incomplete
    private let mode: TransportSecurity.Mode
    private let certificateName: String?
    private var bytes: [UInt8] = []
    private var hasWritten = false

    /// `nil` where no TLS is wanted: then there is nothing to put right.
    init?(_ mode: TransportSecurity.Mode, at endpoint: Endpoint) {
        guard mode != .disable else { return nil }
        self.mode = mode
        certificateName = mode == .verifyFull ? endpoint.name : nil
    }

    /// The server does not offer what is mandatory. Nothing has been sent to it.
    var isTLSMissing: Bool {
        switch greeting {
        case .offer(let isTLSOffered): mode.isMandatory && !isTLSOffered
        // The library may see a greeting in it, and no offer.
        case .malformed: mode.isMandatory
        case .incomplete, .refusal: false
        }
    }

    /// The number of the error that came instead of a greeting.
    var refusal: UInt32? {
        if case .refusal(let number) = greeting { number } else { nil }
    }

    func didRead(_ chunk: UnsafeBufferPointer<UInt8>, _ mysql: UnsafeMutablePointer<MYSQL>) {
        guard greeting == .incomplete else { return }
        bytes += chunk
        greeting = Greeting(bytes)
        let socket = mysql_get_socket(mysql)
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        if isTLSMissing { shutdown(socket, Int32(SHUT_RDWR)) }
    }

    /// The first thing written is the request for TLS; or the login, where that is only preferred and not to be had.
    func didWrite(_ mysql: UnsafeMutablePointer<MYSQL>) {
        guard !hasWritten, let certificateName else { return }
        hasWritten = true
        // The field is public and owned by the library, which made it with strdup(3) and will free(3) it.
        guard let name = strdup(certificateName) else { return }
        free(mysql.pointee.host)
        mysql.pointee.host = name
    }
}
