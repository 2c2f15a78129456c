/// Reads the comments before the first marker.
struct HeaderParser {
    private struct Field {
        let value: String
        let line: Int
        /// Where the value begins.
        let column: Int
    }

    private let path: String
    private var fields: [HeaderField: Field] = [:]
    private var messageLines: [String] = []

    init(_ lines: [FileOutline.Line], path: String) throws(RevisionFileError) {
        self.path = path
        for line in lines { try read(line) }
    }

    private mutating func read(_ line: FileOutline.Line) throws(RevisionFileError) {
        let indent = line.text.prefix { $0.isWhitespace }.count
        let content = line.text.dropFirst(indent)
        if content.isEmpty { return addToMessage("") }
        guard content.hasPrefix("--") else {
            throw error(.statementOutsideSection, line: line.number, column: indent + 1)
        }
        let comment = content.dropFirst(2)
        guard let colon = comment.firstIndex(of: ":") else { return addToMessage(comment.trimmingSpace()) }
        let name = comment[..<colon].trimmingSpace()
        guard let field = HeaderField.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() }) else {
            try refuseMisspelling(name, line: line.number, column: indent + 3)
            return addToMessage(comment.trimmingSpace())
        }
        if let first = fields[field] {
            throw error(
                .duplicateField(field.rawValue, firstLine: first.line), line: line.number, column: indent + 1)
        }
        let value = comment[comment.index(after: colon)...]
        let column = line.text.count - value.drop { $0.isWhitespace }.count + 1
        fields[field] = Field(value: value.trimmingSpace(), line: line.number, column: column)
    }

    /// Behind the first field nothing belongs to the message any more.
    private mutating func addToMessage(_ text: String) {
        if fields.isEmpty { messageLines.append(text) }
    }

    /// Before the first field it may be part of the message.
    private func refuseMisspelling(_ name: String, line: Int, column: Int) throws(RevisionFileError) {
        let near = NearMisses.of(name, among: HeaderField.allCases.map(\.rawValue))
        guard !fields.isEmpty, !near.isEmpty else { return }
        throw error(.unknownField(name, nearMisses: near), line: line, column: column)
    }

    private func error(_ problem: RevisionFileProblem, line: Int, column: Int) -> RevisionFileError {
        RevisionFileError(path: path, line: line, column: column, problem: problem)
    }
}

extension HeaderParser {
    func header() throws(RevisionFileError) -> RevisionHeader {
        let id = RevisionID(try required(.id).value)
        try requireLegal(id, in: .id)
        let parents = try ids(.parents)
        return RevisionHeader(
            id: id, parents: parents, dependencies: try names(.dependencies).map { RevisionName($0) },
            labels: try labels(), createDate: fields[.createDate].flatMap { $0.value.isEmpty ? nil : $0.value },
            message: messageLines.joined(separator: "\n"))
    }

    /// Identifiers that a version table made by Alembic cannot hold.
    func longNames() -> [RevisionFileWarning] {
        guard let field = fields[.id], field.value.unicodeScalars.count > RevisionID.columnWidth else { return [] }
        return [RevisionFileWarning(line: field.line, kind: .longID(RevisionID(field.value)))]
    }

    private func required(_ field: HeaderField) throws(RevisionFileError) -> Field {
        guard let found = fields[field] else { throw error(.missingField(field.rawValue), line: 1, column: 1) }
        return found
    }

    private func ids(_ field: HeaderField) throws(RevisionFileError) -> [RevisionID] {
        let value = try required(field).value
        if value.isEmpty || value == HeaderField.noParent { return [] }
        let ids = try names(field).map { RevisionID($0) }
        for id in ids { try requireLegal(id, in: field) }
        return ids
    }

    private func labels() throws(RevisionFileError) -> [BranchLabel] {
        let labels = try names(.labels).map { BranchLabel($0) }
        for label in labels {
            if let fault = label.fault { throw at(.labels, .illegalLabel(label, fault)) }
        }
        return labels
    }

    private func requireLegal(_ id: RevisionID, in field: HeaderField) throws(RevisionFileError) {
        if let fault = id.fault { throw at(field, .illegalID(id, fault)) }
    }

    /// What stands between the commas; nothing if the field is missing or empty.
    private func names(_ field: HeaderField) throws(RevisionFileError) -> [String] {
        guard let value = fields[field]?.value, !value.isEmpty else { return [] }
        let names = value.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmingSpace() }
        for (position, name) in names.enumerated() {
            if name.isEmpty { throw at(field, .illegalID(RevisionID(name), .empty)) }
            if names[..<position].contains(name) { throw at(field, .repeatedName(name)) }
        }
        return names
    }

    private func at(_ field: HeaderField, _ problem: RevisionFileProblem) -> RevisionFileError {
        error(problem, line: fields[field]?.line ?? 1, column: fields[field]?.column ?? 1)
    }
}
