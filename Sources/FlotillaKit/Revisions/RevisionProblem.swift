import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime

/// Why revisions cannot be shown or written as they were asked for.
public enum RevisionProblem: Error, Sendable {
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
