// A stand-in for the real facade and for types of modules that are built beside this one.
import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime
#if DEBUG
@testable import FlotillaRuntime
#endif
import FlotillaSQL
import Synchronization


// GEN inventory

/// What is wrong with an inventory, a source, a secret, a selector's file or the settings: data for a message.
///
/// No value of a secret and no part of a password is ever in it, nor text of a URL that could be one.
public struct InventoryError: Error, Sendable, Hashable {
    public var reason: Reason
    /// `nil` when no file is to blame.
    public var place: Place?

    public init(_ reason: Reason, at place: Place? = nil) {
        self.reason = reason
        self.place = place
    }
}

extension InventoryError {
    public enum Reason: Error, Sendable, Hashable {
        // MARK: Reading files

        /// The system's words why a file or folder cannot be read.
        case unreadable(words: String)
        /// The name ends in none of `allowed`.
        case unknownFileKind(allowed: [String])
        /// In bytes.
        case tooLarge(limit: Int)
        case notUTF8
        /// A character that no text has, such as NUL.
        case controlCharacter
        /// The words of the reader of this format.
        case syntax(words: String)
        /// YAML's anchors, aliases and tags: `feature` names which.
        case featureRefused(feature: String)
        case nestedTooDeep(limit: Int)
        case emptyFile

        // MARK: Shape

        case unknownKey(String, nearest: String?, allowed: [String])
        /// The second of two places is the error's own.
        case repeatedKey(String, first: Place?)
        case missingKey(String)
        /// What a key must hold. `key` is empty for the whole file.
        case wrongType(key: String, expected: Shape)
        case wrongFieldCount(expected: Int, found: Int)
        /// A value that is none of those the key knows.
        case badValue(key: String, text: String, expected: String)
        /// Of several keys exactly one must be there.
        case chooseOne(of: [String])

        // MARK: Targets

        case badID(text: String, IDProblem)
        /// Ids are compared without regard to case; the second place is the error's own.
        case repeatedID(text: String, first: Place)
        case badLabelKey(String, LabelProblem)
        case badLabelValue(key: String, limit: Int)
        case badURL(URLProblem)
        case secretUnavailable(Reference, SecretProblem)

        // MARK: Sources

        case fileCycle
        /// The source's own timeout ran out.
        case timedOut
        case noDriver(Engine)
        /// A database that a source asked.
        case database(DriverError)
        case unsupportedBySource(source: String, Engine)
        /// More rows than a source may give.
        case tooManyRows(limit: Int)
        case glob(text: String, GlobProblem)
        /// Two names of one file on disk.
        case sameFile(first: String, second: String)
        /// `words` is what the command wrote to its standard error, cut and without passwords of URLs.
        case command(name: String, ProcessProblem, words: String)
        case http(HTTPProblem)
        /// We were told to stop.
        case stopped

        // MARK: Selection, run, settings

        /// The temporary file that holds the selection.
        case spool(words: String)
        case badSetting(key: SettingKey, origin: SettingOrigin, text: String, expected: String)
    }

    /// What a file may hold at one place.
    public enum Shape: String, Sendable, Hashable {
        case text, list, mapping
    }

    public enum IDProblem: Sendable, Hashable {
        case empty
        case tooLong(limit: Int)
        /// White space or a character that cannot be seen.
        case badCharacter
    }

    public enum LabelProblem: Sendable, Hashable {
        /// Not 1 to 63 letters, digits, `_`, `-`, `.` and `/`, beginning with a letter, a digit or `_`.
        case malformed
        /// A name that a selector gives to something else: `id`, `url`, `schema`, `engine`.
        case reserved
    }

    public enum GlobProblem: Sendable, Hashable {
        /// `..` in a pattern.
        case climbs
        /// A match that lies, once symbolic links are followed, outside of the source's root.
        case escapesRoot(path: String)
        case empty
    }
}

