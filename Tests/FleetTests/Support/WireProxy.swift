import Foundation
import Synchronization
import Testing

/// Stands on loopback between the program and a server, passes every byte on, and writes down what the client said.
///
/// It knows just enough of both protocols to tell one message from the next: PostgreSQL's have a type and a length
/// (manual, "Message Flow"), MySQL's packets a length and a number that is 0 where a command begins.
final class WireProxy: Sendable {
    enum Wire: Sendable { case postgresql, mysql }

    /// When the client says something with this text in it, its connection is cut.
    struct Cut: Sendable {
        enum Moment: Sendable {
            /// The server never hears it.
            case before
            /// The server hears it and its answer is thrown away; cut once this is true.
            case after(@Sendable () -> Bool)
        }
        var text: String
        var moment: Moment
    }

    let port: UInt16
    private let listener: Int32
    private let server: UInt16
    private let wire: Wire
    private let state: Mutex<State>

    private struct State {
        var messages: [String] = []
        var cut: Cut?
        var descriptors: [Int32] = []
        var isStopped = false
    }

    init(to server: UInt16, _ wire: Wire, cut: Cut? = nil) throws {
        self.server = server
        self.wire = wire
        state = Mutex(State(cut: cut))
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = Self.loopback(0)
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let size = length
        let listener = listener
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, size) == 0 && listen(listener, 64) == 0 && getsockname(listener, $0, &length) == 0
            }
        }
        try #require(bound)
        port = UInt16(bigEndian: address.sin_port)
        Thread.detachNewThread { self.accept() }
    }

    /// Ends the listening and every connection; the threads end with them.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
        state.withLock { state in
            state.isStopped = true
            for descriptor in state.descriptors { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// What the client sent since login, one entry for each message that begins a turn.
    var turns: [String] { state.withLock { $0.messages } }

    /// From now on.
    func cut(_ cut: Cut) { state.withLock { $0.cut = cut } }

    func forget() { state.withLock { $0.messages = [] } }

    /// The URL, by way of this proxy.
    func url(_ url: String) -> String { url.replacing(":\(server)/", with: ":\(port)/") }
}

// MARK: Connections

extension WireProxy {
    private static func loopback(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return address
    }

    private func accept() {
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0 else { return }
            let upstream = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var address = Self.loopback(server)
            let size = socklen_t(MemoryLayout<sockaddr_in>.size)
            let reached = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(upstream, $0, size) == 0 }
            }
            guard reached else {
                close(client)
                close(upstream)
                continue
            }
            state.withLock { $0.descriptors += [client, upstream] }
            let link = Link(client: client, server: upstream)
            Thread.detachNewThread { self.carryAnswers(link) }
            Thread.detachNewThread { self.carryWords(link) }
        }
    }

    private final class Link: Sendable {
        let client: Int32
        let server: Int32
        let swallows = Atomic(false)

        init(client: Int32, server: Int32) {
            self.client = client
            self.server = server
        }

        func cut() {
            shutdown(client, Int32(SHUT_RDWR))
            shutdown(server, Int32(SHUT_RDWR))
        }
    }

    private func carryAnswers(_ link: Link) {
        while let bytes = Self.receive(link.server) {
            if !link.swallows.load(ordering: .acquiring) { Self.send(bytes, link.client) }
        }
        link.cut()
    }

    private func carryWords(_ link: Link) {
        var reader = MessageReader(wire)
        while let bytes = Self.receive(link.client) {
            let said = reader.messages(adding: bytes)
            let cut = state.withLock { state -> Cut? in
                state.messages += said
                guard let cut = state.cut, said.contains(where: { $0.contains(cut.text) }) else { return nil }
                state.cut = nil
                return cut
            }
            switch cut?.moment {
            case nil: Self.send(bytes, link.server)
            case .before: return link.cut()
            case .after(let hasHappened):
                link.swallows.store(true, ordering: .releasing)
                Self.send(bytes, link.server)
                while !hasHappened(), !state.withLock({ $0.isStopped }) { poll(nil, 0, 10) }
                return link.cut()
            }
        }
        link.cut()
    }

    private static func receive(_ descriptor: Int32) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer[..<count]) : nil
    }

    private static func send(_ bytes: [UInt8], _ descriptor: Int32) {
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return }
            sent += count
        }
    }
}

// MARK: Messages

/// Cuts a client's bytes into messages and keeps those that begin a turn.
private struct MessageReader {
    private let wire: WireProxy.Wire
    private var pending: [UInt8] = []
    private var hasStarted = false

    init(_ wire: WireProxy.Wire) { self.wire = wire }

    mutating func messages(adding bytes: [UInt8]) -> [String] {
        pending += bytes
        var messages: [String] = []
        while let message = next() { if !message.isEmpty { messages.append(message) } }
        return messages
    }

    /// The next whole message; empty when it belongs to the login or says goodbye.
    private mutating func next() -> String? {
        switch wire {
        case .postgresql: hasStarted ? nextTyped() : startUp()
        case .mysql: nextPacket()
        }
    }

    /// The first message has a length and no type.
    private mutating func startUp() -> String? {
        guard pending.count >= 4, let message = take(Int(number(0, 4, isBig: true))) else { return nil }
        hasStarted = message.count != 8
        return ""
    }

    private mutating func nextTyped() -> String? {
        guard pending.count >= 5, let message = take(1 + Int(number(1, 4, isBig: true))) else { return nil }
        let type = String(decoding: message.prefix(1), as: UTF8.self)
        // A password, a goodbye.
        return type == "p" || type == "X" ? "" : type + " " + String(decoding: message.dropFirst(5), as: UTF8.self)
    }

    private mutating func nextPacket() -> String? {
        guard pending.count >= 4, let packet = take(4 + Int(number(0, 3, isBig: false))) else { return nil }
        // Packets of the login answer the server's greeting and so have higher numbers; 1 is COM_QUIT.
        guard packet[3] == 0, packet.count > 4, packet[4] != 1 else { return "" }
        return (packet[4] == 3 ? "Q " : "\(packet[4]) ") + String(decoding: packet.dropFirst(5), as: UTF8.self)
    }

    private mutating func take(_ count: Int) -> [UInt8]? {
        guard pending.count >= count else { return nil }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    private func number(_ start: Int, _ count: Int, isBig: Bool) -> UInt32 {
        let bytes = pending[start..<start + count]
        return (isBig ? Array(bytes) : bytes.reversed()).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
