/// goose: one file for each version, with annotations in comments.
/// Source: its `internal/sqlparser/parser.go` and `NumericComponent`.
extension FormatReading {
    mutating func readGoose(_ scripts: [ScriptFile]) -> [ReadRevision] {
        var found: [Int64: ReadRevision] = [:]
        for script in scripts {
            guard let (digits, rest) = script.fileName.leadingDigits, rest.first == "_", rest.hasSuffix(".sql") else {
                passOverName(of: script, looksLikeOne: script.fileName.leadingDigits != nil)
                continue
            }
            guard let version = Int64(digits), version > 0 else {
                refuse(script, .goose, .versionOutOfRange(String(digits)))
                continue
            }
            if let first = found[version]?.originals.up.name {
                refuse(script, .goose, .duplicateVersion(String(version), first: first))
                continue
            }
            var parts = GooseParts()
            for line in ScriptLine.all(of: script.bytes) {
                if let problem = parts.take(line) { refuse(script, line: line.number, .goose, problem) }
            }
            for (line, problem) in parts.problemsAtEnd { refuse(script, line: line, .goose, problem) }
            found[version] = ReadRevision(
                id: RevisionID(String(version)), description: rest.dropFirst().dropLast(4).asDescription,
                originals: OriginalScripts(up: script), sections: parts.sections(of: script.bytes))
        }
        return found.sorted { $0.key < $1.key }.map(\.value)
    }
}

/// What `-- +goose …` may say.
private enum GooseAnnotation: String, CaseIterable {
    case up = "Up"
    case down = "Down"
    case statementBegin = "StatementBegin"
    case statementEnd = "StatementEnd"
    case noTransaction = "NO TRANSACTION"
    case substitutionOn = "ENVSUB ON"
    case substitutionOff = "ENVSUB OFF"

    var line: String { "-- +goose \(rawValue)" }

    /// However it is capitalised.
    init?(_ text: String) {
        guard let known = Self.allCases.first(where: { $0.rawValue.lowercased() == text.lowercased() }) else {
            return nil
        }
        self = known
    }
}

/// The annotations of a file, line by line.
private struct GooseParts {
    private var up: ScriptLine?
    private var down: ScriptLine?
    private var openStatement: Int?
    private var hasTransaction = true
    private var sawStatement = false

    /// What is wrong with the line, if anything.
    mutating func take(_ line: ScriptLine) -> FormatProblem? {
        let trimmed = line.bytes.trimmed
        guard trimmed.hasPrefix("--"), line.bytes.text.contains("+goose") else {
            guard up == nil, !sawStatement, !trimmed.isEmpty, !trimmed.hasPrefix("--") else { return nil }
            sawStatement = true
            return .statementOutsideSection(GooseAnnotation.up.line)
        }
        guard trimmed.startIndex == line.bytes.startIndex else { return .indentedAnnotation(trimmed.text) }
        let words = trimmed.text.replacing("--", with: "").replacing("+goose", with: "", maxReplacements: 1)
        guard let annotation = GooseAnnotation(words.trimmedBlanks) else { return .unknownAnnotation(trimmed.text) }
        return take(annotation, line)
    }

    private mutating func take(_ annotation: GooseAnnotation, _ line: ScriptLine) -> FormatProblem? {
        switch annotation {
        case .noTransaction: hasTransaction = false
        case .substitutionOn: return .environmentSubstitution
        case .substitutionOff: break
        case .up:
            if let up { return .repeatedAnnotation(annotation.line, firstLine: up.number) }
            up = line
        case .down:
            if let down { return .repeatedAnnotation(annotation.line, firstLine: down.number) }
            guard up != nil else { return .misplacedAnnotation(annotation.line, after: GooseAnnotation.up.line) }
            if openStatement != nil { return .unclosedStatement }
            down = line
        case .statementBegin:
            guard up != nil else { return .misplacedAnnotation(annotation.line, after: GooseAnnotation.up.line) }
            if let openStatement { return .repeatedAnnotation(annotation.line, firstLine: openStatement) }
            openStatement = line.number
        case .statementEnd:
            guard openStatement != nil else {
                return .misplacedAnnotation(annotation.line, after: GooseAnnotation.statementBegin.line)
            }
            openStatement = nil
        }
        return nil
    }

    var problemsAtEnd: [(line: Int, problem: FormatProblem)] {
        if up == nil, !sawStatement { return [(1, .missingUpgradeLine(GooseAnnotation.up.line))] }
        return openStatement.map { [($0, .unclosedStatement)] } ?? []
    }

    func sections(of bytes: [UInt8]) -> [RevisionSection] {
        guard let up else { return [] }
        let mode = hasTransaction ? TransactionMode.default : .none
        let upEnd = down?.range.lowerBound ?? bytes.count
        let upgrade = RevisionSection.part(
            .upgrade, of: bytes, up.range.upperBound..<upEnd, behind: up.number, .goose, transaction: mode)
        guard let down else { return [upgrade] }
        let downgrade = RevisionSection.part(
            .downgrade, of: bytes, down.range.upperBound..<bytes.count, behind: down.number, .goose, transaction: mode)
        return [upgrade, downgrade]
    }
}

extension String {
    /// Without blanks at both ends.
    var trimmedBlanks: String { ByteLine(utf8).trimmed.text }
}
