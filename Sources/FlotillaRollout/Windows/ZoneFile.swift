/// Why bytes are no time zone.
public enum ZoneFileError: String, Error, Sendable, Hashable, CaseIterable {
    case notTZif = "it does not begin as one"
    case cutShort = "it ends too early"
    /// A number that points outside of the table it belongs to, or changes that are not in order.
    case inconsistent = "its tables contradict each other"
    /// The zones of the folder `right` count leap seconds, which the ledger's clock does not.
    case leapSeconds = "it counts leap seconds"
    case badFooter = "the rule at its end cannot be read"
}

extension ZoneRules {
    /// Reads a TZif file of any version. From version 2 on the second block is read, with its 64-bit moments, and the
    /// footer behind it.
    public init(parsing bytes: [UInt8]) throws(ZoneFileError) {
        var reader = ZoneFileReader(bytes)
        let first = try ZoneFileReader.Header(&reader)
        guard first.version > 0 else {
            self = try reader.block(first, momentSize: 4, footer: false)
            return
        }
        try reader.skip(first.length(momentSize: 4))
        self = try reader.block(try ZoneFileReader.Header(&reader), momentSize: 8, footer: true)
    }
}

/// Takes one number after the other from a file.
private struct ZoneFileReader {
    /// The six counts that stand before a block.
    struct Header {
        /// 0 for the first version of the format, whose byte here is NUL.
        let version: UInt8
        let utCount, standardCount, leapCount, changeCount, kindCount, nameLength: Int

        init(_ reader: inout ZoneFileReader) throws(ZoneFileError) {
            guard reader.bytes[reader.position...].starts(with: "TZif".utf8) else { throw .notTZif }
            reader.position += 4
            version = try reader.byte()
            try reader.skip(15)
            utCount = try reader.count()
            standardCount = try reader.count()
            leapCount = try reader.count()
            changeCount = try reader.count()
            kindCount = try reader.count()
            nameLength = try reader.count()
        }

        /// Of the block, in bytes.
        func length(momentSize: Int) -> Int {
            changeCount * (momentSize + 1) + kindCount * 6 + nameLength + leapCount * (momentSize + 4) + standardCount
                + utCount
        }
    }

    let bytes: [UInt8]
    var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func block(_ header: Header, momentSize: Int, footer: Bool) throws(ZoneFileError) -> ZoneRules {
        guard header.leapCount == 0 else { throw .leapSeconds }
        guard header.kindCount > 0 else { throw .inconsistent }
        guard position + header.length(momentSize: momentSize) <= bytes.count else { throw .cutShort }
        var moments: [Int64] = []
        for _ in 0..<header.changeCount { moments.append(try number(momentSize)) }
        var kinds: [Int] = []
        for _ in 0..<header.changeCount { kinds.append(Int(try byte())) }
        var offsets: [Int] = []
        for _ in 0..<header.kindCount {
            offsets.append(Int(try number(4)))
            // Whether it is summer time, and its name: a clock is only ever compared with the offset.
            try skip(2)
        }
        guard kinds.allSatisfy(offsets.indices.contains), zip(moments, moments.dropFirst()).allSatisfy({ $0 < $1 }),
            offsets.allSatisfy({ abs($0) < 26 * 3600 })
        else { throw .inconsistent }
        try skip(header.nameLength + header.standardCount + header.utCount)
        let changes = zip(moments, kinds).map { ZoneRules.Change(at: $0, offset: offsets[$1]) }
        return ZoneRules(before: offsets[0], changes: changes, yearly: footer ? try self.footer() : nil)
    }

    /// Between two line ends; empty when nothing is known of the time behind the last change.
    private mutating func footer() throws(ZoneFileError) -> YearlyRule? {
        guard try byte() == UInt8(ascii: "\n") else { throw .badFooter }
        guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { throw .cutShort }
        let text = bytes[position..<end]
        if text.isEmpty { return nil }
        guard let rule = YearlyRule(parsing: text) else { throw .badFooter }
        return rule
    }

    mutating func skip(_ count: Int) throws(ZoneFileError) {
        guard count <= bytes.count - position else { throw .cutShort }
        position += count
    }

    mutating func byte() throws(ZoneFileError) -> UInt8 {
        try skip(1)
        return bytes[position - 1]
    }

    /// Never negative, and small enough to be added up.
    mutating func count() throws(ZoneFileError) -> Int {
        let count = try number(4)
        guard count >= 0 else { throw .inconsistent }
        return Int(count)
    }

    /// Big-endian, in two's complement.
    private mutating func number(_ size: Int) throws(ZoneFileError) -> Int64 {
        var value = Int64(Int8(bitPattern: try byte()))
        for _ in 1..<size { value = value << 8 | Int64(try byte()) }
        return value
    }
}
