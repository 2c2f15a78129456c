import Glibc

/// How much of a message has arrived that is not complete yet.
///
/// libpq does not tell, the kernel does: it counts the bytes of a TCP connection. A Unix socket is not counted; there the
/// server is this machine's own.
struct Intake {
    /// In bytes. libpq needs up to three times this while it takes the message apart.
    static let limit: UInt64 = 128 << 20

    private var start: UInt64?

    /// A message is complete.
    mutating func reset() { start = nil }

    /// Asked while a message is incomplete.
    mutating func isWithinLimit(_ socket: Int32) -> Bool {
        let received = Self.bytesReceived(socket)
        guard let start else {
            start = received
            return true
        }
        return received <= start + Self.limit
    }

    /// `tcpi_bytes_received` of Linux's `struct tcp_info` (linux/tcp.h, since 4.1): eight bytes at offset 128. The C
    /// library's own declaration of that structure ends before it, and the kernel's header cannot be imported beside it.
    static func bytesReceived(_ socket: Int32) -> UInt64 {
        let offset = 128
        return withUnsafeTemporaryAllocation(byteCount: offset + 8, alignment: 8) { facts in
            facts.initializeMemory(as: UInt8.self, repeating: 0)
            var size = socklen_t(facts.count)
            guard getsockopt(socket, Int32(IPPROTO_TCP), TCP_INFO, facts.baseAddress, &size) == 0 else { return 0 }
            return Int(size) == facts.count ? facts.load(fromByteOffset: offset, as: UInt64.self) : 0
        }
    }
}
