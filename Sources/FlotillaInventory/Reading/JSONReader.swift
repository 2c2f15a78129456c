/// JSON (RFC 8259), value by value, so that a list of any length passes through flat memory.
///
/// Numbers, `true` and `false` are text as written; `null` is absent. Repeated keys are refused.
struct JSONReader {
    let bytes: ByteReader
    private var scratch: [UInt8] = []

    init(_ bytes: ByteReader) { self.bytes = bytes }

    /// The first byte of what comes next; `nil` at the end.
    func peek() throws(InventoryError) -> UInt8? {
        while let byte = try bytes.peek() {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            _ = try bytes.next()
        }
        return nil
    }

    mutating func value(depth: Int = 0) throws(InventoryError) -> Value {
        guard depth < Value.depthLimit else { throw bytes.fault(.nestedTooDeep(limit: Value.depthLimit)) }
        let byte = try peek()
        let spot = bytes.spot
        switch byte {
        case UInt8(ascii: "\""): return Value(content: .text(try string()), spot: spot, inset: 1)
        case UInt8(ascii: "{"): return Value(content: .mapping(try members(depth: depth)), spot: spot)
        case UInt8(ascii: "["):
            var elements: [Value] = []
            try forEachElement { reader throws(InventoryError) in elements.append(try reader.value(depth: depth + 1)) }
            return Value(content: .list(elements), spot: spot)
        case nil: throw bytes.fault(.syntax(words: "the text ends where a value was expected"))
        default:
            let word = try word()
            return Value(content: word == "null" ? .absent : .text(word), spot: spot)
        }
    }

    /// Calls `body` before each element, which `body` must read.
    mutating func forEachElement(
        _ body: (inout JSONReader) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        try expect(UInt8(ascii: "["))
        if try skip(UInt8(ascii: "]")) { return }
        repeat { try body(&self) } while try separator(closing: UInt8(ascii: "]"))
    }

    /// Calls `body` with each key; `body` must read the value.
    mutating func forEachMember(
        _ body: (inout JSONReader, String, Spot) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        try expect(UInt8(ascii: "{"))
        if try skip(UInt8(ascii: "}")) { return }
        repeat {
            guard try peek() == UInt8(ascii: "\"") else {
                throw bytes.fault(.syntax(words: "a key in double quotes was expected"))
            }
            let spot = bytes.spot
            let key = try string()
            try expect(UInt8(ascii: ":"))
            try body(&self, key, spot)
        } while try separator(closing: UInt8(ascii: "}"))
    }

    private mutating func members(depth: Int) throws(InventoryError) -> [Value.Member] {
        var members: [Value.Member] = []
        try forEachMember { reader, key, spot throws(InventoryError) in
            if let first = members.first(where: { $0.key == key }) {
                throw reader.bytes.fault(.repeatedKey(key, first: first.keySpot.place(in: reader.bytes.name)), at: spot)
            }
            members.append(Value.Member(key: key, keySpot: spot, value: try reader.value(depth: depth + 1)))
        }
        return members
    }

    /// `true` after a comma, `false` after the closing bracket.
    private func separator(closing: UInt8) throws(InventoryError) -> Bool {
        if try skip(UInt8(ascii: ",")) { return true }
        if try skip(closing) { return false }
        let bracket = Character(Unicode.Scalar(closing))
        throw bytes.fault(.syntax(words: "a comma or \"\(bracket)\" was expected"))
    }

    private func expect(_ byte: UInt8) throws(InventoryError) {
        guard try skip(byte) else {
            throw bytes.fault(.syntax(words: "\"\(Character(Unicode.Scalar(byte)))\" was expected"))
        }
    }

    private func skip(_ byte: UInt8) throws(InventoryError) -> Bool {
        guard try peek() == byte else { return false }
        _ = try bytes.next()
        return true
    }
}

