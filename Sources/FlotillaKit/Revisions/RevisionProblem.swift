import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

/// Why revisions cannot be shown or written as they were asked for.
public enum RevisionProblem: Error, Sendable {
    /// Another tool's revisions lie in the folder, and the settings do not say that they are meant.
    case otherFormat(path: String, RevisionFormat)
    /// What was asked for is not to be had in another tool's way of writing.
    case formatLacks(RevisionFormat, Lack)
    /// The version of one database is wanted; the inventory lists this many, and none was named.
    case notOneDatabase(count: Int)
    /// The database that was to be asked for its version did not say it, or names revisions that no file declares.
    case unanswered(TargetFailure)
    /// A new revision cannot stand where it was to.
    case misplaced(PlacingError)
    /// There are not two revisions to merge.
    case nothingToMerge([RevisionID])
    case notWritten(RevisionWritingError)
    /// None of the folders that the settings name.
    case unknownLocation(String, known: [String])
    /// There are several folders for revisions, and nothing tells which is meant.
    case noLocation(known: [String])
    /// It is written, and a program that was to have the file has failed.
    case hookFailed(path: String, InventoryError)
    /// No revision is meant, so that there is no file to edit.
    case nothingToEdit(String)
    /// Nobody has said which editor.
    case noEditor
    /// The editor could not be started, in the system's words.
    case editor(String, words: String)
}

extension RevisionProblem {
    /// What other tools' revisions do not have.
    public enum Lack: Sendable, Hashable {
        /// Each follows the one before it.
        case branches
        case labels
        case dependencies
        /// The identifier is no version as the tool has them.
        case version(RevisionID)
        /// The version is not behind the newest one.
        case order(RevisionID, newest: RevisionID)
        /// One script for several engines, which want different ones.
        case engines([Engine])
        /// Some of the statements need a transaction, and some can have none.
        case mixedTransactions
        /// A mark by which data is only lost on purpose.
        case lossMark
        /// Revisions of Alembic's among them.
        case imports
    }
}
