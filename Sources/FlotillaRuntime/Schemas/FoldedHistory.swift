import FlotillaDriver
import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema

/// What a history makes of an empty database of one engine, and how that is made at once.
public struct FoldedHistory: Sendable {
    public var schema: Schema
    /// Statements that make the schema, and those that take it away again.
    public var rendered: RenderedRevision
    /// Tables that have rows though nobody has used the database: the history wrote them, and no schema holds them.
    public var filled: [FilledTable]
}

public struct FilledTable: Sendable, Hashable {
    public var name: ObjectName
    public var rows: Int

    public init(name: ObjectName, rows: Int) {
        self.name = name
        self.rows = rows
    }
}

/// What a baseline lacks to be as good as the history that it folds.
public enum BaselineFault: Sendable, Hashable {
    /// To be done after the baseline, for the schema that the long way leads to.
    case leadsElsewhere(ChangeSummary)
    /// To be done after its way back, for an empty database.
    case leavesBehind(ChangeSummary)
}

extension SchemaWorkshop {
    /// Goes the long way on a scratch database, and reads where it has led.
    ///
    /// - Parameter planner: one that takes no baseline.
    public func fold(upTo revision: RevisionID, _ planner: Planner) throws(SchemaFailure) -> FoldedHistory {
        try onStage { stage throws(SchemaFailure) in
            let empty = try stage.read()
            try stage.advance(to: [revision], planner)
            let schema = try stage.read()
            let renderer = schemas.renderer
            let rendered = RenderedRevision(
                engine: engine, up: renderer.statements(for: SchemaComparison.difference(from: empty, to: schema)),
                down: renderer.statements(for: SchemaComparison.difference(from: schema, to: empty)))
            return FoldedHistory(schema: schema, rendered: rendered, filled: try stage.filledTables(of: schema))
        }
    }

    /// Runs a baseline on a scratch database as it will be run, up and down; `nil` where it leads to the schema and back.
    ///
    /// - Parameter baseline: it alone, without the files that it folds.
    public func fault(
        of baseline: Planner, at revision: RevisionID, wanting schema: Schema
    ) throws(SchemaFailure) -> BaselineFault? {
        try onStage { stage throws(SchemaFailure) in
            let empty = try stage.read()
            try stage.advance(to: [revision], baseline)
            if let rest = rest(from: try stage.read(), to: schema) { return .leadsElsewhere(rest) }
            guard !(baseline.migrations[revision]?.downgradeSections(for: engine).isEmpty ?? true) else { return nil }
            try stage.takeBack(to: [], baseline)
            return rest(from: try stage.read(), to: empty).map { .leavesBehind($0) }
        }
    }

    private func rest(from made: Schema, to wanted: Schema) -> ChangeSummary? {
        let difference = SchemaComparison.difference(from: made, to: wanted)
        return difference.isEmpty ? nil : ChangeSummary(difference, spelling: schemas.renderer.spelling(of:))
    }
}

extension Planner {
    /// Those of the revisions that change rows upwards on one of the engines, or may do so in Python.
    public func writingRows(_ revisions: [RevisionID], engines: some Sequence<Engine>) -> [RevisionID] {
        revisions.filter { revision in
            guard let file = migrations[revision] else { return false }
            return engines.contains { engine in
                if file.alembicSection(for: .up, on: engine) != nil { return true }
                return file.upgradeSections(for: engine).contains { section in
                    SQLScript(section.body, engine: engine).statements.contains(where: \.traits.writesRows)
                }
            }
        }
    }
}
