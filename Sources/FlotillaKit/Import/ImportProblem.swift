import FlotillaInventory
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

/// Why revisions of Alembic's cannot be taken over.
public enum ImportProblem: Error, Sendable {
    case project(AlembicProblem)
    /// Python could not be run, or ended badly.
    case python(InventoryError)
    /// The revisions do not make a graph, alone or with those that are there.
    case graph(MigrationsError)
    /// Some are there already.
    case taken([RevisionID], folder: String)
    case filesTaken([String])
    /// The revisions would come to lie in the project that is only read.
    case ownFolder(String)
    case notWritten(RevisionWritingError)
    /// What was written cannot be compared with what the project's own Alembic makes, because that fails.
    case unverified(Engine, AlembicReadingError)
}
