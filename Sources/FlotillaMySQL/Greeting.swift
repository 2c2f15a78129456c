import CMariaDB

/// What the first packet of a server says that libmariadb does not tell in time.
///
/// The layout is that of protocol version 10 (mariadb.com/kb, "Connection phase", initial handshake packet).
enum Greeting: Equatable {
    /// More bytes are needed.
    case incomplete
    case offer(isTLSOffered: Bool)
    /// The server turns us away before it says anything else: it is full, or does not want our address.
    case refusal(number: UInt32)
    /// Not a greeting as we know it.
    case malformed

    /// `bytes` is all that has come, from the packet's header on.
    init(_ bytes: [UInt8]) {
        guard bytes.count >= 4 else {
            self = .incomplete
            return
        }
        let length = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16
        guard bytes.count >= 4 + length else {
            self = .incomplete
            return
        }
        self = Self.read(bytes[4..<4 + length])
    }

    private static func read(_ packet: ArraySlice<UInt8>) -> Greeting {
        func number(at offset: Int) -> UInt32? {
            guard let low = packet.dropFirst(offset).first, let high = packet.dropFirst(offset + 1).first else {
                return nil
            }
            return UInt32(low) | UInt32(high) << 8
        }
        if packet.first == 255 { return number(at: 1).map { .refusal(number: $0) } ?? .malformed }
        guard let endOfVersion = packet.dropFirst().firstIndex(of: 0) else { return .malformed }
        // After the version: 4 bytes thread id, 8 bytes scramble, 1 byte filler, then the lower capabilities.
        let capabilities = number(at: endOfVersion - packet.startIndex + 1 + 4 + 8 + 1) ?? 0
        return .offer(isTLSOffered: capabilities & UInt32(CLIENT_SSL) != 0)
    }
}
