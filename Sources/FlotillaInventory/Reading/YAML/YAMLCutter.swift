/// Reads a YAML file whose outline is plain in slices of entries, so that a fleet of any size passes through flat
/// memory.
struct YAMLCutter {
    /// Enough that a parser's own start costs nothing, few enough that what is held stays under 100 KB.
    static let entriesPerSlice = 200

    /// A stretch of whole lines that can be read by itself.
    struct Slice {
        enum Content {
            /// One top-level key and what belongs to it.
            case section(key: String)
            case entries(count: Int)
        }

        var content: Content
        var firstLine: Int
        var text: [UInt8] = []
    }

    private let reader: ByteReader
    private var outline = YAMLOutline()
    private var open: Slice?

    init(file: String) throws(InventoryError) {
        reader = try ByteReader(try FileBytes(file, limit: ReadingLimits.document), name: file)
    }

    /// The next slice; `nil` at the end.
    mutating func next() throws(InventoryError) -> Slice? {
        var line: [UInt8] = []
        while try reader.nextLine(into: &line) {
            let role = outline.follow(YAMLLine(line), isDocumentMark: Self.isDocumentMark(line))
            let finished = begin(role, line: reader.line - 1)
            if role != .documentStart { open?.text += line }
            if let finished { return finished }
            guard (open?.text.count ?? 0) <= ReadingLimits.wholeYAML else {
                throw reader.fault(.tooLarge(limit: ReadingLimits.wholeYAML))
            }
        }
        defer { open = nil }
        return open
    }

    static func isDocumentMark(_ line: some Collection<UInt8>) -> Bool {
        let mark = line.prefix(3)
        guard mark.elementsEqual("---".utf8) || mark.elementsEqual("...".utf8) else { return false }
        let behind = line.dropFirst(3).first
        return behind == nil || behind == 0x20 || behind == 0x0A || behind == 0x0D || behind == 0x09
    }

    /// Opens a new slice where the line begins one, and returns the slice that it ends.
    private mutating func begin(_ role: YAMLOutline.Role, line: Int) -> Slice? {
        let previous = open
        switch role {
        case .sectionStart(let key):
            open = Slice(content: .section(key: key), firstLine: line)
            return previous
        case .entryStart:
            guard case .entries(let count) = previous?.content else {
                // What is dropped is the line `targets:` itself, with comments below it.
                open = Slice(content: .entries(count: 1), firstLine: line)
                return nil
            }
            guard count == Self.entriesPerSlice else {
                open?.content = .entries(count: count + 1)
                return nil
            }
            open = Slice(content: .entries(count: 1), firstLine: line)
            return previous
        case .filler, .documentStart, .sectionBody, .entryBody, .unclear: return nil
        }
    }
}
