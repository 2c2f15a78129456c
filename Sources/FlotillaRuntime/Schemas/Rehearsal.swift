import FlotillaDriver
import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema

/// How one revision fared on a scratch database: up, down and up again.
public struct RehearsedRevision: Sendable, Hashable {
    public enum Result: Sendable, Hashable {
        /// The way down leads back to where it began, and the way up again to where it had led.
        case reversible
        /// Its author says why there is no way down; it was run upwards.
        case irreversible(reason: String)
        /// After the way down something is different: what would have to be done about it.
        case leavesBehind(ChangeSummary)
        /// The second time upwards did not lead where the first had.
        case differsAgain(ChangeSummary)
        case failed(StepDirection, TargetFailure)
    }

    public var revision: RevisionID
    public var engine: Engine
    public var result: Result

    public var isGood: Bool {
        switch result {
        case .reversible, .irreversible: true
        case .leavesBehind, .differsAgain, .failed: false
        }
    }
}

/// What a rehearsal that was stopped did not come to, on one engine.
public struct Unrehearsed: Sendable, Hashable {
    public var engine: Engine
    /// In the order in which they are run.
    public var revisions: [RevisionID]

    public init(engine: Engine, revisions: [RevisionID]) {
        self.engine = engine
        self.revisions = revisions
    }
}

extension SchemaWorkshop {
    /// Runs all revisions on a scratch database, one after the other, and those in question there and back. Ends with the
    /// first that cannot be run, because what follows needs it. The scratch database is removed also where it is stopped.
    ///
    /// - Parameter chosen: `nil` for all.
    /// - Returns: what it did not come to before it was stopped.
    public func rehearse(
        _ chosen: Set<RevisionID>?, _ planner: Planner, control: RunControl, onResult: (RehearsedRevision) -> Void
    ) throws(SchemaFailure) -> Unrehearsed {
        let ids = planner.migrations.graph.ids
        let last = ids.lastIndex { chosen?.contains($0) ?? true }
        let due = ids.prefix(last.map { $0 + 1 } ?? 0)
        let whole = Unrehearsed(engine: engine, revisions: due.filter { chosen?.contains($0) ?? true })
        guard !control.isStopping else { return whole }
        do throws(SchemaFailure) {
            try requireOneDatabase(planner)
            let first = try onStage { stage throws(SchemaFailure) in
                let rehearsal = Rehearsal(workshop: self, stage: stage, planner: planner)
                return rehearse(Array(due), chosen, rehearsal, control, onResult: onResult)
            }
            return Unrehearsed(
                engine: engine, revisions: first.map { due[$0...].filter(Set(whole.revisions).contains) } ?? [])
        } catch {
            // It says nothing about a server that its statements were cancelled.
            guard control.isCancelling else { throw error }
            return whole
        }
    }

    /// - Returns: the place of the first that it did not come to before it was stopped.
    private func rehearse(
        _ due: [RevisionID], _ chosen: Set<RevisionID>?, _ rehearsal: Rehearsal, _ control: RunControl,
        onResult: (RehearsedRevision) -> Void
    ) -> Int? {
        var rows: [RevisionID] = []
        for (index, revision) in due.enumerated() {
            if control.isStopping { return index }
            do throws(TargetFailure) {
                guard chosen?.contains(revision) ?? true else {
                    rows = try rehearsal.perform(.advance(to: [revision]))
                    continue
                }
                let (result, after) = try rehearsal.rehearse(revision, from: rows)
                let rehearsed = RehearsedRevision(revision: revision, engine: engine, result: result)
                // What failed did so because it was cancelled.
                if control.isCancelling, !rehearsed.isGood { return index }
                onResult(rehearsed)
                guard let after else { return nil }
                rows = after
            } catch {
                if control.isCancelling { return index }
                onResult(RehearsedRevision(revision: revision, engine: engine, result: .failed(.up, error)))
                return nil
            }
        }
        return nil
    }
}

/// Revisions that are run on a scratch database.
private struct Rehearsal {
    let workshop: SchemaWorkshop
    let stage: SchemaStage
    let planner: Planner

    func perform(_ operation: Operation) throws(TargetFailure) -> [RevisionID] {
        try workshop.attempt(operation, on: stage.target, planner)
    }

    /// - Returns: no rows where what the way down left behind is in the way of going on.
    func rehearse(
        _ revision: RevisionID, from before: [RevisionID]
    ) throws(TargetFailure) -> (RehearsedRevision.Result, rows: [RevisionID]?) {
        let first = try read()
        let rows = try perform(.advance(to: [revision]))
        if let reason = planner.migrations[revision]?.irreversibleReason(for: workshop.engine) {
            return (.irreversible(reason: reason), rows)
        }
        let second = try read()
        do throws(TargetFailure) {
            _ = try perform(.takeBack(to: before))
        } catch {
            return (.failed(.down, error), rowsAgain(at: revision))
        }
        let behind = summary(from: try read(), to: first)
        if let behind {
            return (.leavesBehind(behind), rowsAgain(at: revision))
        }
        let again = try perform(.advance(to: [revision]))
        return (summary(from: try read(), to: second).map { .differsAgain($0) } ?? .reversible, again)
    }

    /// After a way down that went wrong: `nil` where it left the revision half applied, or what it left is in the way.
    private func rowsAgain(at revision: RevisionID) -> [RevisionID]? {
        do throws(TargetFailure) { return try perform(.advance(to: [revision])) } catch { return nil }
    }

    /// `nil` when they are equal.
    private func summary(from: Schema, to: Schema) -> ChangeSummary? {
        let difference = SchemaComparison.difference(from: from, to: to)
        return difference.isEmpty
            ? nil : ChangeSummary(difference, spelling: workshop.schemas.renderer.spelling(of:))
    }

    private func read() throws(TargetFailure) -> Schema {
        do { return try stage.read() } catch {
            guard case .reading(let failure) = error.reason else {
                throw TargetFailure(cause: .other, message: "the scratch database cannot be read")
            }
            throw TargetFailure(failure, state: .unchanged)
        }
    }
}

extension RehearsedRevision {
    /// What is different, where something is.
    public var summary: ChangeSummary? {
        switch result {
        case .leavesBehind(let summary), .differsAgain(let summary): summary
        case .reversible, .irreversible, .failed: nil
        }
    }
}
