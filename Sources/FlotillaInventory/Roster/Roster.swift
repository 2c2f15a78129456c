import FlotillaDriver

/// The frozen selection of one run: which targets, in which order, on which servers.
///
/// The targets lie in a temporary file without a name and are read back one by one, so that a fleet costs 12 bytes of
/// memory for each target. No password is in that file: those that stand literally in URLs are kept in memory, once
/// each, and references stay references.
///
/// Safe from any thread; reading a target is one `pread`.
public final class Roster: Sendable {
    /// Targets that share a server, for limits per server.
    public struct Server: Sendable, Hashable {
        /// ``ConnectionURL/serverKey``, or ``Roster/unknownServer``.
        public var key: String
        public var count: Int
    }

    /// The key of targets whose server only a secret would tell. They count as one server, which is the careful guess.
    public static let unknownServer = "unknown"

    /// In the order in which they were first met.
    public let servers: [Server]
    /// Offset in the file (40 bits) and server (24 bits).
    private let entries: [UInt64]
    /// Indices of targets, server by server.
    private let byServer: [UInt32]
    private let firstOfServer: [Int]
    private let file: SpoolFile
    private let size: Int
    private let format: RosterFormat

    init(servers: [Server], entries: [UInt64], file: SpoolFile, size: Int, format: RosterFormat) {
        self.servers = servers
        self.entries = entries
        self.file = file
        self.size = size
        self.format = format
        (byServer, firstOfServer) = Self.group(entries, counts: servers.map(\.count))
    }

    public var count: Int { entries.count }

    public var isEmpty: Bool { entries.isEmpty }

    /// The target at `index`, 0 to ``count`` - 1. Takes a microsecond or two.
    ///
    /// Throws ``InventoryError/Reason/spool(words:)`` when the temporary file cannot be read.
    public subscript(index: Int) -> Target {
        get throws(InventoryError) {
            let start = Self.offset(entries[index])
            let end = index + 1 < entries.count ? Self.offset(entries[index + 1]) : size
            return try file.withBytes(at: start, count: end - start) { format.target(in: $0) }
        }
    }

    /// Index into ``servers`` of the target at `index`.
    public func server(of index: Int) -> Int { Self.server(entries[index]) }

    /// Indices of the targets on one server, in the order of the roster.
    public func indices(onServer server: Int) -> ArraySlice<UInt32> {
        byServer[firstOfServer[server]..<firstOfServer[server] + servers[server].count]
    }

    /// Up to `count` targets, spread evenly over the roster, first and last included.
    public func sample(_ count: Int) throws(InventoryError) -> [Target] {
        guard count > 0, !entries.isEmpty else { return [] }
        let wanted = min(count, entries.count)
        var sample: [Target] = []
        for step in 0..<wanted {
            sample.append(try self[wanted == 1 ? 0 : step * (entries.count - 1) / (wanted - 1)])
        }
        return sample
    }
}

extension Roster {
    static let serverLimit = 1 << 24
    static let sizeLimit = 1 << 40

    static func pack(offset: Int, server: Int) -> UInt64 { UInt64(offset) << 24 | UInt64(server) }
    private static func offset(_ entry: UInt64) -> Int { Int(entry >> 24) }
    private static func server(_ entry: UInt64) -> Int { Int(entry & 0xFF_FFFF) }

    /// Sorts by counting, which keeps the order within a server.
    private static func group(_ entries: [UInt64], counts: [Int]) -> (indices: [UInt32], first: [Int]) {
        var first: [Int] = []
        var total = 0
        for count in counts {
            first.append(total)
            total += count
        }
        var next = first
        var indices = [UInt32](repeating: 0, count: entries.count)
        for (index, entry) in entries.enumerated() {
            indices[next[server(entry)]] = UInt32(index)
            next[server(entry)] += 1
        }
        return (indices, first)
    }
}
