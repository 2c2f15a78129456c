/// dbmate: one file for each version, with a line before each way. A file may hold several pairs of them.
/// Source: its `pkg/dbmate/migration.go` and `FindMigrations`.
extension FormatReading {
    mutating func readDbmate(_ scripts: [ScriptFile]) -> [ReadRevision] {
        var found: [String: String] = [:]
        // dbmate goes by names, not by numbers.
        return scripts.sorted { $0.fileName < $1.fileName }.compactMap { script in
            guard let (digits, rest) = script.fileName.leadingDigits, rest.hasSuffix(".sql") else {
                passOverName(of: script, looksLikeOne: script.fileName.leadingDigits != nil)
                return nil
            }
            let version = String(digits)
            if let first = found.updateValue(script.name, forKey: version) {
                refuse(script, .dbmate, .duplicateVersion(version, first: first))
                return nil
            }
            var blocks = DbmateBlocks()
            for line in ScriptLine.all(of: script.bytes) {
                if let problem = blocks.take(line) { refuse(script, line: line.number, .dbmate, problem) }
            }
            if let (line, problem) = blocks.problemAtEnd { refuse(script, line: line, .dbmate, problem) }
            let title = rest.first == "_" ? rest.dropFirst() : rest
            return ReadRevision(
                id: RevisionID(version), description: title.dropLast(4).asDescription,
                originals: OriginalScripts(up: script), sections: blocks.sections(of: script.bytes))
        }
    }
}

/// The lines of a file that begin a way.
private struct DbmateBlocks {
    private struct Block {
        let isUp: Bool
        let hasTransaction: Bool
        let line: ScriptLine
    }

    private static let upLine = "-- migrate:up"
    private static let downLine = "-- migrate:down"

    private var blocks: [Block] = []
    private var sawStatement = false

    /// What is wrong with the line, if anything.
    mutating func take(_ line: ScriptLine) -> FormatProblem? {
        guard let block = Self.block(line) else {
            let trimmed = line.bytes.trimmed
            guard blocks.isEmpty, !sawStatement, !trimmed.isEmpty, !trimmed.hasPrefix("--") else { return nil }
            sawStatement = true
            return .statementOutsideSection(Self.upLine)
        }
        defer { blocks.append(block) }
        guard let last = blocks.last else {
            return block.isUp ? nil : .misplacedAnnotation(Self.downLine, after: Self.upLine)
        }
        guard last.isUp == block.isUp else { return nil }
        return block.isUp
            ? .missingDowngradeLine(Self.downLine)
            : .repeatedAnnotation(Self.downLine, firstLine: last.line.number)
    }

    /// `-- migrate:up transaction:false`; other options mean nothing.
    private static func block(_ line: ScriptLine) -> Block? {
        guard line.bytes.hasPrefix("--") else { return nil }
        let words = line.bytes.dropFirst(2).split(whereSeparator: \.isBlank).map(\.text)
        guard let first = words.first, first == "migrate:up" || first == "migrate:down" else { return nil }
        let transaction = words.last { $0.hasPrefix("transaction:") }
        return Block(isUp: first == "migrate:up", hasTransaction: transaction != "transaction:false", line: line)
    }

    var problemAtEnd: (line: Int, problem: FormatProblem)? {
        guard let last = blocks.last else {
            return sawStatement ? nil : (1, .missingUpgradeLine(Self.upLine))
        }
        return last.isUp ? (last.line.number, .missingDowngradeLine(Self.downLine)) : nil
    }

    /// In the order of the file, in which dbmate goes through them both ways.
    func sections(of bytes: [UInt8]) -> [RevisionSection] {
        blocks.enumerated().map { index, block in
            let end = index + 1 < blocks.count ? blocks[index + 1].line.range.lowerBound : bytes.count
            return .part(
                block.isUp ? .upgrade : .downgrade, of: bytes, block.line.range.upperBound..<end,
                behind: block.line.number, .dbmate, transaction: block.hasTransaction ? .default : .none)
        }
    }
}
