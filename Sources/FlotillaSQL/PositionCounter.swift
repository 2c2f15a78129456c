/// Finds the places of offsets that come mostly in order, so that all of them together cost one pass.
struct PositionCounter {
    private var offset = 0
    private var line = 1
    private var lineStart = 0

    /// Without the column, whose cost grows with the length of the line.
    mutating func line(of target: Int, in bytes: [UInt8]) -> Int {
        if target < offset { self = PositionCounter() }
        while offset < target {
            if bytes[offset] == .newline {
                line += 1
                lineStart = offset + 1
            }
            offset += 1
        }
        return line
    }

    mutating func position(of target: Int, in bytes: [UInt8]) -> SQLPosition {
        let line = line(of: target, in: bytes)
        let before = String(decoding: bytes[lineStart..<target], as: UTF8.self)
        return SQLPosition(offset: target, line: line, column: before.unicodeScalars.count + 1)
    }
}
