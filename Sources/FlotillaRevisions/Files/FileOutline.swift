/// A file cut into lines at the markers, before anything is understood.
struct FileOutline {
    struct Line {
        /// From 1.
        let number: Int
        /// Without line end and byte-order mark. Bytes that are no UTF-8 become U+FFFD: good enough for a header.
        let text: String
    }

    struct Block {
        let marker: Line
        let markerText: [UInt8]
        let body: [UInt8]
    }

    static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]
    static let markerStart = "-- flotilla:"
    private static let markerBytes = Array(markerStart.utf8)

    private(set) var header: [Line] = []
    private(set) var headerText: [UInt8] = []
    private(set) var blocks: [Block] = []
    private(set) var almostMarkers: [RevisionFileWarning] = []

    init(_ bytes: [UInt8]) {
        var lines = LineScanner(bytes)
        var open: (marker: Line, text: Range<Int>)?
        while let range = lines.next() {
            if FileOutline.isMarker(bytes[range], number: lines.number) {
                close(open, before: range.lowerBound, bytes)
                open = (Line(number: lines.number, text: FileOutline.text(bytes[range])), range)
            } else {
                if open == nil { header.append(Line(number: lines.number, text: FileOutline.text(bytes[range]))) }
                noteAlmostMarker(bytes[range], number: lines.number)
            }
        }
        close(open, before: bytes.count, bytes)
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

    private static func isMarker(_ line: ArraySlice<UInt8>, number: Int) -> Bool {
        let hasMark = number == 1 && line.starts(with: byteOrderMark)
        return line.dropFirst(hasMark ? byteOrderMark.count : 0).starts(with: markerBytes)
    }

    private static func text(_ line: ArraySlice<UInt8>) -> String {
        var line = line
        if line.starts(with: byteOrderMark) { line = line.dropFirst(byteOrderMark.count) }
        if line.last == UInt8(ascii: "\n") { line = line.dropLast() }
        if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
        return String(decoding: line, as: UTF8.self)
    }

    /// `--flotilla:downgrade` would silently become part of the upgrade.
    private mutating func noteAlmostMarker(_ line: ArraySlice<UInt8>, number: Int) {
        let content = line.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        guard content.starts(with: "--".utf8) else { return }
        let text = FileOutline.text(content)
        let squeezed = text.prefix(40).filter { !$0.isWhitespace }.lowercased()
        guard squeezed.hasPrefix("--flotilla:") else { return }
        almostMarkers.append(RevisionFileWarning(line: number, kind: .almostMarker(text)))
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
        while position < bytes.count, bytes[position] != UInt8(ascii: "\n") { position += 1 }
        if position < bytes.count { position += 1 }
        number += 1
        return start..<position
    }
}
