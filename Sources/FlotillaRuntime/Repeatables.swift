import FlotillaDriver
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