/// Why a text is no usable URL. Text of the URL is only carried where it cannot be part of a password.
public enum URLProblem: Error, Sendable, Hashable {
    case missingScheme
    case unknownScheme(String?)
    case badPort
    case badPercentEncoding
    case missingDatabase
    case unknownOption(String?, nearest: String?, allowed: [String])
    /// An `@` after the first `/` or `?`: part of a password, most likely, that holds such a character unescaped.
    case strayAt
    case malformed
    /// `${` without `}`.
    case unterminatedReference
    /// What stands before the colon in `${…:…}`.
    case unknownReference(kind: String)
    case emptyReference
    case tooManyReferences(limit: Int)
    /// A reference in a URL that came from a query, a command or a web service: whoever writes there could read our files
    /// and run commands. The source's key `references: true` allows it.
    case referenceFromOutside
    case schemaTwice
    case schemaUnsupported(Engine)
    /// Empty, longer than 63 bytes, or holding a control character.
    case badSchema
    /// The text that a reference gave in place of the whole URL is wrong in this way, not the inventory's.
    indirect case inReference(Reference, URLProblem)
}

/// Why a secret cannot be had. Its value is never part of it.
public enum SecretProblem: Error, Sendable, Hashable {
    case notSet
    case empty
    case unreadable(words: String)
    case notRegularFile
    case tooLarge(limit: Int)
    /// Not UTF-8, or with a NUL in it.
    case notText
    /// Not a number between 1 and 65535 where a port stands.
    case notPort
    case command(ProcessProblem)
}

/// How a program that we started fell short.
public enum ProcessProblem: Error, Sendable, Hashable {
    case notStarted(words: String)
    case exited(Int)
    case killed(signal: Int)
    case timedOut
    /// In bytes.
    case tooMuchOutput(limit: Int)
    case stopped
}

/// How a web service fell short.
public enum HTTPProblem: Error, Sendable, Hashable {
    /// No absolute `http` or `https` URL.
    case badURL
    /// Plain http to another machine, without `insecure: true`.
    case notEncrypted(host: String)
    /// libcurl's words.
    case unreachable(words: String)
    case timedOut
    case status(Int)
    case redirected(Int)
    case pageTooLarge(limit: Int)
    case tooManyPages(limit: Int)
    /// The next page is on another server.
    case otherOrigin
    /// The next page is the one just read.
    case samePageAgain
    /// A JSON pointer finds nothing, or something else than a list.
    case pointer(String)
}
/// Where something stands in a file that a person wrote, or in what a source answered.
public struct Place: Sendable, Hashable, CustomStringConvertible {
    /// As the inventory or the command line named it. For what a source found: the file that declares the source.
    public var file: String
    /// From 1; 0 when only the file is known.
    public var line: Int
    /// In characters (Unicode scalars), from 1; 0 when only the line is known.
    public var column: Int
    /// Of the answer of the source that is declared here: the row or element, from 1.
    public var row: Int?

    public init(file: String, line: Int = 0, column: Int = 0, row: Int? = nil) {
        self.file = file
        self.line = line
        self.column = column
        self.row = row
    }

    /// `inventory.yaml:7:5`, with ` row 312` behind it where there is one.
    public var description: String {
        var text = file
        if line > 0 { text += ":\(line)" }
        if line > 0, column > 0 { text += ":\(column)" }
        if let row { text += " row \(row)" }
        return text
    }
}

// END inventory

public enum Reference: Sendable, Hashable, CustomStringConvertible {
    case environment(String)
    case file(String)
    case command([String])
    public var description: String {
        switch self {
        case .environment(let name): "${env:\(name)}"
        case .file(let path): "${file:\(path)}"
        case .command(let words): "${command:\(words.joined(separator: " "))}"
        }
    }
}
public struct URLTemplate: Sendable, Hashable {
    public var redacted: String
    public var engine: Engine?
    public var serverKey: String?
    public init(redacted: String, engine: Engine?, serverKey: String?) { self.redacted = redacted; self.engine = engine; self.serverKey = serverKey }
}
public struct Target: Sendable, Hashable {
    public let id: TargetID
    public let url: URLTemplate
    public let labels: [String: String]
    public let schema: String?
    public let origin: Place
    public var engine: Engine? { url.engine }
    public init(id: TargetID, url: URLTemplate, labels: [String: String] = [:], schema: String? = nil, origin: Place = Place(file: "")) {
        self.id = id; self.url = url; self.labels = labels; self.schema = schema; self.origin = origin
    }
}
public struct BranchLabel: Sendable, Hashable, CustomStringConvertible { public var description: String { text }; public var text: String; public init(_ t: String) { text = t } }
public struct RevisionName: Sendable, Hashable, CustomStringConvertible { public var description: String { text }; public var text: String; public init(_ t: String) { text = t } }
public enum NameFault: Sendable, Hashable { case empty, character(Character), reserved }
// GEN revisions
/// Why the graph, or a request to it, was refused. Each case carries what a person needs to put it right.
public enum RevisionError: Error, Sendable, Hashable {
    // The graph cannot be built.

