/// CSV as RFC 4180 has it, record by record: commas, double quotes, quotes doubled inside them, LF or CRLF.
struct CSVReader {
    struct Field {
        var text: String
        var spot: Spot
        /// 1 behind a quotation mark.
        var inset: Int

        var textSpot: Spot { spot.advanced(by: inset) }
    }

    let bytes: ByteReader
    private var scratch: [UInt8] = []

    init(_ bytes: ByteReader) { self.bytes = bytes }

    /// The next record; `nil` at the end. Empty lines are passed over.
    mutating func record(into fields: inout [Field]) throws(InventoryError) -> Bool {
        fields.removeAll(keepingCapacity: true)
        while let byte = try bytes.peek(), byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
            _ = try bytes.next()
        }
        guard try bytes.peek() != nil else { return false }
        while true {
            fields.append(try field())
            guard let byte = try bytes.next() else { return true }
            if byte == UInt8(ascii: ",") { continue }
            if byte == UInt8(ascii: "\r"), try bytes.peek() == UInt8(ascii: "\n") { _ = try bytes.next() }
            return true
        }
    }

    private mutating func field() throws(InventoryError) -> Field {
        let spot = bytes.spot
        scratch.removeAll(keepingCapacity: true)
        let isQuoted = try bytes.peek() == UInt8(ascii: "\"")
        if isQuoted {
            try quoted(from: spot)
        } else {
            try bytes.append(to: &scratch) {
                $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
                    || $0 == UInt8(ascii: "\"") || $0 == 0
            }
        }
        switch try bytes.peek() {
        case nil, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): break
        case UInt8(ascii: "\""):
            throw bytes.fault(.syntax(words: "a quotation mark inside a field that does not begin with one"))
        case 0: throw bytes.fault(.controlCharacter)
        default: throw bytes.fault(.syntax(words: "text after the closing quotation mark"))
        }
        guard let text = String(validating: scratch, as: UTF8.self) else { throw bytes.fault(.notUTF8, at: spot) }
        return Field(text: text, spot: spot, inset: isQuoted ? 1 : 0)
    }

    /// A quoted field may hold commas, line ends and, doubled, quotation marks.
    private mutating func quoted(from spot: Spot) throws(InventoryError) {
        _ = try bytes.next()
        while true {
            try bytes.append(to: &scratch) { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") }
            guard scratch.count <= ReadingLimits.text else { throw bytes.fault(.tooLarge(limit: ReadingLimits.text)) }
            guard let byte = try bytes.next() else {
                throw bytes.fault(.syntax(words: "a field without its closing quotation mark"), at: spot)
            }
            if byte == UInt8(ascii: "\n") {
                scratch.append(byte)
            } else if try bytes.peek() == UInt8(ascii: "\"") {
                _ = try bytes.next()
                scratch.append(byte)
            } else {
                return
            }
        }
    }
}