extension JSONReader {
    /// A number, `true`, `false` or `null`, as written.
    private mutating func word() throws(InventoryError) -> String {
        let spot = bytes.spot
        scratch.removeAll(keepingCapacity: true)
        try bytes.append(to: &scratch) { byte in
            !(isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+")
                || byte == UInt8(ascii: "."))
        }
        let word = String(decoding: scratch, as: UTF8.self)
        guard ["true", "false", "null"].contains(word) || Self.isNumber(scratch) else {
            throw bytes.fault(.syntax(words: "a value was expected"), at: spot)
        }
        return word
    }

    /// `-`? (`0` or digits) (`.` digits)? (`e` sign? digits)?
    private static func isNumber(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        func digits() -> Int {
            let count = rest.prefix(while: isDigit).count
            rest = rest.dropFirst(count)
            return count
        }
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let leadsWithZero = rest.first == UInt8(ascii: "0")
        let whole = digits()
        guard whole > 0, whole == 1 || !leadsWithZero else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard digits() > 0 else { return false }
        }
        if let exponent = rest.first, exponent | 0x20 == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard digits() > 0 else { return false }
        }
        return rest.isEmpty
    }

    private mutating func string() throws(InventoryError) -> String {
        let start = bytes.spot
        _ = try bytes.next()
        scratch.removeAll(keepingCapacity: true)
        while true {
            try bytes.append(to: &scratch) { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") || $0 < 0x20 }
            guard scratch.count <= ReadingLimits.text else { throw bytes.fault(.tooLarge(limit: ReadingLimits.text)) }
            switch try bytes.peek() {
            case UInt8(ascii: "\""):
                _ = try bytes.next()
                guard let text = String(validating: scratch, as: UTF8.self) else {
                    throw bytes.fault(.notUTF8, at: start)
                }
                return text
            case UInt8(ascii: "\\"):
                _ = try bytes.next()
                try escape()
            case nil: throw bytes.fault(.syntax(words: "a text without its closing quotation mark"), at: start)
            default: throw bytes.fault(.controlCharacter)
            }
        }
    }

    private mutating func escape() throws(InventoryError) {
        let spot = bytes.spot
        switch try bytes.next() {
        case UInt8(ascii: "\""): scratch.append(UInt8(ascii: "\""))
        case UInt8(ascii: "\\"): scratch.append(UInt8(ascii: "\\"))
        case UInt8(ascii: "/"): scratch.append(UInt8(ascii: "/"))
        case UInt8(ascii: "b"): scratch.append(0x08)
        case UInt8(ascii: "f"): scratch.append(0x0C)
        case UInt8(ascii: "n"): scratch.append(0x0A)
        case UInt8(ascii: "r"): scratch.append(0x0D)
        case UInt8(ascii: "t"): scratch.append(0x09)
        case UInt8(ascii: "u"): scratch.append(contentsOf: Character(try escapedScalar(at: spot)).utf8)
        default: throw bytes.fault(.syntax(words: "an unknown escape"), at: spot)
        }
    }

    /// One code unit, or two that form a pair; half a pair is no character.
    private func escapedScalar(at spot: Spot) throws(InventoryError) -> Unicode.Scalar {
        let first = try codeUnit(at: spot)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first), try bytes.next() == UInt8(ascii: "\\"),
            try bytes.next() == UInt8(ascii: "u")
        else { throw bytes.fault(.syntax(words: "half of a surrogate pair"), at: spot) }
        let second = try codeUnit(at: spot)
        guard UTF16.isTrailSurrogate(second) else {
            throw bytes.fault(.syntax(words: "half of a surrogate pair"), at: spot)
        }
        return UTF16.decode(UTF16.EncodedScalar([first, second]))
    }

    private func codeUnit(at spot: Spot) throws(InventoryError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard let digit = try bytes.next().flatMap({ Character(Unicode.Scalar($0)).hexDigitValue }) else {
                throw bytes.fault(.syntax(words: "four hexadecimal digits were expected"), at: spot)
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }
}