    case illegalID(RevisionID, NameFault)
    case illegalLabel(BranchLabel, NameFault, revision: RevisionID)
    case duplicateID(RevisionID)
    /// The label stands in two revisions, or is also the identifier of one.
    case duplicateLabel(BranchLabel, revisions: [RevisionID])
    /// A parent or a dependency that no file declares.
    case missingRevision(RevisionName, neededBy: RevisionID, nearMisses: [String])
    /// A loop over parents, each revising the next, the last revising the first.
    case cycle([RevisionID])
    /// A loop over parents and dependencies together.
    case dependencyCycle([RevisionID])

    // The argument cannot be made out.

    case unresolved(String, nearMisses: [String])
    /// A shortened identifier that matches several identifiers and labels.
    case ambiguousID(String, candidates: [String])
    /// `name` is how the revision was spelled.
    case notOnBranch(RevisionID, name: String, branch: String)
    /// The revision is what the table holds, but it is not on that branch.
    case rowNotOnBranch(RevisionID, branch: String)
    /// A range that starts from a branch named by a revision, which has no label or several.
    case branchWithoutOneLabel(RevisionID, labels: [BranchLabel])
    /// `head` where there are several.
    case multipleHeads([RevisionID], argument: String)
    /// The two ends of a range are not in one line.
    case rangeNotAncestor(lower: String, upper: String)
    /// The target of a downgrade is not below what is applied.
    case notBelowRows(target: String, rows: [RevisionID])
    /// Several revisions follow the target of a downgrade, and none of them leads to the branch.
    case notOnTheWay(target: String, branch: String, next: [RevisionID])
    case relativeWalk(String, RelativeWalkFault)
    /// A relative walk that could go to, or start from, any of these.
    case ambiguousWalk(String, candidates: [RevisionID])
    /// `a:b` outside script mode.
    case rangeNotAllowed(String)
    /// A downgrade in script mode needs `from:to`.
    case rangeRequired(String)
    /// A history range needs a colon.
    case rangeSyntax(String)
    /// `branch@-1`, but the branch has none of the rows, or several.
    case noSingleRowOnBranch(branch: String, rows: [RevisionID])
    /// The same revision twice among the targets of a stamp.
    case duplicateTarget(RevisionID)
    /// A row that two targets of a stamp would both replace.
    case contestedRow(RevisionID)

    // The version table cannot be trusted.

    /// Rows that name no revision of ours: written by newer code, or the file is gone.
    case unknownRows([RevisionID], nearMisses: [String])
    /// One revision stands beside its own ancestor, in the table or among several targets.
    case overlapping(RevisionID, ancestor: RevisionID)
    case duplicateRow(RevisionID)
}

/// Why `+N` or `-N` leads nowhere.
public enum RelativeWalkFault: Sendable, Hashable {
    /// `-N` for an upgrade, `+N` for a downgrade.
    case wrongSign
    /// The walk ran off the graph.
    case offTheEnd
    /// More than a number holds.
    case tooManySteps
}

extension RevisionError {
    /// The short, stable name of the kind of refusal: the categories of the conformance vectors, and `duplicate-id`.
    public var category: String {
        switch self {
        case .illegalID, .illegalLabel: "illegal-id"
        case .duplicateID: "duplicate-id"
        case .duplicateLabel: "duplicate-label"
        case .missingRevision: "missing-revision"
        case .cycle: "cycle"
        case .dependencyCycle: "dependency-cycle"
        case .unresolved: "unresolved"
        case .ambiguousID: "ambiguous-id"
        case .notOnBranch: "not-on-branch"
        case .multipleHeads: "multiple-heads"
        case .rangeNotAncestor, .notBelowRows, .notOnTheWay: "range-not-ancestor"
        case .relativeWalk: "relative-walk"
        case .ambiguousWalk: "ambiguous-walk"
        case .rangeNotAllowed: "range-not-allowed"
        case .rangeRequired: "range-required"
        case .rangeSyntax: "range-syntax"
        case .noSingleRowOnBranch, .duplicateTarget, .contestedRow, .branchWithoutOneLabel: "refused"
        case .unknownRows, .rowNotOnBranch: "bad-current"
        case .overlapping, .duplicateRow: "overlapping"
        }
    }
}

