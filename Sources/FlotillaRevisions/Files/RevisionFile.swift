import FlotillaSQL

/// One file of the migrations folder: a letter with an envelope. The header, in SQL comments, says which revision it is
/// and what it follows; the sections hold the SQL.
///
/// The bytes are sacred: a byte-order mark, `\r\n`, text that is no UTF-8 come out as they went in, and a file that
/// nobody changed prints to what was read. The SQL is not looked at here, with one consequence: **a line that begins
/// with exactly `-- flotilla:` is a marker wherever it stands**, also inside a dollar quote or a string. Indent it by
/// one space there.
public struct RevisionFile: Sendable, Hashable {
    /// Where it was read, for messages.
    public let path: String
    public let header: RevisionHeader
    /// In the order of the file.
    public let sections: [RevisionSection]
    /// What may be meant otherwise than it is taken.
    public let warnings: [RevisionFileWarning]
    /// Where it was read from if another tool wrote it.
    public let originals: OriginalScripts?
    /// Everything before the first marker.
    let headerText: [UInt8]

    /// Takes a file apart.
    ///
    /// - Throws: the first problem of the file, with line and column.
    public init(parsing bytes: [UInt8], path: String) throws(RevisionFileError) {
        let outline = FileOutline(bytes)
        var warnings = outline.almostMarkers
        let headerParser = try HeaderParser(outline.header, path: path)
        let sections = try sectionsByMarker(outline, path: path)
        try refuseDuplicates(among: sections, path: path)

        self.path = path
        self.sections = sections
        header = try headerParser.header()
        warnings += headerParser.longNames()
        self.warnings = warnings.sorted { $0.line < $1.line }
        headerText = outline.headerText
        originals = nil
    }

    /// What was read from files of another tool.
    init(
        _ originals: OriginalScripts, header: RevisionHeader, sections: [RevisionSection],
        warnings: [RevisionFileWarning] = []
    ) {
        path = originals.up.path
        self.header = header
        self.sections = sections
        self.warnings = warnings
        self.originals = originals
        headerText = []
    }

    /// The file as it is stored; of another tool's, the upgrade and whatever else belongs to it, each behind a NUL, so that
    /// no statement can move from one to the other unnoticed.
    public var bytes: [UInt8] {
        if let originals { return Array(originals.all.map(\.bytes).joined(separator: [0])) }
        var bytes = headerText
        for section in sections { bytes += section.markerText + section.body }
        return bytes
    }

    /// The file without byte-order mark and carriage returns at line ends: two files that differ in these alone are
    /// the same to a reader, and have the same hash.
    public var normalizedBytes: [UInt8] {
        let bytes = bytes
        var normalized: [UInt8] = []
        normalized.reserveCapacity(bytes.count)
        let start = bytes.starts(with: FileOutline.byteOrderMark) ? FileOutline.byteOrderMark.count : 0
        for (position, byte) in bytes.enumerated().dropFirst(start) {
            let next = position + 1 < bytes.count ? bytes[position + 1] : nil
            if byte != .carriageReturn || next != .lineFeed { normalized.append(byte) }
        }
        return normalized
    }

    /// The node of the graph that the file declares.
    public var node: RevisionNode {
        RevisionNode(
            header.id, parents: header.parents, dependencies: header.dependencies, labels: header.labels,
            replaces: header.replaces, message: header.message)
    }
}

private func sectionsByMarker(_ outline: FileOutline, path: String) throws(RevisionFileError) -> [RevisionSection] {
    var sections: [RevisionSection] = []
    for block in outline.blocks {
        var parser = MarkerParser(block.marker, path: path)
        let section = RevisionSection(
            marker: try parser.marker(), line: block.marker.number, markerText: block.markerText, body: block.body)
        if section.marker.kind.hasNoBody, let line = section.firstStatementLine {
            throw RevisionFileError(path: path, line: line, column: 1, problem: .statementOutsideSection)
        }
        sections.append(section)
    }
    return sections
}

/// Two sections for the same purpose on the same engine: which one was meant cannot be told, unless the second says that it
/// wants another kind of transaction, and so goes on where the first ends.
private func refuseDuplicates(among sections: [RevisionSection], path: String) throws(RevisionFileError) {
    struct Seat: Hashable {
        let purpose: SectionPurpose
        let engine: Engine?
    }
    var taken: [Seat: RevisionSection] = [:]
    for section in sections {
        let engines: [Engine?] = section.marker.engines.isEmpty ? [nil] : section.marker.engines.sorted()
        for engine in engines {
            let seat = Seat(purpose: section.marker.kind.purpose, engine: engine)
            if let last = taken.updateValue(section, forKey: seat), !section.goesOn(after: last) {
                throw RevisionFileError(
                    path: path, line: section.line, column: 1,
                    problem: .duplicateSection(engine: engine, firstLine: last.line))
            }
        }
    }
}

extension SectionKind {
    /// What stands below it would never be run.
    fileprivate var hasNoBody: Bool {
        switch self {
        case .irreversible, .alembic: true
        case .upgrade, .downgrade, .check, .verify: false
        }
    }
}

extension RevisionSection {
    fileprivate func goesOn(after last: RevisionSection) -> Bool {
        guard marker.kind == last.marker.kind, marker.kind == .upgrade || marker.kind == .downgrade else {
            return false
        }
        return marker.options.transaction != last.marker.options.transaction
    }
}
