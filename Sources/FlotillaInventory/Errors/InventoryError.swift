import FlotillaDriver
import FlotillaSQL

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
        /// The name of a database or schema on a server, which cannot be an id. `source` is the source's key.
        case badCatalogueName(text: String, source: String, IDProblem)
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
        /// `origin` is `nil` for what turned out only when secrets had been fetched. The text may hold a password.
        case badLedger(origin: SettingOrigin?, LedgerProblem)

        // MARK: Policies

        case policy(PolicyProblem)
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