/// What is wrong with a revision file, and where.
public struct RevisionFileError: Error, Sendable, Hashable {
    public let path: String
    /// From 1.
    public let line: Int
    /// In characters, from 1.
    public let column: Int
    public let problem: RevisionFileProblem
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
}

public enum StepDirection: Sendable, Hashable { case up, down }
/// A revision that cannot be applied to, or taken back from, an engine: its file has nothing to run.
public struct MissingScript: Error, Sendable, Hashable {
    public let revision: RevisionID
    public let direction: StepDirection
    public let engine: Engine
    /// The file of the revision; nil when the folder has none.
    public let path: String?
    /// The author's word for why there is no way back.
    public let irreversibleReason: String?
}
/// Why the files of a folder do not make a graph.
public struct MigrationsError: Error, Sendable, Hashable {
    public let error: RevisionError
    /// The files that declare the revisions in question, sorted.
    public let paths: [String]
}

// END revisions

public struct UnsafeScript: Sendable, Hashable { public var file: String; public var line: Int; public var reason: String
  public init(file: String, line: Int, reason: String) { self.file = file; self.line = line; self.reason = reason } }
// GEN ledger

/// Why the ledger cannot do what it was asked.
public enum LedgerError: Error, Sendable, Hashable {
    /// The file, its folder or the file system it lies on will not do; `reason` is in the system's words.
    case cannotOpen(path: String, reason: String)
    /// The disk under the ledger is full. Nothing new may be started: its outcome could not be recorded.
    case diskFull
    /// A run that is alive holds some of the same targets.
    case busy(RunHolder)
    /// A newer version of the tool has written this ledger.
    case schemaTooNew(found: Int, known: Int)
    /// The file is damaged, or holds what this program never wrote.
    case corrupt(message: String)
    /// The engine's code and words.
    case io(code: String, message: String)
    /// Others take this run for dead and may be working on its targets.
    case leaseLost
    /// No target of that name is known; `near` are up to three that are spelt almost so.
    case notFound(TargetID, near: [TargetID])
    /// ``Ledger/close()`` was called.
    case closed
}

/// Who holds targets, for the one who has to wait.
public struct RunHolder: Sendable, Hashable {
    public let run: RunID
    public let operation: LedgerOperation
    public let process: ProcessMark
    public let startedAt: LedgerTime
    /// Up to three of the targets that both runs name, in order.
    public let sample: [TargetID]
    public init(run: RunID, operation: LedgerOperation, process: ProcessMark, startedAt: LedgerTime, sample: [TargetID]) { self.run = run; self.operation = operation; self.process = process; self.startedAt = startedAt; self.sample = sample }
}

/// A moment by the ledger's clock, never by the caller's: processes on several machines compare these.
public struct LedgerTime: Sendable, Hashable, Comparable {
    /// Since 1970-01-01 00:00 UTC.
    public let microseconds: Int64

    public init(microseconds: Int64) { self.microseconds = microseconds }

    public static func < (left: LedgerTime, right: LedgerTime) -> Bool { left.microseconds < right.microseconds }

    public static func - (left: LedgerTime, right: LedgerTime) -> Duration {
        .microseconds(left.microseconds - right.microseconds)
    }

    public static func - (left: LedgerTime, right: Duration) -> LedgerTime {
        LedgerTime(microseconds: left.microseconds - right.microseconds)
    }
}

extension Duration {
    /// Whole microseconds, cut.
    var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}

/// The number of a run in its ledger; later runs have higher ones.
public struct RunID: Sendable, Hashable, Comparable, CustomStringConvertible {
    public let number: Int64

    public init(_ number: Int64) { self.number = number }

    public var description: String { String(number) }

    public static func < (left: RunID, right: RunID) -> Bool { left.number < right.number }
}

