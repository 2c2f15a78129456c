/// What is wrong with a file of another tool's, as that tool sees it.
public enum FormatProblem: Sendable, Hashable {
    /// Another file has the version already.
    case duplicateVersion(String, first: String)
    /// The tool keeps versions as numbers from 1 to 2⁶³ - 1; golang-migrate from 0.
    case versionOutOfRange(String)
    /// There is a way down from a version, and no way up to it; the name that the missing file would have.
    case missingUpgrade(expected: String)
    /// The file does not hold the line that its upgrade begins with.
    case missingUpgradeLine(String)
    /// dbmate wants both.
    case missingDowngradeLine(String)
    /// SQL stands above the line that the upgrade begins with, and would never be run.
    case statementOutsideSection(String)
    /// The line is no annotation that the tool knows.
    case unknownAnnotation(String)
    /// The line stands where it cannot; what has to come before it.
    case misplacedAnnotation(String, after: String)
    case repeatedAnnotation(String, firstLine: Int)
    /// goose refuses annotations with blanks before them.
    case indentedAnnotation(String)
    case unclosedStatement
    /// goose would put values of environment variables into the script.
    case environmentSubstitution
    /// A revision that is no SQL: the tool runs it as a program, in which Flotilla has no part.
    case program
    /// A setting that stands in a file beside the script, and is not followed here.
    case unknownSetting(String)
    case illegalSetting(String, allowed: String)
    /// Settings of a script that is not there.
    case settingsWithoutScript
}

/// A file that lies among another tool's and is none of its revisions, so that it is never run.
public struct PassedOverFile: Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        /// It is not called as the tool calls revisions.
        case name
        /// The same, and yet its name looks as if it should be.
        case nearlyNamed
        /// Flyway runs it around its own work.
        case callback
        /// It stands for revisions that are there, too.
        case baseline
        /// It takes back a version that no file brings.
        case undoAlone
    }

    public let path: String
    public let reason: Reason

    public init(path: String, reason: Reason) {
        self.path = path
        self.reason = reason
    }
}
