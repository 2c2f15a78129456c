import FlotillaSQL

// Which sections of a file an engine gets: its own, or else those for every engine.

extension RevisionFile {
    public func upgradeSections(for engine: Engine) -> [RevisionSection] { sections(of: .up, on: engine) }

    /// None where the revision is irreversible.
    public func downgradeSections(for engine: Engine) -> [RevisionSection] {
        sections(of: .down, on: engine).filter { $0.marker.kind == .downgrade }
    }

    /// Why the revision cannot be taken back on the engine, if its author says so.
    public func irreversibleReason(for engine: Engine) -> String? {
        guard case .irreversible(let reason) = section(for: .down, on: engine)?.marker.kind else { return nil }
        return reason
    }

    /// In the order of the file; of several sections with one name, the engine's own.
    public func checks(for engine: Engine) -> [RevisionSection] {
        sections.filter { section in
            guard case .check = section.marker.kind else { return false }
            return self.section(for: section.marker.kind.purpose, on: engine) == section
        }
    }

    /// In the order of the file; of several sections with one name, the engine's own.
    public func verifications(for engine: Engine) -> [RevisionSection] {
        sections.filter { section in
            guard case .verify = section.marker.kind else { return false }
            return self.section(for: section.marker.kind.purpose, on: engine) == section
        }
    }

    /// What a step in the direction runs on the engine: one section, or several that want other transactions, in the order of
    /// the file.
    ///
    /// - Throws: ``MissingScript``; a section that is not there is never taken for one that does nothing.
    public func sections(
        for direction: StepDirection, on engine: Engine
    ) throws(MissingScript) -> [RevisionSection] {
        let found = direction == .up ? upgradeSections(for: engine) : downgradeSections(for: engine)
        guard found.isEmpty else { return found }
        let reason = direction == .down ? irreversibleReason(for: engine) : nil
        throw MissingScript(
            revision: header.id, direction: direction, engine: engine, path: path, irreversibleReason: reason)
    }

    /// The marker by which the project's own Alembic runs the direction on the engine; nil where SQL serves it, where there
    /// is no way back, and where the file does not ask for it.
    public func alembicSection(for direction: StepDirection, on engine: Engine) -> RevisionSection? {
        guard section(for: direction == .up ? .up : .down, on: engine) == nil else { return nil }
        return section(for: .alembic(direction), on: engine) ?? section(for: .alembic(nil), on: engine)
    }

    /// Whether any direction may run in Python.
    public var mayRunAlembic: Bool {
        sections.contains { section in
            if case .alembic = section.marker.kind { true } else { false }
        }
    }

    private func section(for purpose: SectionPurpose, on engine: Engine) -> RevisionSection? {
        sections(of: purpose, on: engine).first
    }

    private func sections(of purpose: SectionPurpose, on engine: Engine) -> [RevisionSection] {
        let candidates = sections.filter { $0.marker.kind.purpose == purpose }
        let own = candidates.filter { $0.marker.engines.contains(engine) }
        return own.isEmpty ? candidates.filter { $0.marker.engines.isEmpty } : own
    }
}

/// A revision that cannot be applied to, or taken back from, an engine: its file has nothing to run.
public struct MissingScript: Error, Sendable, Hashable {
    public let revision: RevisionID
    public let direction: StepDirection
    public let engine: Engine
    /// The file of the revision; nil when the folder has none.
    public let path: String?
    /// The author's word for why there is no way back.
    public let irreversibleReason: String?

    public init(
        revision: RevisionID, direction: StepDirection, engine: Engine, path: String?, irreversibleReason: String? = nil
    ) {
        self.revision = revision
        self.direction = direction
        self.engine = engine
        self.path = path
        self.irreversibleReason = irreversibleReason
    }
}
