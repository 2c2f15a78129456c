import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

// Values for the places that revisions leave open: `-x region=eu` for `:{region}`.

extension StepCompiler {
    func filledIn(_ section: RevisionSection) throws(TargetFailure) -> RevisionSection {
        do throws(SQLVariableProblem) {
            return try section.filledIn(with: variables, engine: engine, options: options)
        } catch {
            throw refusal(error.explanation, line: section.line + error.line, in: section)
        }
    }

    /// The places of the sections that cannot be filled in: the first of each section.
    func openPlaces(_ sections: [RevisionSection]) -> [TargetFailure] {
        sections.compactMap { section in
            do throws(TargetFailure) {
                _ = try filledIn(section)
                return nil
            } catch {
                return error
            }
        }
    }
}

extension SQLVariableProblem {
    fileprivate var explanation: String {
        switch kind {
        case .undefined("tag"): ":{tag} has no value; give it one: --tag TEXT"
        case .undefined(let name): ":{\(name)} has no value; give it one: -x \(name)=VALUE"
        case .malformed: "what follows :{ is no variable; write :{name}, :{name!raw} or :{name=plain text}"
        case .undefinedPlaceholder(let name) where name.hasPrefix("flyway:"):
            "${\(name)} is Flyway's own, and has no value here; give it one: -x \(name)=VALUE"
        case .undefinedPlaceholder(let name): "${\(name)} has no value; give it one: -x \(name)=VALUE"
        case .unquotable(let name): "the value of :{\(name)} holds a NUL, which no script can hold"
        }
    }
}

extension Planner {
    /// What cannot be filled in on the way of the operation from these rows, each with file and line.
    public func openPlaces(_ operation: Operation, from rows: [RevisionID], engine: Engine) -> [TargetFailure] {
        guard let path = path(operation, from: rows, on: engine) else { return [] }
        return openPlaces(on: path, engine)
    }

    func openPlaces(on path: RevisionPath, _ engine: Engine) -> [TargetFailure] {
        zip(path.files, path).flatMap { openPlaces($0, $1.direction, engine) }
    }

    /// Whether a step of the operation's direction may have such a place on one of the engines.
    public func hasOpenPlaces(_ operation: Operation, on engines: some Sequence<Engine>) -> Bool {
        guard let direction = operation.direction else { return false }
        return migrations.names.contains { revision in
            engines.contains { !openPlaces(revision, direction, $0).isEmpty }
        }
    }

    private func openPlaces(_ revision: RevisionID, _ direction: StepDirection, _ engine: Engine) -> [TargetFailure] {
        guard let file = migrations[revision], file.sections.contains(where: \.mayHoldVariables),
            let sections = try? file.sections(for: direction, on: engine)
        else { return [] }
        let compiler = StepCompiler(file: file, engine: engine, options: SQLOptions(), variables: variables)
        let questions = direction == .up ? file.checks(for: engine) + file.verifications(for: engine) : []
        return compiler.openPlaces(sections + questions)
    }
}

extension Operation {
    /// In which it runs scripts; `nil` for what runs none.
    public var direction: StepDirection? {
        switch self {
        case .upgrade, .advance: .up
        case .downgrade, .takeBack: .down
        case .stamp, .ensureVersion, .current, .fingerprint, .preflight, .probe, .resolve, .adopt: nil
        }
    }
}
