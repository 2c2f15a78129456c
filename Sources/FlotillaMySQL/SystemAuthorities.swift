import CCrypto
import Glibc

/// The certificate authorities that this machine trusts, as a folder in which OpenSSL looks up the one it needs.
///
/// Told of no authorities, libmariadb reads all that the system has, for each connection anew and under a lock: 30 ms of
/// CPU time (Debian 12, OpenSSL 3.0), where the whole login otherwise takes 2.
enum SystemAuthorities {
    /// `nil` when there is no such folder, or when the environment names other authorities (`SSL_CERT_DIR`,
    /// `SSL_CERT_FILE`); the library then does what it always did.
    static let folder: String? = {
        guard getenv(X509_get_default_cert_dir_env()) == nil, getenv(X509_get_default_cert_file_env()) == nil,
            let path = X509_get_default_cert_dir(), hasIndex(path)
        else { return nil }
        return String(cString: path)
    }()

    /// Whether `openssl rehash` has been here: it names its links by eight hexadecimal digits and a number.
    private static func hasIndex(_ path: UnsafePointer<CChar>) -> Bool {
        guard let folder = opendir(path) else { return false }
        defer { closedir(folder) }
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name.utf8.count == 10, name.hasSuffix(".0"), name.dropLast(2).allSatisfy(\.isHexDigit) { return true }
        }
        return false
    }
}
