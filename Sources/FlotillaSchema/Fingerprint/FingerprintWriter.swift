/// Writes named fields and blocks of them, so that different values never give the same text.
///
/// A field that has its usual value is not written: a property that the model gets later leaves the texts of schemas that do
/// not use it as they were, and with them every fingerprint that was stored.
struct FingerprintWriter {
    private(set) var bytes: [UInt8] = []
    private var depth = 0

    mutating func block(_ name: StaticString, _ body: (inout FingerprintWriter) -> Void) {
        begin(name)
        append(" {")
        end()
        depth += 1
        body(&self)
        depth -= 1
        begin("}")
        end()
    }

    /// Texts in quotes, each on the line of the name; nothing for an empty list.
    mutating func list(_ name: StaticString, _ texts: [String]) {
        guard !texts.isEmpty else { return }
        begin(name)
        for text in texts { append(quoted: text) }
        end()
    }

    mutating func field(_ name: StaticString, _ text: String?) {
        if let text { list(name, [text]) }
    }

    mutating func field(_ name: StaticString, _ number: Int?) {
        if let number { words(name, [String(number)]) }
    }

    mutating func flag(_ name: StaticString, _ isSet: Bool) {
        if isSet { words(name, []) }
    }

    /// Words of this program, which need no quotes.
    mutating func words(_ name: StaticString, _ words: [String]) {
        begin(name)
        for word in words { append(" " + word) }
        end()
    }

    mutating func field(_ name: StaticString, _ type: ColumnType) {
        begin(name)
        append(type)
        end()
    }

    mutating func field(_ name: StaticString, _ object: ObjectName) {
        begin(name)
        append(object)
        end()
    }

    private mutating func begin(_ name: StaticString) {
        for _ in 0..<depth { bytes.append(UInt8(ascii: " ")) }
        name.withUTF8Buffer { bytes.append(contentsOf: $0) }
    }

    private mutating func end() { bytes.append(UInt8(ascii: "\n")) }

    private mutating func append(_ words: String) { bytes.append(contentsOf: words.utf8) }

    private mutating func append(quoted text: String) {
        append(" \"")
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""): append("\\\"")
            case UInt8(ascii: "\\"): append("\\\\")
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// The namespace first: two texts for an object elsewhere, one for an own one.
    private mutating func append(_ object: ObjectName) {
        if let namespace = object.namespace { append(quoted: namespace) }
        append(quoted: object.name)
    }

    /// Every word has a fixed number of parts, so that what follows an array's is that of its elements.
    private mutating func append(_ type: ColumnType) {
        switch type {
        case .boolean: append(" boolean")
        case .integer(let bits, let isUnsigned): append(" integer \(bits)" + (isUnsigned ? " unsigned" : ""))
        case .decimal(let precision, let scale): append(" decimal \(Self.number(precision)) \(Self.number(scale))")
        case .floatingPoint(let bits): append(" float \(bits)")
        case .text: append(" text")
        case .varchar(let length): append(" varchar \(length)")
        case .char(let length): append(" char \(length)")
        case .binary: append(" binary")
        case .varbinary(let length): append(" varbinary \(length)")
        case .date: append(" date")
        case .time(let precision, let hasZone): append(" time \(Self.number(precision))" + (hasZone ? " zone" : ""))
        case .timestamp(let precision, let hasZone):
            append(" timestamp \(Self.number(precision))" + (hasZone ? " zone" : ""))
        case .interval: append(" interval")
        case .json(let isBinary): append(isBinary ? " jsonb" : " json")
        case .uuid: append(" uuid")
        case .named(let object):
            append(" named")
            append(object)
        case .choice(let values):
            append(" choice")
            for value in values { append(quoted: value) }
        case .array(let element):
            append(" array")
            append(element)
        case .other(let spelling):
            append(" other")
            append(quoted: spelling)
        }
    }

    private static func number(_ number: Int?) -> String { number.map(String.init) ?? "-" }
}

/// A value of the model that can be written without loss.
protocol FingerprintWritable {
    func write(to writer: inout FingerprintWriter)
}

extension FingerprintWritable {
    var exact: ExactText {
        var writer = FingerprintWriter()
        write(to: &writer)
        return ExactText(bytes: writer.bytes)
    }
}

/// A text as its bytes are. To a database `é` as one character and as two are different names; to `String` they are equal.
struct ExactText: Hashable, Comparable {
    var bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    init(_ text: String) { bytes = Array(text.utf8) }

    init(_ name: ObjectName) {
        bytes = Array((name.namespace ?? "").utf8) + [0] + Array(name.name.utf8)
    }

    static func < (left: ExactText, right: ExactText) -> Bool { left.bytes.lexicographicallyPrecedes(right.bytes) }
}
