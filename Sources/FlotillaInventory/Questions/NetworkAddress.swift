import Glibc

/// An address of the network, without port: 4 bytes or 16.
struct NetworkAddress: Sendable, Hashable {
    let bytes: [UInt8]

    /// Numeric text, with or without a zone behind `%`. `nil` for a name.
    init?(_ text: String) {
        let bare = text.split(separator: "%", maxSplits: 1).first.map(String.init) ?? text
        var four = in_addr()
        var six = in6_addr()
        if inet_pton(AF_INET, bare, &four) == 1 {
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        } else if inet_pton(AF_INET6, bare, &six) == 1 {
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        } else {
            return nil
        }
    }

    /// A socket address, which need not be aligned; `nil` for a family other than the two of the internet.
    init?(_ address: UnsafeRawPointer, length: Int) {
        guard length >= MemoryLayout<sockaddr_in>.size else { return nil }
        switch Int32(address.loadUnaligned(as: sa_family_t.self)) {
        case AF_INET:
            var four = address.loadUnaligned(as: sockaddr_in.self).sin_addr
            bytes = withUnsafeBytes(of: &four) { Array($0) }
        case AF_INET6 where length >= MemoryLayout<sockaddr_in6>.size:
            var six = address.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            bytes = withUnsafeBytes(of: &six) { Array($0) }
        default: return nil
        }
    }

    /// Whether it belongs to the public internet. Everything else may be a machine that trusts whoever reaches it: this
    /// one, its neighbours, the metadata service of a cloud.
    var isPublic: Bool {
        bytes.count == 4
            ? !Self.privateFour.contains(where: isIn)
            // Only global unicast, so neither `::1` nor local, link-local, multicast, IPv4-mapped and translated ones.
            : isIn(Self.globalUnicast) && !Self.privateSix.contains(where: isIn)
    }

    private func isIn(_ block: Block) -> Bool {
        let (whole, rest) = block.length.quotientAndRemainder(dividingBy: 8)
        guard bytes.prefix(whole).elementsEqual(block.start.prefix(whole)) else { return false }
        guard rest > 0 else { return true }
        return bytes[whole] >> (8 - rest) == (whole < block.start.count ? block.start[whole] : 0) >> (8 - rest)
    }

    private struct Block {
        /// Bytes that are missing are zero.
        var start: [UInt8]
        /// In bits.
        var length: Int
    }

    /// The blocks of IANA's special-purpose registry (RFC 6890 and what it was amended by), with multicast.
    private static let privateFour = [
        Block(start: [0], length: 8), Block(start: [10], length: 8), Block(start: [100, 64], length: 10),
        Block(start: [127], length: 8), Block(start: [169, 254], length: 16), Block(start: [172, 16], length: 12),
        Block(start: [192, 0, 0], length: 24), Block(start: [192, 0, 2], length: 24),
        Block(start: [192, 88, 99], length: 24), Block(start: [192, 168], length: 16),
        Block(start: [198, 18], length: 15), Block(start: [198, 51, 100], length: 24),
        Block(start: [203, 0, 113], length: 24), Block(start: [224], length: 4), Block(start: [240], length: 4),
    ]
    private static let globalUnicast = Block(start: [0x20], length: 3)
    /// Protocol assignments with Teredo, documentation twice, and 6to4, which holds an IPv4 address.
    private static let privateSix = [
        Block(start: [0x20, 0x01, 0x00], length: 23), Block(start: [0x20, 0x01, 0x0d, 0xb8], length: 32),
        Block(start: [0x3f, 0xff, 0x00], length: 20), Block(start: [0x20, 0x02], length: 16),
    ]
}
