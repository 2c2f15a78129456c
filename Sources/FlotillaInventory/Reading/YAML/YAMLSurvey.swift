/// One cheap pass over a YAML file before anything is made of it: refuses what no text holds, and finds out whether the
/// file can be cut into entries.
struct YAMLSurvey {
    private(set) var isCuttable = true
    private(set) var byteCount = 0

    private var hasSection = false
    private var outline = YAMLOutline()

    init(file: String) throws(InventoryError) {
        let reader = try ByteReader(try FileBytes(file, limit: ReadingLimits.document), name: file)
        var line: [UInt8] = []
        while try reader.nextLine(into: &line) { try look(at: line, number: reader.line - 1, file: file) }
        isCuttable = isCuttable && hasSection
    }

    private mutating func look(at bytes: [UInt8], number: Int, file: String) throws(InventoryError) {
        byteCount += bytes.count
        try checkCharacters(bytes, number: number, file: file)
        switch outline.follow(YAMLLine(bytes), isDocumentMark: YAMLCutter.isDocumentMark(bytes)) {
        case .unclear: isCuttable = false
        case .sectionStart: hasSection = true
        case .filler, .documentStart, .sectionBody, .entryStart, .entryBody: break
        }
    }

    /// YAML 1.1 also ends lines at a lone CR, NEL, LS and PS: a file that has one is not cut, for its lines are not
    /// ours.
    private mutating func checkCharacters(_ bytes: [UInt8], number: Int, file: String) throws(InventoryError) {
        for (index, byte) in bytes.enumerated() where byte < 0x20 || byte == 0x7F || byte == 0xC2 || byte == 0xE2 {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            switch byte {
            case 0x0A, 0x09: continue
            case 0x0D: if next != 0x0A, index + 1 < bytes.count { isCuttable = false }
            case 0xC2: if next == 0x85 { isCuttable = false }
            case 0xE2: if next == 0x80, index + 2 < bytes.count, bytes[index + 2] & 0xFE == 0xA8 { isCuttable = false }
            default:
                let column = bytes[..<index].count { $0 & 0xC0 != 0x80 } + 1
                throw InventoryError(.controlCharacter, at: Place(file: file, line: number, column: column))
            }
        }
    }
}

extension ByteReader {
    /// The next line with its end; `false` when there is none.
    func nextLine(into line: inout [UInt8]) throws(InventoryError) -> Bool {
        line.removeAll(keepingCapacity: true)
        try append(to: &line) { $0 == UInt8(ascii: "\n") }
        guard line.count <= ReadingLimits.text else { throw fault(.tooLarge(limit: ReadingLimits.text)) }
        guard let end = try next() else {
            guard !line.isEmpty else { return false }
            // The last line counts as a line, whether it ends or not.
            endLine()
            return true
        }
        line.append(end)
        return true
    }
}
