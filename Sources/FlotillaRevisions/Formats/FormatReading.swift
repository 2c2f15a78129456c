import FlotillaSQL

/// What the files of another tool's folder say: its revisions as a chain in the order in which the tool takes them.
public struct FormatReading: Sendable {
    /// Each follows the one before.
    public private(set) var files: [RevisionFile] = []
    public internal(set) var repeatables: [RepeatableFile] = []
    public internal(set) var passedOver: [PassedOverFile] = []
    /// All that has to be mended before anything is run.
    public internal(set) var faults: [RevisionFileError] = []

    /// - Parameters:
    ///   - format: not Flotilla's own, whose files say themselves what they follow.
    ///   - scripts: in any order.
    public init(_ scripts: [ScriptFile], as format: RevisionFormat) {
        for script in scripts where format.isProgram(script.fileName) { refuse(script, format, .program) }
        let scripts = scripts.filter { !format.isProgram($0.fileName) }.sorted { $0.name < $1.name }
        let revisions: [ReadRevision]
        switch format {
        case .flotilla: revisions = []
        case .golangMigrate: revisions = readGolangMigrate(scripts)
        case .goose: revisions = readGoose(scripts)
        case .dbmate: revisions = readDbmate(scripts)
        case .flyway: revisions = readFlyway(scripts)
        }
        var parent: RevisionID?
        for revision in revisions {
            let header = RevisionHeader(
                id: revision.id, parents: parent.map { [$0] } ?? [], message: revision.description)
            files.append(RevisionFile(revision.originals, header: header, sections: revision.sections))
            parent = revision.id
        }
    }

    mutating func refuse(_ script: ScriptFile, line: Int = 1, _ format: RevisionFormat, _ problem: FormatProblem) {
        faults.append(
            RevisionFileError(path: script.path, line: line, column: 1, problem: .format(format, problem)))
    }

    mutating func passOver(_ script: ScriptFile, _ reason: PassedOverFile.Reason) {
        passedOver.append(PassedOverFile(path: script.path, reason: reason))
    }

    /// A script whose name the tool does not take for that of a revision.
    ///
    /// - Parameter looksLikeOne: whether it is likely that somebody meant one.
    mutating func passOverName(of script: ScriptFile, looksLikeOne: Bool) {
        passOver(script, looksLikeOne || !script.name.hasSuffix(".sql") ? .nearlyNamed : .name)
    }
}

// MARK: Which files

extension RevisionFormat {
    /// Whether a file of this name is to be read, be it to pass it over. Editors leave hidden copies behind.
    public func reads(_ name: String) -> Bool {
        let lowercased = name.lowercased()
        guard !name.hasPrefix(".") else { return false }
        return lowercased.hasSuffix(".sql") || self == .flyway && lowercased.hasSuffix(".sql.conf") || isProgram(name)
    }

    /// Whether the tool would take the file for a revision and run it as a program.
    func isProgram(_ name: some StringProtocol) -> Bool {
        switch self {
        case .goose: name.hasSuffix(".go") && !name.hasSuffix("_test.go") && name.first?.isNumber ?? false
        case .flyway: Self.flywayPrograms.contains { name.hasSuffix($0) } && FlywayName.hasVersion(name)
        case .flotilla, .golangMigrate, .dbmate: false
        }
    }

    /// What Flyway finds in its locations: Java and its kin, and scripts of the system's shells.
    private static let flywayPrograms = [
        ".java", ".kt", ".groovy", ".class", ".sh", ".bash", ".py", ".ps1", ".cmd", ".bat",
    ]
}

/// A revision of another tool's, before it has a place in the chain.
struct ReadRevision {
    let id: RevisionID
    /// As its file's name has it, with blanks for `_`.
    let description: String
    let originals: OriginalScripts
    let sections: [RevisionSection]
}

// MARK: Names and numbers

extension ScriptFile {
    /// Without folders.
    var fileName: Substring { name[(name.lastIndex(of: "/").map(name.index(after:)) ?? name.startIndex)...] }
}

extension Substring {
    /// The digits at its beginning and what stands behind them; `nil` where there is none.
    var leadingDigits: (digits: Substring, rest: Substring)? {
        let digits = prefix { $0.isASCII && $0.isNumber }
        return digits.isEmpty ? nil : (digits, self[digits.endIndex...])
    }

    /// `add_users` → `add users`
    var asDescription: String { String(map { $0 == "_" ? " " : $0 }) }
}

// MARK: Bodies

extension RevisionSection {
    /// A whole file, from its first line on.
    static func whole(
        _ kind: SectionKind, of script: ScriptFile, _ format: RevisionFormat, transaction: TransactionMode = .default,
        isOtherFile: Bool = false
    ) -> RevisionSection {
        let start = script.bytes.starts(with: FileOutline.byteOrderMark) ? FileOutline.byteOrderMark.count : 0
        return RevisionSection(
            marker: SectionMarker(kind, options: SectionOptions(transaction: transaction)), line: 0, markerText: [],
            body: Array(script.bytes[start...]), path: isOtherFile ? script.path : nil, format: format)
    }

    /// The lines of a file that follow a line.
    static func part(
        _ kind: SectionKind, of bytes: [UInt8], _ range: Range<Int>, behind line: Int, _ format: RevisionFormat,
        transaction: TransactionMode
    ) -> RevisionSection {
        RevisionSection(
            marker: SectionMarker(kind, options: SectionOptions(transaction: transaction)), line: line, markerText: [],
            body: Array(bytes[range]), format: format)
    }
}

/// A line of a file: its number from 1, where it stands with its end, and its bytes without line end and byte-order mark.
struct ScriptLine {
    let number: Int
    let range: Range<Int>
    let bytes: ByteLine

    static func all(of bytes: [UInt8]) -> [ScriptLine] {
        var lines: [ScriptLine] = []
        var scanner = LineScanner(bytes)
        while let range = scanner.next() {
            let content = FileOutline.content(of: bytes[range], number: scanner.number)
            lines.append(ScriptLine(number: scanner.number, range: range, bytes: content))
        }
        return lines
    }
}
