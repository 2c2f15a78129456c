/// A piece of a file. Everything that the file format itself needs is ASCII and is found byte by byte: text is made only
/// of what a person will see.
typealias ByteLine = ArraySlice<UInt8>

extension UInt8 {
    static let lineFeed = UInt8(ascii: "\n")
    static let carriageReturn = UInt8(ascii: "\r")

    var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") || self == .carriageReturn }
}

extension ByteLine {
    /// Bytes that are no UTF-8 become U+FFFD.
    var text: String { String(decoding: self, as: UTF8.self) }

    /// Without blanks at both ends.
    var trimmed: ByteLine {
        let tail = drop { $0.isBlank }
        guard let last = tail.lastIndex(where: { !$0.isBlank }) else { return [] }
        return tail[...last]
    }

    func hasPrefix(_ prefix: StaticString) -> Bool {
        count >= prefix.utf8CodeUnitCount
            && prefix.withUTF8Buffer { zip(self, $0).allSatisfy { $0 == $1 } }
    }

    /// The column, from 1 and in characters, of a position in the line.
    func column(of position: Int) -> Int { self[startIndex..<position].text.count + 1 }
}
