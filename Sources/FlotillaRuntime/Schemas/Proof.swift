import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema

/// What is on a scratch database before statements of ours are tried out.
public enum ScratchStart: Sendable {
    case scripts([SchemaScript])
    case revisions([RevisionID], Planner)
}

extension SchemaWorkshop {
    /// Carries lists of statements out, one after the other, on a scratch database. Returns its schema after each.
    public func schemas(
        from start: ScratchStart, after lists: [[RenderedStatement]]
    ) throws(SchemaFailure) -> [Schema] {
        let database = try makeDatabase()
        switch start {
        case .scripts(let scripts): try run(scripts, on: database.target)
        case .revisions(let revisions, let planner): try advance(database.target, to: revisions, planner)
        }
        var schemas: [Schema] = []
        for statements in lists {
            try carryOut(statements, on: database.target)
            schemas.append(try read(database.target))
        }
        return schemas
    }

    /// In transactions, where the engine has them and the statements allow it, as the steps of a revision.
    private func carryOut(_ statements: [RenderedStatement], on target: Target) throws(SchemaFailure) {
        let deadline = Deadline.after(timeout)
        try use(target) { session throws(SchemaFailure) in
            var isOpen = false
            for statement in statements {
                do throws(DriverError) {
                    if adapter.dialect.hasTransactionalDDL, isOpen == statement.runsAlone {
                        _ = try session.run(Batch(isOpen ? "COMMIT" : "BEGIN"), deadline: deadline)
                        isOpen.toggle()
                    }
                    _ = try session.run(Batch(statement.sql), deadline: deadline)
                } catch {
                    throw SchemaFailure(engine, .rendered(statement, error))
                }
            }
            guard isOpen else { return }
            do throws(DriverError) {
                _ = try session.run(Batch("COMMIT"), deadline: deadline)
            } catch {
                throw SchemaFailure(engine, .reading(error))
            }
        }
    }
}
