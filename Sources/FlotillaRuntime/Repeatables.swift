import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

// Flyway's scripts without a version. They run again whenever they have changed, behind all revisions.

extension Planner {
    /// The scripts that have changed since they last ran on the target, if it will stand at the head: they may need what the
    /// last revision makes.
    ///
    /// - Parameter rows: those after the last revision of the operation.
    func repeated(
        _ operation: Operation, after rows: [RevisionID], _ opening: Opening, _ turn: Turn
    ) throws(TargetFailure) -> [CompiledStep] {
        guard !migrations.repeatables.isEmpty, operation.goesUp, isAtHead(rows) else {
            return []
        }
        var steps: [CompiledStep] = []
        for script in migrations.repeatables
        where opening.repeated[script.description] != script.checksum(with: variables) {
            steps.append(try rerun(script, on: rows, turn.dialect.engine, opening.scanning))
        }
        return steps
    }

    /// What is wrong with those scripts for one of the engines, if anything.
    func faultsOfRepeatables(on engine: Engine) -> [TargetFailure] {
        migrations.repeatables.compactMap { script in
            do throws(TargetFailure) {
                _ = try rerun(script, on: [], engine, SQLOptions())
                return nil
            } catch {
                return error
            }
        }
    }

    /// Those that run where the operation ends, in their order, with the digests of their files; each is named as its file.
    func plannedRepeatables(_ operation: Operation) -> [PlannedRevision] {
        guard operation.goesUp, isAtHead(destinations(of: operation)) else { return [] }
        return migrations.repeatables.map { script in
            let file = script.revision
            let digests = digest(of: file)
            return PlannedRevision(id: file.header.id, digest: digests.digest, textDigest: digests.textDigest)
        }
    }

    /// - Parameter name: of a revision, a baseline or a script that is repeated.
    func file(named name: RevisionID) -> RevisionFile? {
        migrations[name] ?? migrations.repeatables.first { $0.script.name == name.text }?.revision
    }

    private func rerun(
        _ script: RepeatableFile, on rows: [RevisionID], _ engine: Engine, _ options: SQLOptions
    ) throws(TargetFailure) -> CompiledStep {
        let file = script.revision
        let compiler = StepCompiler(file: file, engine: engine, options: options, variables: variables)
        var step = CompiledStep(
            revision: file.header.id, direction: .up, rowsAfter: rows, rowChanges: [],
            body: try compiler.body(of: file.sections), checks: [], verifications: [],
            changesSession: compiler.changesSession(file.sections),
            mustCommitFirst: compiler.addsEnumValue(file.sections))
        step.rerun = VersionEntry(
            version: "", description: script.description, script: script.script.name,
            checksum: script.checksum(with: variables))
        return step
    }
}
