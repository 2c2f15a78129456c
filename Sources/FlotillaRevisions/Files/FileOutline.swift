/// A file cut into lines at the markers, before anything is understood.
struct FileOutline {
    struct Line {
        /// From 1.
        let number: Int
        /// Without line end and byte-order mark.
        let bytes: ByteLine
    }

    struct Block {
        let marker: Line
        let markerText: [UInt8]
        let body: [UInt8]
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    static let markerStart: StaticString = "-- flotilla:"

    private(set) var header: [Line] = []
    private(set) var headerText: [UInt8] = []
    private(set) var blocks: [Block] = []
    private(set) var almostMarkers: [RevisionFileWarning] = []

    init(_ bytes: [UInt8]) {
        var lines = LineScanner(bytes)
        var open: (marker: Line, text: Range<Int>)?
        while let range = lines.next() {
            let line = Line(number: lines.number, bytes: FileOutline.content(of: bytes[range], number: lines.number))
            if line.bytes.hasPrefix(FileOutline.markerStart) {
                close(open, before: range.lowerBound, bytes)
                open = (line, range)
            } else {
                if open == nil { header.append(line) }
                noteAlmostMarker(line)
            }
        }
        close(open, before: bytes.count, bytes)
    }

    static func content(of line: ByteLine, number: Int) -> ByteLine {
        var line = line
        if number == 1, line.starts(with: byteOrderMark) { line = line.dropFirst(byteOrderMark.count) }
        if line.last == .lineFeed { line = line.dropLast() }
        if line.last == .carriageReturn { line = line.dropLast() }
        return line
    }

    /// Ends the header or the block that is open.
    private mutating func close(_ open: (marker: Line, text: Range<Int>)?, before end: Int, _ bytes: [UInt8]) {
        if let open {
            let body = Array(bytes[open.text.upperBound..<end])
            blocks.append(Block(marker: open.marker, markerText: Array(bytes[open.text]), body: body))
        } else {
            headerText = Array(bytes[..<end])
        }
    }

    /// `--flotilla:downgrade` would silently become part of the upgrade.
    private mutating func noteAlmostMarker(_ line: Line) {
        let comment = line.bytes.drop { $0.isBlank }
        guard comment.hasPrefix("--") else { return }
        let word = comment.dropFirst(2).drop { $0.isBlank }.prefix { !$0.isBlank && $0 != UInt8(ascii: ":") }
        guard word.count == 8, word.text.lowercased() == "flotilla" else { return }
        guard comment[word.endIndex...].drop(while: { $0.isBlank }).first == UInt8(ascii: ":") else { return }
        almostMarkers.append(RevisionFileWarning(line: line.number, kind: .almostMarker(comment.text)))
    }
}

/// Walks over the lines of a file.
struct LineScanner {
    private let bytes: [UInt8]
    private var position = 0
    /// The number of the line that was returned last, from 1.
    private(set) var number = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next line with its line end.
    mutating func next() -> Range<Int>? {
        guard position < bytes.count else { return nil }
        let start = position
        position = bytes[start...].firstIndex(of: .lineFeed).map { $0 + 1 } ?? bytes.count
        number += 1
        return start..<position
    }
}
