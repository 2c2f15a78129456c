/// A row of a catalogue query, read from left to right.
struct CatalogueRow {
    private let values: [String?]
    private var position = 0

    init(_ values: [String?]) { self.values = values }

    mutating func next() -> String? {
        defer { position += 1 }
        return position < values.count ? values[position] : nil
    }

    mutating func text() -> String { next() ?? "" }
    mutating func bool() -> Bool { next() == "t" }
    mutating func int() -> Int { next().flatMap { Int($0) } ?? 0 }
    mutating func int64() -> Int64 { next().flatMap { Int64($0) } ?? 0 }
    mutating func list() -> [String] { next().map(Self.elements) ?? [] }

    /// The elements of a one-dimensional array in text form; an element that is NULL becomes empty.
    static func elements(of array: String) -> [String] {
        var elements: [String] = []
        var element: [UInt8] = []
        var isQuoted = false
        var wasQuoted = false
        var isEscaped = false
        func finish() {
            let text = String(decoding: element, as: UTF8.self)
            elements.append(!wasQuoted && text == "NULL" ? "" : text)
            element = []
            wasQuoted = false
        }
        let inside = array.utf8.dropFirst().dropLast()
        guard !inside.isEmpty else { return [] }
        for byte in inside {
            switch byte {
            case _ where isEscaped:
                element.append(byte)
                isEscaped = false
            case UInt8(ascii: "\\"): isEscaped = true
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                wasQuoted = true
            case UInt8(ascii: ",") where !isQuoted: finish()
            default: element.append(byte)
            }
        }
        finish()
        return elements
    }
}
