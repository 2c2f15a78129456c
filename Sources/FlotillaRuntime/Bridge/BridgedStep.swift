import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// A step that the project's own Alembic takes in Python.
struct BridgedStep: Sendable {
    var bridge: AlembicBridge
    /// What env.py gets by `-x`.
    var arguments: [String]
    /// The marker.
    var place: StatementPlace
    /// Of the revision's file and of the project's file for it.
    var digest: String
    /// What the revision follows, as its file says.
    var parents: [RevisionID]
}

extension CompiledStep {
    var bridged: BridgedStep? { if case .alembic(let bridged) = body { bridged } else { nil } }

    /// What the target's journal says while it cannot be undone whole.
    func journalEntry(_ bridged: BridgedStep, _ state: JournalEntry.State) -> JournalEntry {
        JournalEntry(
            revision: revision.text, direction: direction.rawValue, unit: 1, units: 1, state: state, effectsBefore: 0,
            prefixDigest: Digest.sha256([]).description, unitDigest: bridged.digest)
    }

    /// The same step where a person has found that it took effect: only the version moves.
    func recordingOnly(_ bridged: BridgedStep) -> CompiledStep {
        var unit = Unit(kind: .atomic([]), places: [bridged.place])
        unit.digest = bridged.digest
        unit.prefixDigest = Digest.sha256([]).description
        var step = self
        step.body = .journalled([unit])
        return step
    }
}

extension [CompiledStep] {
    /// The first step and those behind it that Python can take without us between them.
    var together: [CompiledStep] {
        guard let first else { return [] }
        return [first]
            + dropFirst().prefix { step in
                step.bridged != nil && step.checks.isEmpty && step.lockTimeout == first.lockTimeout
                    && step.statementTimeout == first.statementTimeout
            }
    }
}

extension Planner {
    /// What makes the step another one when it is edited.
    func digest(of file: RevisionFile) -> (digest: String, textDigest: String) {
        let python = file.mayRunAlembic ? bridge?.source(of: file.header.id) ?? [] : []
        return (
            Digest.sha256(file.bytes + python).description, Digest.sha256(file.normalizedBytes + python).description
        )
    }

    /// The revisions that the project's own Alembic runs for one of the engines on the way from one of these starts.
    public func inPython(
        _ operation: Operation, from starts: [[RevisionID]], engines: some Sequence<Engine>
    ) -> [RevisionID] {
        let engines = Array(engines)
        let found = starts.flatMap { start in
            engines.flatMap { engine in
                (path(operation, from: start, on: engine) ?? RevisionPath.none).filter { step in
                    migrations.file(of: step)?.alembicSection(for: step.direction, on: engine) != nil
                }.map(\.revision)
            }
        }
        return migrations.graph.ids.filter(Set(found).contains)
    }

    func bridgedStep(
        _ section: RevisionSection, _ file: RevisionFile, _ compiler: StepCompiler, _ direction: StepDirection
    ) throws(TargetFailure) -> CompiledStep {
        let id = file.header.id
        guard let bridge else {
            throw compiler.refusal(
                "revision \(id) runs in Python, by Alembic, and no settings say where that project is: write "
                    + "'alembic: {project: FOLDER}' into flotilla.yaml, or SQL into this file",
                line: section.line, cause: .unusablePython)
        }
        if direction == .up, let verification = file.verifications(for: compiler.engine).first {
            throw compiler.refusal(
                "what runs in Python is kept before anything can be verified; make this a check of the next revision",
                line: verification.line)
        }
        let arguments =
            bridge.settings.arguments
            + variables.values.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        let place = StatementPlace(revision: id, file: file.path, line: section.line, statement: 0, excerpt: "")
        return CompiledStep(
            revision: id, direction: direction, rowsAfter: [], rowChanges: [],
            body: .alembic(
                BridgedStep(
                    bridge: bridge, arguments: arguments, place: place, digest: digest(of: file).digest,
                    parents: file.header.parents)),
            checks: direction == .up ? try compiler.questions(file.checks(for: compiler.engine)) : [],
            verifications: [], lockTimeout: section.marker.options.lockTimeout,
            statementTimeout: section.marker.options.statementTimeout, changesSession: false,
            loss: LosingStep(marked: [section], of: id, on: compiler.engine))
    }
}
