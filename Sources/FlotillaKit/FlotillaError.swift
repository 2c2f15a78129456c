import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRuntime

/// Why a command could not do its work at all. What went wrong on single targets is in the report of the run.
public enum FlotillaError: Error, Sendable {
    case settings(InventoryError)
    case inventory(InventoryError)
    case selector(SelectorError, text: String)
    /// Nothing is selected: no target has all that the selector asks for.
    case emptySelection(selector: String, nearMisses: [NearMiss], total: Int)
    case emptyInventory(path: String)
    case unknownTargets([TargetID], nearMisses: [TargetID])
    /// No way of naming targets was used.
    case nothingSelected
    case badDatabaseURL(URLProblem)
    case missingMigrations(path: String)
    /// The folder of revisions inside the migrations folder.
    case missingVersions(path: String)
    /// A file that looks like a revision and is none by its name.
    case misnamedRevision(path: String)
    /// The folder or a file in it cannot be read, in the system's words.
    case unreadableMigrations(path: String, words: String)
    case revisionFiles([RevisionFileError])
    /// The files do not make a graph.
    case graph(MigrationsError)
    /// The revision that was asked for.
    case revision(RevisionError)
    /// Scripts that cannot be run as they stand; each with file and line.
    case scripts([TargetFailure])
    case ledger(LedgerError)
    case rollout(RolloutProblem)
    case models(ModelProblem)
    case revisions(RevisionProblem)
    case project(ProjectProblem)
    case script(ScriptProblem)
    case importing(ImportProblem)
    case baseline(BaselineProblem)
    /// Nothing is in doubt on this target.
    case nothingToResolve(TargetID, isListed: Bool)

    init(_ error: FolderError) {
        self =
            switch error {
            case .noFolder(let path): .missingMigrations(path: path)
            case .noVersions(let path): .missingVersions(path: path)
            case .misnamed(let path): .misnamedRevision(path: path)
            case .unreadable(let path, let words): .unreadableMigrations(path: path, words: words)
            case .otherFormat(let path, let format): .revisions(.otherFormat(path: path, format))
            case .files(let errors): .revisionFiles(errors)
            case .graph(let error): .graph(error)
            }
    }

    init(_ refusal: PlanRefusal) {
        self =
            switch refusal {
            case .argument(let error): .revision(error)
            case .scripts(let failures): .scripts(failures)
            }
    }
}