public enum LedgerOperation: String, Sendable, Hashable { case upgrade, downgrade, stamp, current }
public struct ProcessMark: Sendable, Hashable { public let host: String, scope: String, pid: Int32, startTicks: Int64, user: String
 public init(host: String, scope: String, pid: Int32, startTicks: Int64, user: String) { self.host = host; self.scope = scope; self.pid = pid; self.startTicks = startTicks; self.user = user } }
// END ledger
// GEN duration
/// Durations as people write them: `500ms`, `2s`, `10m`, `1h`; the unit is part of it.
public enum DurationText {
    public static let expected = "a duration such as 500ms, 2s, 10m or 1h"

    /// `nil` when the text is none, or longer than a year.
    public static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.prefix(while: { $0 >= 48 && $0 <= 57 })
        guard !digits.isEmpty, let count = Int(String(digits) ?? ""), count <= 31_536_000_000 else { return nil }
        let duration: Duration? =
            switch text.dropFirst(digits.count) {
            case "ms": .milliseconds(count)
            case "s": .seconds(count)
            case "m": .seconds(count * 60)
            case "h": .seconds(count * 3600)
            default: nil
            }
        return duration.flatMap { $0 <= .seconds(31_536_000) ? $0 : nil }
    }

    /// The shortest such text.
    public static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if milliseconds != 0 { return "\(seconds * 1000 + milliseconds)ms" }
        if seconds != 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        return seconds != 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}

// END duration
// GEN settings
/// Why a text is no selector. `column` counts characters from 1.
public struct SelectorError: Error, Sendable, Hashable {
    public enum Reason: Sendable, Hashable {
        case empty
        case expectedKey
        /// After a key: `=`, `==`, `!=`, `in`, `notin`, a comma or the end.
        case expectedOperator
        case expectedValue
        /// What was expected: `(`, `)` or `,`.
        case expected(String)
        case unterminatedQuote
    }

    public var reason: Reason
    public var column: Int
}
/// One thing in a selector that no target has, with what comes near.
public enum NearMiss: Sendable, Hashable {
    /// No target has such a label.
    case unknownKey(String, nearest: [String])
    /// Targets have the label, none with this value.
    case unknownValue(key: String, value: String, nearest: [String])
}

public struct Environment: Sendable {
    public var values: [String: String]
    public init(_ values: [String: String]) { self.values = values }
    public static var process: Environment { Environment([:]) }
}
public struct Settings: Sendable {
    public static func load(from folder: String = ".", file: String? = nil, environment: Environment = .process, flags: [SettingKey: WrittenSetting] = [:]) throws(InventoryError) -> Settings {
        if let bad = flags[.concurrencyTotal], Int(bad.text) == nil { throw InventoryError(.badSetting(key: .concurrencyTotal, origin: bad.origin, text: bad.text, expected: "a number from 1 to 10000, or auto")) }
        return Settings()
    }
}
/// The settings of a project. The raw value is the key's path in `flotilla.yaml`.
public enum SettingKey: String, Sendable, Hashable, CaseIterable {
    case migrations
    case inventory
    case ledger
    case versionTable = "version_table"
    case versionTableSchema = "version_table_schema"
    case connectTimeout = "defaults.connect_timeout"
    case lockTimeout = "defaults.lock_timeout"
    case statementTimeout = "defaults.statement_timeout"
    case retries = "defaults.retries"
    case concurrencyTotal = "defaults.concurrency.total"
    case concurrencyPerServer = "defaults.concurrency.per_server"
    case transaction = "defaults.transaction"

    /// `FLOTILLA_LOCK_TIMEOUT`: the path without `defaults.`, in upper case.
    public var variable: String {
        let path = rawValue.hasPrefix("defaults.") ? String(rawValue.dropFirst("defaults.".count)) : rawValue
        return "FLOTILLA_" + path.uppercased().map { $0 == "." ? "_" : String($0) }.joined()
    }

    var isPath: Bool { self == .migrations || self == .inventory || self == .ledger }

    /// As it would be written in the file.
    var defaultText: String {
        switch self {
        case .migrations: "migrations"
        case .inventory: "inventory.yaml"
        case .ledger: ".flotilla/ledger.db"
        case .versionTable: "alembic_version"
        case .versionTableSchema: "none"
        case .connectTimeout: "10s"
        case .lockTimeout: "2s"
        case .statementTimeout: "none"
        case .retries: "3"
        case .concurrencyTotal, .concurrencyPerServer: "auto"
        case .transaction: "run"
        }
    }
}

