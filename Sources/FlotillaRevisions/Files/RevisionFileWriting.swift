import FlotillaSQL

/// A section that is still to be written.
public struct SectionDraft: Sendable, Hashable {
    public let marker: SectionMarker
    /// Ends with a line end, unless it is the last of the file. A blank line at its end keeps the next marker apart.
    public let body: [UInt8]

    public init(_ marker: SectionMarker, body: [UInt8]) {
        self.marker = marker
        self.body = body
    }
}

extension RevisionFile {
    /// A new file.
    ///
    /// - Throws: what parsing throws, and `notWritable` when the parts would not read back as they are.
    public init(path: String, header: RevisionHeader, sections drafts: [SectionDraft]) throws(RevisionFileError) {
        var text = header.text
        for draft in drafts { text += Array(draft.marker.text.utf8) + draft.body }
        try self.init(parsing: text, path: path)
        let isSame = self.header == header && sections.map { SectionDraft($0.marker, body: $0.body) } == drafts
        guard isSame else { throw RevisionFileError(path: path, line: 1, column: 1, problem: .notWritable) }
    }

    /// The same sections, byte for byte, under another header. Comments of the old header that are no part of the message
    /// are lost.
    ///
    /// - Throws: as the initializer.
    public func replacingHeader(with header: RevisionHeader) throws(RevisionFileError) -> RevisionFile {
        let file = try RevisionFile(parsing: header.text + bytes.dropFirst(headerText.count), path: path)
        guard file.header == header else {
            throw RevisionFileError(path: path, line: 1, column: 1, problem: .notWritable)
        }
        return file
    }
}

extension RevisionHeader {
    fileprivate var text: [UInt8] {
        var lines = message.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        if !message.isEmpty { lines.append("") }
        lines.append(line(.id, id.text))
        lines.append(line(.parents, parents.isEmpty ? HeaderField.noParent : list(parents)))
        if let createDate { lines.append(line(.createDate, createDate)) }
        if !labels.isEmpty { lines.append(line(.labels, list(labels))) }
        if !dependencies.isEmpty { lines.append(line(.dependencies, list(dependencies))) }
        for start in stride(from: 0, to: replaces.count, by: Self.replacedPerLine) {
            lines.append(line(.replaces, list(Array(replaces[start...].prefix(Self.replacedPerLine)))))
        }
        return Array((lines.map { $0.isEmpty ? "--\n" : "-- \($0)\n" }.joined() + "\n").utf8)
    }

    /// As many identifiers as a terminal shows in one line.
    private static let replacedPerLine = 6

    private func line(_ field: HeaderField, _ value: String) -> String { "\(field.rawValue): \(value)" }

    private func list(_ names: [some CustomStringConvertible]) -> String {
        names.map(\.description).joined(separator: ", ")
    }
}

extension SectionMarker {
    /// The marker line with its line end.
    fileprivate var text: String {
        let words = ["\(FileOutline.markerStart)\(keyword.rawValue)"] + engines.sorted().map(\.rawValue)
        return (words + name + options.words).joined(separator: " ") + "\n"
    }

    private var keyword: Keyword {
        switch kind {
        case .upgrade: .upgrade
        case .downgrade: .downgrade
        case .irreversible: .irreversible
        case .check: .check
        case .verify: .verify
        case .alembic: .alembic
        }
    }

    private var name: [String] {
        switch kind {
        case .upgrade, .downgrade, .verify(nil), .alembic(nil): []
        case .alembic(let direction?): [direction.word]
        case .irreversible(let name), .check(let name), .verify(let name?): [quoted(name)]
        }
    }

    private func quoted(_ name: String) -> String {
        "\"" + name.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}

extension SectionOptions {
    fileprivate var words: [String] {
        var words: [String] = []
        if transaction != .default { words.append(word(.transaction, transaction.rawValue)) }
        if let lockTimeout { words.append(word(.lockTimeout, lockTimeout)) }
        if let statementTimeout { words.append(word(.statementTimeout, statementTimeout)) }
        if let batch {
            words.append(word(.batch, String(batch.rows)))
            if batch.pause != .zero { words.append(word(.pause, batch.pause)) }
        }
        if losesData { words.append(word(.loses, SectionOption.lostData)) }
        return words
    }

    private func word(_ option: SectionOption, _ value: String) -> String { "\(option.rawValue)=\(value)" }

    /// A duration that cannot be written is left out, and the file then does not read back as it was meant.
    private func word(_ option: SectionOption, _ duration: Duration) -> String {
        word(option, DurationText.text(duration) ?? "")
    }
}
