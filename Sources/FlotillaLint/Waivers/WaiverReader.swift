import FlotillaRevisions
import FlotillaSQL

/// Finds waivers in a file: those in its header, and those in a section as one engine reads it.
enum WaiverReader {
    static func header(of file: RevisionFile) -> [WrittenWaiver] {
        let last = max(0, (file.sections.first?.line ?? Int.max) - 1)
        return lines(file.bytes).prefix(last).enumerated().compactMap { index, line in
            guard let found = WrittenWaiver.text(in: line), found.offset == indentation(of: line) else { return nil }
            return WrittenWaiver(found.text, line: index + 1)
        }
    }

    /// With the lines of the statement that each serves; none for one that serves nothing.
    static func section(
        _ section: RevisionSection, on engine: Engine
    ) -> [(waiver: WrittenWaiver, serves: ClosedRange<Int>?)] {
        let lines = lines(section.body)
        guard lines.contains(where: { $0.contains(WrittenWaiver.mark) }) else { return [] }
        let script = SQLScript(section.body, engine: engine)
        let spans = script.statements.map(span)
        var start = 0
        var found: [(WrittenWaiver, ClosedRange<Int>?)] = []
        for (index, line) in lines.enumerated() {
            defer { start += line.utf8.count + 1 }
            guard let text = WrittenWaiver.text(in: line), isComment(start + text.offset, in: script) else { continue }
            let served = served(by: index + 1, spans, lines)
            let waiver = WrittenWaiver(text.text, line: section.line + index + 1)
            found.append((waiver, served.map { (section.line + $0.lowerBound)...(section.line + $0.upperBound) }))
        }
        return found
    }

    /// Bytes that are no UTF-8 would change the count of bytes: each becomes a sign of one byte.
    private static func lines(_ bytes: [UInt8]) -> [String] {
        bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { line in
            String(validating: line, as: UTF8.self)
                ?? String(decoding: line.map { $0 < 0x80 ? $0 : UInt8(ascii: "?") }, as: UTF8.self)
        }
    }

    private static func indentation(of line: String) -> Int { line.utf8.prefix { $0 == 0x20 || $0 == 0x09 }.count }

    private static func span(_ statement: SQLStatement) -> ClosedRange<Int> {
        statement.line...(statement.line + statement.bytes.count { $0 == UInt8(ascii: "\n") })
    }

    /// Neither within a string or a name, nor within the data of a `COPY`.
    private static func isComment(_ offset: Int, in script: SQLScript) -> Bool {
        if script.statements.contains(where: { $0.copyData?.contains(offset) ?? false }) { return false }
        guard let statement = script.statements.first(where: { $0.range.contains(offset) }) else { return true }
        let inside = offset - statement.range.lowerBound
        return !statement.tokens.contains { $0.range.contains(inside) }
    }

    private static func served(
        by line: Int, _ spans: [ClosedRange<Int>], _ lines: [String]
    ) -> ClosedRange<Int>? {
        if let own = spans.first(where: { $0.contains(line) }) {
            let last = spans.last { $0.contains(line) } ?? own
            return own.lowerBound...last.upperBound
        }
        guard let next = spans.first(where: { $0.lowerBound > line }) else { return nil }
        let between = lines[line..<(next.lowerBound - 1)]
        return between.allSatisfy { $0.drop { $0 == " " || $0 == "\t" }.hasPrefix("--") } ? next : nil
    }
}