/// Where a setting's value came from.
public enum SettingOrigin: Sendable, Hashable {
    /// As typed, with its dashes.
    case flag(String)
    case environment(variable: String)
    case file(Place)
    case standard
}

/// A setting as text, before it is understood. Flags come in this form too.
public struct WrittenSetting: Sendable, Hashable {
    public var text: String
    public var origin: SettingOrigin

    public init(text: String, origin: SettingOrigin) {
        self.text = text
        self.origin = origin
    }
}
// END settings
// GEN records
/// How the jobs of a run ended.
public struct LedgerRunSummary: Sendable, Hashable {
    public var counts: [Outcome: Int] = [:]
    /// Jobs without an outcome: not begun, under way, or left behind by a process that died.
    public var unrecorded = 0

    public init() {}

    public subscript(outcome: Outcome) -> Int { counts[outcome] ?? 0 }
}
/// What became of a run.
public enum RunState: String, Sendable, Hashable {
    case running, finished
    /// It was told to stop, or its process was found to be gone.
    case interrupted
    /// It gave no sign of life for a whole lease, and another run took over.
    case abandoned
}
/// A run as the ledger remembers it.
public struct RunRecord: Sendable, Hashable {
    public let id: RunID
    public let command: String
    public let operation: LedgerOperation
    public let revision: String
    public let process: ProcessMark
    public let state: RunState
    public let startedAt: LedgerTime
    public let heartbeatAt: LedgerTime
    public let endedAt: LedgerTime?
    public let targets: Int
    /// Written when the run ends; ``Ledger/summary(of:)`` counts the jobs of one that has not ended.
    public let summary: LedgerRunSummary?
}
/// One target's part in one run.
public struct JobRecord: Sendable, Hashable {
    public let run: RunID
    public let operation: LedgerOperation
    /// The revision as it was typed.
    public let revision: String
    public let runState: RunState
    public let target: TargetID
    /// `nil` while it is planned or under way, and for ever if its process died.
    public let outcome: Outcome?
    public let attempts: Int
    public let startedAt: LedgerTime?
    public let endedAt: LedgerTime?
    public let before: [RevisionID]?
    public let after: [RevisionID]?
    public let failure: JobFailure?
    public let connecting: Duration?
    public let running: Duration?
}
/// Why a job or one try of it failed.
public struct JobFailure: Sendable, Hashable {
    public let cause: FailureCause
    /// The engine's code; empty if there is none.
    public let code: String
    /// The engine's words. Passwords in URLs are replaced; other secrets must not be in it.
    public let message: String
    /// The revision and the line of its file at which it happened.
    public let revision: RevisionID?
    public let line: Int?

    public init(
        _ cause: FailureCause, code: String = "", message: String, revision: RevisionID? = nil, line: Int? = nil
    ) {
        self.cause = cause
        self.code = code
        self.message = message
        self.revision = revision
        self.line = line
    }

