/// Bytes one after the other, with the line and column where they stand. Holds one chunk, whatever the length.
///
/// A byte order mark at the start is skipped. Lines end with LF; a column counts characters, not bytes.
final class ByteReader {
    static let chunkSize = 64 * 1024

    private let source: any ByteSource
    private let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: chunkSize, alignment: 16)
    private var position = 0
    private var end = 0
    private(set) var line = 1
    private(set) var column = 1
    /// As the errors name it.
    let name: String

    init(_ source: any ByteSource, name: String) throws(InventoryError) {
        self.source = source
        self.name = name
        try refill()
        if end >= 3, chunk[0] == 0xEF, chunk[1] == 0xBB, chunk[2] == 0xBF { position = 3 }
    }

    deinit { chunk.deallocate() }

    var spot: Spot { Spot(line: line, column: column) }

    func fault(_ reason: InventoryError.Reason, at spot: Spot? = nil) -> InventoryError {
        InventoryError(reason, at: (spot ?? self.spot).place(in: name))
    }

    /// The next byte, which stays; `nil` at the end.
    @inline(__always)
    func peek() throws(InventoryError) -> UInt8? {
        if position == end { try refill() }
        return position < end ? chunk[position] : nil
    }

    @inline(__always)
    func next() throws(InventoryError) -> UInt8? {
        guard let byte = try peek() else { return nil }
        position += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
        return byte
    }

    /// Appends bytes to `bytes` up to the first one that `isEnd` accepts, or to the end. None of them may be a line's
    /// end.
    func append(to bytes: inout [UInt8], until isEnd: (UInt8) -> Bool) throws(InventoryError) {
        while try peek() != nil {
            var stop = position
            var characters = 0
            while stop < end, !isEnd(chunk[stop]) {
                if chunk[stop] & 0xC0 != 0x80 { characters += 1 }
                stop += 1
            }
            bytes.append(contentsOf: chunk[position..<stop])
            column += characters
            position = stop
            if stop < end { return }
        }
    }

    /// For a last line that the file does not end.
    func endLine() {
        line += 1
        column = 1
    }

    private func refill() throws(InventoryError) {
        // A pipe may give a few bytes at a time; the byte order mark must come whole.
        end = try source.read(into: chunk)
        position = 0
        while end > 0, end < 3, line == 1, column == 1 {
            let more = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: chunk[end...]))
            if more == 0 { break }
            end += more
        }
    }
}
