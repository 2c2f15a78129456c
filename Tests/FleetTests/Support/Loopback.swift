import Foundation
import Testing

/// Things on loopback that take what is sent to them and never answer.
enum Loopback {
    static func address(_ port: UInt16, host: UInt32 = 0x7f00_0001) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = host.bigEndian
        return address
    }

    /// Bound to the address; the port is the kernel's choice where none is given.
    static func bound(_ kind: __socket_type, port: UInt16 = 0, host: UInt32 = 0x7f00_0001) throws -> Descriptor {
        let descriptor = Descriptor(socket(AF_INET, Int32(kind.rawValue), 0))
        var address = address(port, host: host)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor.number, $0, length) == 0 && getsockname(descriptor.number, $0, &length) == 0
            }
        }
        try #require(isBound, "\(String(cString: strerror(errno)))")
        descriptor.port = UInt16(bigEndian: address.sin_port)
        return descriptor
    }

    /// A port that nobody listens on, for a program that cannot be told to choose one itself.
    static func freePort() throws -> UInt16 { try bound(SOCK_STREAM).port }
}

/// An open socket, closed with its last reference.
final class Descriptor {
    let number: Int32
    var port: UInt16 = 0

    init(_ number: Int32) { self.number = number }

    deinit { close(number) }
}

/// A port where the kernel drops every request for a connection, as a route into nowhere does: the queue of those that
/// nobody has accepted yet is full (listen(2); Linux queues one more than it is told).
final class BlackHole {
    private let listener: Descriptor
    private let waiting: [Descriptor]

    var port: UInt16 { listener.port }

    init() throws {
        listener = try Loopback.bound(SOCK_STREAM)
        try #require(listen(listener.number, 0) == 0)
        waiting = (0..<2).map { _ in
            Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0))
        }
        var address = Loopback.address(listener.port)
        for descriptor in waiting {
            withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = connect(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }
}
