import FlotillaDriver

extension Roster {
    /// Takes targets one by one; ``finish()`` freezes them.
    public final class Builder {
        private let file: SpoolFile
        private var format = RosterFormat()
        private var entries: [UInt64] = []
        private var servers: [Server] = []
        private var indexOfServer: [String: Int] = [:]
        private var buffer: [UInt8] = []
        private var flushed = 0

        private static let bufferSize = 64 * 1024

        /// - Parameter folder: of the temporary file; by default `$TMPDIR`, and `/tmp` without it.
        public init(folder: String? = nil, environment: Environment = .process) throws(InventoryError) {
            file = try SpoolFile(folder: folder ?? environment["TMPDIR"] ?? "/tmp")
        }

        public func add(_ target: Target) throws(InventoryError) {
            let offset = flushed + buffer.count
            guard offset < Roster.sizeLimit else { throw InventoryError(.spool(words: "the selection is too large")) }
            entries.append(Roster.pack(offset: offset, server: countServer(of: target)))
            format.append(target, to: &buffer)
            if buffer.count >= Self.bufferSize { try flush() }
        }

        /// The builder takes no more targets afterwards.
        public func finish() throws(InventoryError) -> Roster {
            try flush()
            format.freeze()
            return Roster(servers: servers, entries: entries, file: file, size: flushed, format: format)
        }

        private func countServer(of target: Target) -> Int {
            let key = target.url.serverKey ?? Roster.unknownServer
            if let index = indexOfServer[key] {
                servers[index].count += 1
                return index
            }
            // Past the limit every further server is counted with the unknown ones, which only makes us slower.
            guard servers.count < Roster.serverLimit - 1 || key == Roster.unknownServer else {
                return countUnknown()
            }
            servers.append(Server(key: key, count: 1))
            indexOfServer[key] = servers.count - 1
            return servers.count - 1
        }

        private func countUnknown() -> Int {
            let index = indexOfServer[Roster.unknownServer] ?? servers.count
            if index == servers.count { servers.append(Server(key: Roster.unknownServer, count: 0)) }
            indexOfServer[Roster.unknownServer] = index
            servers[index].count += 1
            return index
        }

        private func flush() throws(InventoryError) {
            try file.append(buffer)
            flushed += buffer.count
            buffer.removeAll(keepingCapacity: true)
        }
    }
}
