import FlotillaDriver
import FlotillaRollout
import Glibc

/// One place where a server may listen: resolved, so that connecting to it asks no name server.
enum Endpoint: Hashable {
    /// A Unix socket; `nil` is the one that the library was built with.
    case socket(path: String?)
    /// `address` is numeric; `name` is what the URL says, and what a certificate has to say.
    case tcp(address: String, name: String, port: Int)

    /// Whether what is sent never leaves this machine.
    var isLocal: Bool {
        switch self {
        case .socket: true
        case .tcp(let address, _, _): Self.isLoopback(address)
        }
    }

    /// What a certificate has to be made out to.
    var name: String? {
        if case .tcp(_, let name, _) = self { name } else { nil }
    }

    /// Never empty.
    static func all(
        of url: ConnectionURL, deadline: Deadline, stop: StopSignal
    ) throws(DriverError) -> [Endpoint] {
        guard url.hosts.count <= 1 else {
            throw DriverError(.configuration, message: "a MySQL URL names one host, this one \(url.hosts.count)")
        }
        guard let host = url.hosts.first else { return [.socket(path: nil)] }
        guard !host.name.hasPrefix("/") else { return [.socket(path: host.name)] }
        let port = host.port ?? ConnectionURL.defaultPort(.mysql)
        return try NameResolution.addresses(of: host.name, deadline: deadline, stop: stop)
            .map { .tcp(address: $0, name: host.name, port: port) }
    }

    /// 127.0.0.0/8, also as an IPv6 address, and ::1.
    static func isLoopback(_ address: String) -> Bool {
        var four = in_addr()
        if inet_pton(AF_INET, address, &four) == 1 { return UInt32(bigEndian: four.s_addr) >> 24 == 127 }
        var six = in6_addr()
        guard inet_pton(AF_INET6, address, &six) == 1 else { return false }
        let bytes = withUnsafeBytes(of: six) { Array($0) }
        let mapped = [UInt8](repeating: 0, count: 10) + [255, 255, 127]
        return bytes == [UInt8](repeating: 0, count: 15) + [1] || bytes.starts(with: mapped)
    }
}
