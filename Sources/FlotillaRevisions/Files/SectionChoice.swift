import FlotillaSQL

// Which section of a file an engine gets: its own, or else the one for every engine.

extension RevisionFile {
    public func upgradeSection(for engine: Engine) -> RevisionSection? { section(for: .up, on: engine) }

    /// None where the revision is irreversible.
    public func downgradeSection(for engine: Engine) -> RevisionSection? {
        section(for: .down, on: engine).flatMap { $0.marker.kind == .downgrade ? $0 : nil }
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

    /// The section that a step in the direction runs on the engine.
    ///
    /// - Throws: ``MissingScript``; a section that is not there is never taken for one that does nothing.
    public func section(
        for direction: StepDirection, on engine: Engine
    ) throws(MissingScript) -> RevisionSection {
        switch direction {
        case .up:
            if let section = upgradeSection(for: engine) { return section }
        case .down:
            if let section = downgradeSection(for: engine) { return section }
        }
        let reason = direction == .down ? irreversibleReason(for: engine) : nil
        throw MissingScript(
            revision: header.id, direction: direction, engine: engine, path: path, irreversibleReason: reason)
    }

    private func section(for purpose: SectionPurpose, on engine: Engine) -> RevisionSection? {
        let candidates = sections.filter { $0.marker.kind.purpose == purpose }
        return candidates.first { $0.marker.engines.contains(engine) }
            ?? candidates.first { $0.marker.engines.isEmpty }
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
