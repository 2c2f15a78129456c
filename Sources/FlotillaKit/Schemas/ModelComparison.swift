import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// What separates the schema that a project's models want from the one that is there, engine by engine.
public struct ModelComparison: Sendable {
    /// What the models were compared with.
    public enum Present: Sendable, Hashable {
        /// What the revisions up to the heads make of an empty database.
        case revisions([RevisionID])
        /// A database, named without any secret.
        case database(String)
    }

    public struct Part: Sendable {
        public var engine: Engine
        public var difference: SchemaDifference
        /// Those that were said of this engine.
        public var renames: [Rename]
        public var summary: ChangeSummary
        /// Removed and added things that may be renamed ones; the likeliest first.
        public var candidates: [RenameCandidate]
        /// Statements that carry it out, and those that take it back.
        public var rendered: RenderedRevision
    }

    public var present: Present
    /// In the order of the engines' names.
    public var parts: [Part]
    /// The project has other engines than those that were compared.
    public var leavesEnginesOut: Bool
    /// The revision that a new one would follow; none for the first.
    public var heads: [RevisionID]

    public var isEmpty: Bool { parts.allSatisfy(\.difference.isEmpty) }

    /// Those of a revision that carries it out.
    var sections: [SectionDraft] { parts.map(\.rendered).sections(namesEngines: leavesEnginesOut) }
}

/// What is compared, and what a person has to say about it.
public struct ModelRequest: Sendable {
    /// Empty: those that the settings name, or that the fleet has.
    public var engines: [Engine] = []
    /// A database instead of what the revisions make.
    public var database: Selection?
    public var renames: [Rename] = []
    public var leavingOut = LeftOut()
    /// Carries out what would be written on the scratch database, up and down, and looks whether it leads where it should. Not
    /// where a database is compared.
    public var triesOut = false

    public init() {}
}
