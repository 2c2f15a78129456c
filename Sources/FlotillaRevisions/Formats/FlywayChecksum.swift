/// The checksum that Flyway keeps of a script: CRC-32 over its lines without their ends, read as a signed number. A byte-order
/// mark does not count, nor does whether lines end in `\n`, `\r\n` or `\r`.
/// Source: Flyway's `ChecksumCalculator`, which reads with Java's `BufferedReader.readLine`.
public enum FlywayChecksum {
    /// Bytes that are no UTF-8 count as they stand, where Flyway refuses the file.
    public static func of(_ bytes: [UInt8]) -> Int32 {
        var sum: UInt32 = 0xFFFF_FFFF
        let start = bytes.starts(with: FileOutline.byteOrderMark) ? FileOutline.byteOrderMark.count : 0
        for byte in bytes[start...] where byte != .lineFeed && byte != .carriageReturn {
            sum = table[Int((sum ^ UInt32(byte)) & 0xFF)] ^ (sum >> 8)
        }
        return Int32(bitPattern: ~sum)
    }

    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
    }
}
