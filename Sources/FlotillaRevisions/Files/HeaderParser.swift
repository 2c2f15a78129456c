/// Reads the comments before the first marker.
struct HeaderParser {
    private struct Field {
        let value: ByteLine
        let line: FileOutline.Line
    }

    private let path: String
    private var fields: [HeaderField: Field] = [:]
    private var replaced: [RevisionID] = []
    private var messageLines: [String] = []

    init(_ lines: [FileOutline.Line], path: String) throws(RevisionFileError) {
        self.path = path
        for line in lines { try read(line) }
    }

    private mutating func read(_ line: FileOutline.Line) throws(RevisionFileError) {
        let content = line.bytes.trimmed
        if content.isEmpty { return addToMessage(content) }
        guard content.hasPrefix("--") else { throw error(.statementOutsideSection, line, at: content.startIndex) }
        let comment = content.dropFirst(2).trimmed
        // Speaks to the linter and not to people.
        if comment.hasPrefix("flotilla-lint:") { return }
        guard let colon = comment.firstIndex(of: UInt8(ascii: ":")) else { return addToMessage(comment) }
        let name = comment[..<colon].trimmed
        guard let field = HeaderField(name: name.text) else {
            try refuseMisspelling(name, line)
            return addToMessage(comment)
        }
        if field == .replaces {
            // In front of all fields it is a sentence of the message.
            return try fields.isEmpty ? addToMessage(comment) : readReplaced(comment[(colon + 1)...], line)
        }
        if let first = fields[field] {
            let problem = RevisionFileProblem.duplicateField(field.rawValue, firstLine: first.line.number)
            throw error(problem, line, at: name.startIndex)
        }
        let value = comment[(colon + 1)...].trimmed
        fields[field] = Field(value: value.isEmpty ? comment[comment.endIndex...] : value, line: line)
    }

    /// Behind the first field nothing belongs to the message any more.
    private mutating func addToMessage(_ text: ByteLine) {
        if fields.isEmpty { messageLines.append(text.text) }
    }

    /// Before the first field it may be part of the message.
    private func refuseMisspelling(_ name: ByteLine, _ line: FileOutline.Line) throws(RevisionFileError) {
        guard !fields.isEmpty else { return }
        let near = NearMisses.of(name.text, among: HeaderField.allCases.map(\.rawValue))
        if !near.isEmpty { throw error(.unknownField(name.text, nearMisses: near), line, at: name.startIndex) }
    }

    private func error(_ problem: RevisionFileProblem, _ line: FileOutline.Line, at position: Int) -> RevisionFileError
    {
        RevisionFileError(path: path, line: line.number, column: line.bytes.column(of: position), problem: problem)
    }
}

extension HeaderParser {
    func header() throws(RevisionFileError) -> RevisionHeader {
        let id = RevisionID(try required(.id).value.text)
        try requireLegal(id, in: .id)
        return RevisionHeader(
            id: id, parents: try parents(), dependencies: try names(.dependencies).map { RevisionName($0) },
            labels: try labels(), replaces: replaced,
            createDate: fields[.createDate].flatMap { $0.value.isEmpty ? nil : $0.value.text },
            message: messageLines.joined(separator: "\n"))
    }

    /// Identifiers that a version table made by Alembic cannot hold.
    func longNames() -> [RevisionFileWarning] {
        guard let field = fields[.id], field.value.count > RevisionID.columnWidth else { return [] }
        let id = RevisionID(field.value.text)
        guard id.text.unicodeScalars.count > RevisionID.columnWidth else { return [] }
        return [RevisionFileWarning(line: field.line.number, kind: .longID(id))]
    }

    private func required(_ field: HeaderField) throws(RevisionFileError) -> Field {
        guard let found = fields[field] else {
            throw RevisionFileError(path: path, line: 1, column: 1, problem: .missingField(field.rawValue))
        }
        return found
    }

    private mutating func readReplaced(_ list: ByteLine, _ line: FileOutline.Line) throws(RevisionFileError) {
        for piece in list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let name = piece.trimmed
            let id = RevisionID(name.text)
            if let fault = id.fault { throw error(.illegalID(id, fault), line, at: piece.startIndex) }
            guard !replaced.contains(id) else {
                throw error(.repeatedName(id.text), line, at: name.startIndex)
            }
            replaced.append(id)
        }
    }

    private func parents() throws(RevisionFileError) -> [RevisionID] {
        if try required(.parents).value.elementsEqual(HeaderField.noParent.utf8) { return [] }
        let ids = try names(.parents).map { RevisionID($0) }
        for id in ids { try requireLegal(id, in: .parents) }
        return ids
    }

    private func labels() throws(RevisionFileError) -> [BranchLabel] {
        let labels = try names(.labels).map { BranchLabel($0) }
        for label in labels {
            if let fault = label.fault { throw error(.illegalLabel(label, fault), in: .labels) }
        }
        return labels
    }

    private func requireLegal(_ id: RevisionID, in field: HeaderField) throws(RevisionFileError) {
        if let fault = id.fault { throw error(.illegalID(id, fault), in: field) }
    }

    /// What stands between the commas; nothing if the field is missing or empty.
    private func names(_ field: HeaderField) throws(RevisionFileError) -> [String] {
        guard let value = fields[field]?.value, !value.isEmpty else { return [] }
        var names: [String] = []
        for piece in value.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            let name = piece.trimmed.text
            if name.isEmpty { throw error(.illegalID(RevisionID(name), .empty), in: field) }
            if names.contains(name) { throw error(.repeatedName(name), in: field) }
            names.append(name)
        }
        return names
    }

    private func error(_ problem: RevisionFileProblem, in field: HeaderField) -> RevisionFileError {
        guard let found = fields[field] else {
            return RevisionFileError(path: path, line: 1, column: 1, problem: problem)
        }
        return error(problem, found.line, at: found.value.startIndex)
    }
}