    public init(_ error: DriverError, revision: RevisionID? = nil, line: Int? = nil) {
        self.init(error.cause, code: error.code, message: error.message, revision: revision, line: line)
    }
}
// END records
public enum Selection: Sendable, Hashable { case database(String), fleet(targets: [TargetID], selector: String?, all: Bool) }
public struct FleetSelection: Sendable {
    public var count: Int
    public var servers: [(name: String, count: Int)]
    public var single: TargetID?
    public func sample(_ n: Int) -> [TargetID] { (0..<min(n, count)).map { TargetID("t\($0)") } }
}
public struct RunPreview: Sendable {
    public var operation: Operation
    public var count: Int
    public var servers: [(name: String, count: Int)]
    public var sample: [TargetID]
    public var knownVersions: [(version: String, count: Int)]
    public var destinations: [RevisionID]
    public init(operation: Operation, count: Int, servers: [(name: String, count: Int)], sample: [TargetID], knownVersions: [(version: String, count: Int)], destinations: [RevisionID]) {
        self.operation = operation; self.count = count; self.servers = servers; self.sample = sample; self.knownVersions = knownVersions; self.destinations = destinations
    }
}
public struct StatusReport: Sendable {
    public var total: Int
    public var seen: Int
    public var census: [(version: [RevisionID], count: Int, isHead: Bool, behind: Int?)]
    public var neverSeen: Int
    public var laggards: [(target: TargetID, version: [RevisionID], behind: Int, seenSecondsAgo: Int)]
    public var failures: [FailureGroup]
    public var unknown: [TargetID]
    public var interruptedRun: (run: Int, unrecorded: Int)?
    public var live: Bool
    public init(total: Int, seen: Int, census: [(version: [RevisionID], count: Int, isHead: Bool, behind: Int?)], neverSeen: Int, laggards: [(target: TargetID, version: [RevisionID], behind: Int, seenSecondsAgo: Int)], failures: [FailureGroup], unknown: [TargetID], interruptedRun: (run: Int, unrecorded: Int)?, live: Bool) {
        self.total = total; self.seen = seen; self.census = census; self.neverSeen = neverSeen; self.laggards = laggards; self.failures = failures; self.unknown = unknown; self.interruptedRun = interruptedRun; self.live = live
    }
}
public struct CheckResult: Sendable {
    public var target: TargetID, ok: Bool, product: String, serverVersion: String, version: [RevisionID]?, failure: TargetFailure?, duration: Duration
    public init(target: TargetID, ok: Bool, product: String, serverVersion: String, version: [RevisionID]?, failure: TargetFailure?, duration: Duration) {
        self.target = target; self.ok = ok; self.product = product; self.serverVersion = serverVersion; self.version = version; self.failure = failure; self.duration = duration
    }
}
public enum FlotillaError: Error, Sendable {
    case settings(InventoryError)
    case inventory(InventoryError)
    case selector(SelectorError, text: String)
    case emptySelection(selector: String, nearMisses: [NearMiss])
    case unknownTarget(TargetID, nearMisses: [TargetID])
    case revision(RevisionError)
    case revisionFiles([RevisionFileError])
    case migrations(MigrationsError)
    case missingScripts([MissingScript])
    case unsafeScripts([UnsafeScript])
    case ledger(LedgerError)
    case missingMigrations(path: String)
    case nothingSelected
}
public final class Flotilla: Sendable {
    public init(settings: Settings) throws(FlotillaError) {}
    public func select(_ selection: Selection) async throws(FlotillaError) -> FleetSelection {
        switch selection {
        case .database: FleetSelection(count: 1, servers: [("sqlite", 1)], single: TargetID("database"))
        case .fleet(let ids, let selector, let all):
            if all { FleetSelection(count: 300, servers: [("postgresql://db1:5432", 200), ("sqlite", 100)]) }
            else if let selector { throw .emptySelection(selector: selector, nearMisses: [.unknownValue(key: "region", value: "ue", nearest: ["eu"])]) }
            else if ids.isEmpty { throw .nothingSelected }
            else if ids == [TargetID("acmee")] { throw .unknownTarget(ids[0], nearMisses: [TargetID("acme")]) }
            else { FleetSelection(count: ids.count, servers: [("sqlite", ids.count)], single: ids.count == 1 ? ids[0] : nil) }
        }
    }
    public func preview(_ operation: Operation, on selection: FleetSelection) async throws(FlotillaError) -> RunPreview {
        RunPreview(operation: operation, count: selection.count, servers: selection.servers, sample: selection.sample(3), knownVersions: [("1975ea83b712", 290), ("not seen yet", 10)], destinations: [RevisionID("3512b954651e")])
    }
    public func run(_ operation: Operation, on selection: FleetSelection, control: RunControl, onResult: (@Sendable (TargetResult) -> Void)?) async throws(FlotillaError) -> RunReport {
        var report = RunReport(operation: operation, total: selection.count)
        let state = StubState(total: selection.count)
        control.stubAttach(state)
        for n in 0..<selection.count {
            if control.stubStopped { report.wasInterrupted = true; break }
            try? await Task.sleep(for: .milliseconds(20))
            state.step()
            let result = TargetResult(target: selection.single ?? TargetID("t\(n)"), outcome: .succeeded, before: [RevisionID("1975ea83b712")], after: [RevisionID("3512b954651e")], appliedSteps: 1, duration: .milliseconds(20))
            onResult?(result)
            report.outcomes[.succeeded, default: 0] += 1
            report.steps += 1
            if selection.count == 1 { report.single = result }
        }
        report.duration = .milliseconds(20 * selection.count)
        report.run = 1
        return report
    }
    public func status(of selection: FleetSelection?, live: Bool, control: RunControl) async throws(FlotillaError) -> StatusReport {
        StatusReport(total: 300, seen: 290, census: [([RevisionID("3512b954651e")], 280, true, 0), ([RevisionID("1975ea83b712")], 10, false, 1)], neverSeen: 10, laggards: [(TargetID("t7"), [RevisionID("1975ea83b712")], 1, 3700)], failures: [], unknown: [TargetID("t3")], interruptedRun: (4, 12), live: live)
    }
    public func check(_ selection: FleetSelection, control: RunControl, onResult: @Sendable (CheckResult) -> Void) async throws(FlotillaError) -> RunReport {
        for n in 0..<selection.count { onResult(CheckResult(target: TargetID("t\(n)"), ok: true, product: "SQLite", serverVersion: "3.40.1", version: [], failure: nil, duration: .milliseconds(2))) }
        var report = RunReport(operation: .current, total: selection.count)
        report.outcomes = [.succeeded: selection.count]
        return report
    }
    public func history(of target: TargetID, limit: Int) async throws(FlotillaError) -> [JobRecord] {
        [JobRecord(run: RunID(3), operation: .upgrade, revision: "head", runState: .finished, target: target, outcome: .succeeded, attempts: 1, startedAt: LedgerTime(microseconds: 1_790_000_000_000_000), endedAt: LedgerTime(microseconds: 1_790_000_000_120_000), before: [], after: [RevisionID("1975ea83b712")], failure: nil, connecting: .milliseconds(20), running: .milliseconds(100))]
    }
    public func runs(limit: Int) async throws(FlotillaError) -> [RunRecord] {
        var summary = LedgerRunSummary()
        summary.counts = [.succeeded: 299, .failed: 1]
        return [RunRecord(id: RunID(3), command: "flotilla upgrade --all", operation: .upgrade, revision: "head", process: ProcessMark(host: "ops1", scope: "", pid: 7, startTicks: 0, user: "ada"), state: .finished, startedAt: LedgerTime(microseconds: 1_790_000_000_000_000), heartbeatAt: LedgerTime(microseconds: 1_790_000_000_000_000), endedAt: LedgerTime(microseconds: 1_790_000_061_000_000), targets: 300, summary: summary)]
    }
    public func forEachTarget(_ selection: FleetSelection, _ body: (Target) throws -> Void) throws {
        for id in selection.single.map({ [$0] }) ?? selection.sample(selection.count) {
            try body(Target(id: id, url: URLTemplate(redacted: "postgresql://flotilla:***@db1:5432/\(id)", engine: .postgresql, serverKey: "postgresql://db1:5432"), labels: ["region": "eu", "tier": "free"], origin: Place(file: "inventory.yaml", line: 7, column: 5)))
        }
    }
    public func resolve(_ target: TargetID, applied: Bool, reason: String, control: RunControl) async throws(FlotillaError) -> TargetResult {
        TargetResult(target: target, outcome: .succeeded, before: [RevisionID("1975ea83b712")], after: [RevisionID("3512b954651e")], appliedSteps: 1)
    }
}

final class StubState: Sendable {
    let total: Int
    let finished = Mutex(0)
    let start = ContinuousClock.now
    init(total: Int) { self.total = total }
    func step() { finished.withLock { $0 += 1 } }
    #if DEBUG
    func read() -> RunProgress {
        let done = finished.withLock { $0 }
        return RunProgress(total: total, finished: done, running: min(8, total - done), waitingForRetry: 0, outcomes: [.succeeded: done], elapsed: ContinuousClock.now - start, rate: 50, remaining: .milliseconds(20 * (total - done)), slow: [.init(target: TargetID("acme"), elapsed: .seconds(3))], isStopping: false)
    }
    #endif
}
extension RunControl {
    #if DEBUG
    func stubAttach(_ state: StubState) { attach { state.read() } }
    var stubStopped: Bool { noMore.isRaised }
    #else
    func stubAttach(_ state: StubState) {}
    var stubStopped: Bool { false }
    #endif
}
