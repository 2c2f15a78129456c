import FlotillaDriver
import Glibc
import Testing

/// A listener on loopback that does not behave like PostgreSQL.
///
/// Without a script it accepts (the kernel does) and never says a word; with one it lives until the script has run.
final class RogueServer: @unchecked Sendable {
    // Proof of sendability: all properties are set before the thread starts and never changed.
    let port: Int
    private let listener: Int32
    private let script: (@Sendable (RogueClient) -> Void)?

    /// `script` runs on a thread of its own, once, for the first client.
    init(_ script: (@Sendable (RogueClient) -> Void)? = nil) throws {
        self.script = script
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let listener = listener
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 16) == 0 && getsockname(listener, $0, &size) == 0
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        try #require(bound)
        if script != nil { startThread() }
    }

    deinit { close(listener) }

    func url(_ options: [String: String] = ["sslmode": "disable"], host: String = "127.0.0.1") -> ConnectionURL {
        ConnectionURL(
            engine: .postgresql, hosts: [.init(name: host, port: port)], user: "someone", password: Secret("secret"),
            database: "somewhere", options: options)
    }

    /// Listens while `body` runs, and is silent.
    static func silent<Value>(_ body: (RogueServer) throws -> Value) throws -> Value {
        let server = try RogueServer()
        return try withExtendedLifetime(server) { try body(server) }
    }

    private func startThread() {
        var thread = pthread_t()
        let context = Unmanaged.passRetained(self).toOpaque()
        pthread_create(
            &thread, nil,
            { context in
                guard let context else { return nil }
                Unmanaged<RogueServer>.fromOpaque(context).takeRetainedValue().serve()
                return nil
            }, context)
        pthread_detach(thread)
    }

    private func serve() {
        let client = accept(listener, nil, nil)
        guard client >= 0 else { return }
        script?(RogueClient(descriptor: client))
        close(client)
    }
}

/// The other end, as the rogue sees it.
struct RogueClient: Sendable {
    let descriptor: Int32

    /// Waits for something, whatever it is. False when the client has hung up.
    @discardableResult
    func receive() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 4096)
        return recv(descriptor, &buffer, buffer.count, 0) > 0
    }

    /// False when the client has hung up.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let sent = rest.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard sent > 0 else { return false }
            rest = rest.dropFirst(sent)
        }
        return true
    }

    /// Reads nothing meanwhile.
    func waitForHangUp() {
        // POLLRDHUP, which the C library shows only to those who ask for GNU's extensions.
        var entry = pollfd(fd: descriptor, events: 0x2000, revents: 0)
        poll(&entry, 1, -1)
    }

    /// Sends a byte every hundredth of a second until the client has had enough.
    func drip(_ byte: UInt8) {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while send([byte]), poll(&entry, 1, 10) == 0 {}
    }

    /// Startup message in; "you are logged in, ask me something" out.
    func logIn() {
        receive()
        send(Self.message("R", [0, 0, 0, 0]) + Self.message("Z", [UInt8(ascii: "I")]))
    }

    static func message(_ kind: Unicode.Scalar, _ body: [UInt8]) -> [UInt8] {
        header(kind, length: body.count + 4) + body
    }

    static func header(_ kind: Unicode.Scalar, length: Int) -> [UInt8] {
        [UInt8(ascii: kind)] + (0..<4).map { UInt8(truncatingIfNeeded: length >> (24 - 8 * $0)) }
    }
}
