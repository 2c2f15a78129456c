import FlotillaDriver
import Glibc
import Synchronization
import Testing

/// A listener on loopback that does to a client what no decent server does.
final class FakeServer: Sendable {
    /// One client's connection, seen from the server.
    struct Peer {
        let descriptor: Int32
        let server: FakeServer
        /// POLLRDHUP, which Glibc's module does not show.
        private static let hangup: Int16 = 0x2000

        /// `false` once the client has gone.
        @discardableResult
        func send(_ bytes: [UInt8]) -> Bool {
            Glibc.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
        }

        /// The next packet without its header; empty once the client has gone.
        func packet() -> [UInt8] {
            let header = bytes(4)
            guard header.count == 4 else { return [] }
            return bytes(Int(header[0]) | Int(header[1]) << 8 | Int(header[2]) << 16)
        }

        private func bytes(_ count: Int) -> [UInt8] {
            // recv(2) of nothing would wait for something.
            guard count > 0 else { return [] }
            var buffer = [UInt8](repeating: 0, count: count)
            let received = recv(descriptor, &buffer, count, Int32(MSG_WAITALL))
            let bytes = Array(buffer.prefix(max(0, received)))
            server.received.withLock { $0 += bytes }
            return bytes
        }

        /// Sends byte by byte, twenty a second, until the client has hung up.
        func trickle(_ bytes: [UInt8]) {
            for byte in bytes {
                var entry = pollfd(fd: descriptor, events: Self.hangup, revents: 0)
                guard poll(&entry, 1, 50) == 0, send([byte]) else { return }
            }
        }

        /// Blocks until the signal is raised, without reading a byte.
        func await(_ signal: StopSignal) {
            var entry = pollfd(fd: signal.descriptor, events: Int16(POLLIN), revents: 0)
            poll(&entry, 1, -1)
        }

        /// Blocks until the client has hung up, without reading a byte.
        func awaitHangup() {
            var entry = pollfd(fd: descriptor, events: Self.hangup, revents: 0)
            poll(&entry, 1, -1)
        }

        /// Blocks until the client has hung up.
        func awaitGoodbye() {
            var byte: UInt8 = 0
            while recv(descriptor, &byte, 1, 0) > 0 { server.received.withLock { $0.append(byte) } }
        }
    }

    /// How many clients have come.
    let clients = Atomic<Int>(0)
    /// Everything that any client has sent.
    let received = Mutex<[UInt8]>([])
    let port: Int
    private let listener: Int32
    private let script: @Sendable (Peer) -> Void

    init(_ script: @escaping @Sendable (Peer) -> Void) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let status = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, length) | listen(listener, 8) | getsockname(listener, $0, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(status == 0)
        // Ends when `deinit` shuts the listener down.
        let pool = BlockingPool(width: 12)
        Task(executorPreference: pool) { [weak self] in
            while case let descriptor = accept(listener, nil, nil), descriptor >= 0 {
                guard let self else { break }
                self.clients.add(1, ordering: .relaxed)
                Task(executorPreference: pool) {
                    self.script(Peer(descriptor: descriptor, server: self))
                    close(descriptor)
                }
            }
            close(listener)
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }

    /// Whether this text is in what any client has sent.
    func hasReceived(_ text: String) -> Bool {
        received.withLock { String(decoding: $0, as: UTF8.self).contains(text) }
    }

    func url(_ options: [String: String] = [:]) -> ConnectionURL {
        ConnectionURL(
            engine: .mysql, hosts: [.init(name: "127.0.0.1", port: port)], user: "u", password: Secret("p"),
            database: "d", options: options)
    }
}

/// Packets of the protocol, as far as the tests need them.
enum Packet {
    static func framed(_ payload: [UInt8], number: UInt8) -> [UInt8] {
        [UInt8(payload.count & 255), UInt8(payload.count >> 8 & 255), UInt8(payload.count >> 16), number] + payload
    }

    static func greeting(offersTLS: Bool = false, plugin: String = "mysql_native_password") -> [UInt8] {
        let version = Array("5.5.5-10.11.99-MariaDB".utf8) + [0]
        let capabilities: UInt16 = offersTLS ? 0xf7ff | 0x0800 : 0xf7ff & ~0x0800
        var payload: [UInt8] = [10] + version + [7, 0, 0, 0] + Array("abcdefgh".utf8) + [0]
        payload += [UInt8(capabilities & 255), UInt8(capabilities >> 8), 45, 2, 0, 0x19, 0x80, 21]
        payload += [UInt8](repeating: 0, count: 10) + Array("ijklmnopqrst".utf8) + [0] + Array(plugin.utf8) + [0]
        return framed(payload, number: 0)
    }

    static func ok(number: UInt8, status: UInt8 = 2) -> [UInt8] { framed([0, 0, 0, status, 0, 0, 0], number: number) }

    static func error(_ code: UInt16, _ message: String, number: UInt8) -> [UInt8] {
        framed([255, UInt8(code & 255), UInt8(code >> 8)] + Array("#HY000\(message)".utf8), number: number)
    }
}

/// Greets, and lets whoever comes in.
extension FakeServer.Peer {
    /// Gives back the client's answer to the greeting.
    @discardableResult
    func letIn() -> [UInt8] {
        send(Packet.greeting())
        let login = packet()
        send(Packet.ok(number: 2))
        return login
    }
}
