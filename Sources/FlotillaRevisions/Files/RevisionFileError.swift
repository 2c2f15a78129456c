import FlotillaSQL

/// What is wrong with a revision file, and where.
public struct RevisionFileError: Error, Sendable, Hashable {
    public let path: String
    /// From 1.
    public let line: Int
    /// In characters, from 1.
    public let column: Int
    public let problem: RevisionFileProblem

    public init(path: String, line: Int, column: Int, problem: RevisionFileProblem) {
        self.path = path
        self.line = line
        self.column = column
        self.problem = problem
    }
}

public enum RevisionFileProblem: Error, Sendable, Hashable {
    // The header.

    /// `Revision ID:` or `Revises:` is missing. `Revises:` must be there even when there is nothing to revise, so that a
    /// forgotten line does not become a second base.
    case missingField(String)
    case duplicateField(String, firstLine: Int)
    case unknownField(String, nearMisses: [String])
    case illegalID(RevisionID, NameFault)
    case illegalLabel(BranchLabel, NameFault)
    /// The same name twice in one line.
    case repeatedName(String)
    /// SQL that belongs to no section and would never be run.
    case statementOutsideSection

    // A marker.

    case unknownMarker(String, nearMisses: [String])
    case unknownEngine(String, nearMisses: [String])
    case unknownOption(String, nearMisses: [String])
    /// The option exists, but not for this kind of section.
    case optionNotAllowed(String)
    case duplicateOption(String)
    /// `pause` without `batch`.
    case optionNeeds(String, other: String)
    case illegalValue(String, option: String, allowed: String)
    /// A check without a name, an irreversible revision without a reason.
    case missingName
    /// A name where the marker takes none, or a second one.
    case unexpectedName(String)
    case unterminatedName
    /// The file already has such a section for the engine, or for all engines (nil).
    case duplicateSection(engine: Engine?, firstLine: Int)

    // Writing.

    /// The parts cannot be written so that they read back as they are: a message line that looks like a header field, a
    /// body with a marker in it or, before another section, without a line end.
    case notWritable

    // Another tool's.

    case format(RevisionFormat, FormatProblem)
}

/// Something that is allowed, but may not be what was meant.
public struct RevisionFileWarning: Sendable, Hashable {
    public enum Kind: Sendable, Hashable {
        /// The version table of Alembic has room for ``RevisionID/columnWidth`` characters.
        case longID(RevisionID)
        /// A comment that looks like a marker but is not written exactly so, and is therefore only a comment.
        case almostMarker(String)
    }

    public let line: Int
    public let kind: Kind

    public init(line: Int, kind: Kind) {
        self.line = line
        self.kind = kind
    }
}
