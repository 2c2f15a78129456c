import FlotillaDriver
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema
import FlotillaTables

/// Why models and databases cannot be compared, or no revision be written.
public enum ModelProblem: Error, Sendable {
    /// Nobody has said where the wanted schema comes from.
    case noModels(Engine)
    /// Nobody has said for which engine.
    case noEngine
    /// The program has models, and the settings name some too.
    case modelsTwice
    /// Models in Swift that make no schema.
    case fault(ModelFault)
    case schema(SchemaFailure)
    case rename(RenameError, Engine)
    /// Models or revisions have something in schemas of PostgreSQL that are not compared.
    case schemasAside([String], compared: OtherSchemas)
    /// A new revision follows the head, and there are several.
    case severalHeads([RevisionID])
    /// The database that was to be compared has not all revisions, or others.
    case notAtHead(version: [RevisionID], heads: [RevisionID])
    /// The database that was to be compared cannot be asked for its version.
    case unanswered(TargetFailure)
    /// What was to be written does not lead where it should; where it was tried out, this was still to be done after the way up
    /// or, `isBack`, after the way down.
    case unproven(ChangeSummary, Engine, isBack: Bool)
    case notWritten(RevisionWritingError)
}
