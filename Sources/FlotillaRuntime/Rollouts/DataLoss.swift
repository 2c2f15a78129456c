import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaSQL

/// What one step does away with on an engine, for a person to agree to first.
public struct LosingStep: Sendable, Hashable {
    public var revision: RevisionID
    public var engine: Engine
    /// Comments that say what is lost, or else statements that drop tables or columns or delete rows, each shortened.
    public var parts: [String]

    public init(revision: RevisionID, engine: Engine, parts: [String]) {
        self.revision = revision
        self.engine = engine
        self.parts = parts
    }

    /// Ends a comment about a statement after which data is gone.
    static let remark = " (loses data)"
}

/// What an operation does away with on targets for which it is meant.
public struct DataLoss: Sendable, Hashable {
    /// Each once, in the order of the graph.
    public var steps: [LosingStep]
    /// How many targets take one of the steps.
    public var targets: Int

    public init(steps: [LosingStep] = [], targets: Int = 0) {
        self.steps = steps
        self.targets = targets
    }

    public var isEmpty: Bool { steps.isEmpty }
}

/// To which losses of data a person has agreed.
public enum LossConsent: Sendable, Hashable {
    /// Whatever it is.
    case any
    /// To these steps, by name.
    case named([LosingStep])

    public static let nothing = LossConsent.named([])

    public func covers(_ step: LosingStep) -> Bool {
        switch self {
        case .any: true
        case .named(let steps): steps.contains(step)
        }
    }
}

// MARK: What is marked

extension LosingStep {
    /// `nil` when none of the step's sections is marked.
    init?(marked sections: [RevisionSection], of revision: RevisionID, on engine: Engine) {
        let losing = sections.filter(\.marker.options.losesData)
        guard !losing.isEmpty else { return nil }
        self.init(revision: revision, engine: engine, parts: losing.flatMap { $0.markedParts(on: engine) })
    }
}

extension Planner {
    /// What the operation does away with on its way from these starts, as far as the revisions say so.
    ///
    /// - Parameter starts: each with how many targets stand there.
    public func loss(of operation: Operation, from starts: [PlannedStart: Int]) -> DataLoss {
        var steps: Set<LosingStep> = []
        var targets = 0
        for (start, count) in starts {
            let engines = start.engine.map { [$0] } ?? Engine.allCases
            let lost = engines.flatMap { engine -> [LosingStep] in
                guard let path = path(operation, from: start.rows, on: engine) else { return [] }
                return zip(path.files, path).compactMap { markedLoss($0, $1.direction, engine) }
            }
            steps.formUnion(lost)
            targets += lost.isEmpty ? 0 : count
        }
        return DataLoss(steps: inOrder(steps), targets: targets)
    }

    /// Whether any step in the direction is marked for one of the engines.
    public func marksLoss(_ direction: StepDirection, on engines: some Sequence<Engine>) -> Bool {
        migrations.names.contains { revision in
            engines.contains { markedLoss(revision, direction, $0) != nil }
        }
    }

    /// What taking the plan back would do away with.
    func lossOnWayBack(_ plan: RolloutPlan, engines: some Sequence<Engine>) -> [LosingStep] {
        inOrder(
            Set(
                plan.revisions.flatMap { taken(by: $0.id) }.flatMap { revision in
                    engines.compactMap { markedLoss(revision, .down, $0) }
                }))
    }

    /// The way back from a baseline is the long one.
    private func taken(by file: RevisionID) -> [RevisionID] {
        file.ofBaseline.map { (try? migrations.graph.applied(by: [$0]).ids) ?? [] } ?? [file]
    }

    private func markedLoss(_ revision: RevisionID, _ direction: StepDirection, _ engine: Engine) -> LosingStep? {
        guard let file = migrations[revision] else { return nil }
        let alembic = file.alembicSection(for: direction, on: engine).map { [$0] }
        guard let sections = alembic ?? (try? file.sections(for: direction, on: engine)) else { return nil }
        return LosingStep(marked: sections, of: file.header.id, on: engine)
    }

    private func inOrder(_ steps: Set<LosingStep>) -> [LosingStep] {
        let byRevision = Dictionary(grouping: steps, by: \.revision)
        return migrations.graph.ids.flatMap { (byRevision[$0] ?? []).sorted { $0.engine < $1.engine } }
    }
}

// MARK: What is taken back

extension Planner {
    /// The steps down among `revisions` after which rows or columns are gone, marked or not, in the order in which they are
    /// given.
    public func losingSteps(_ revisions: [RevisionID], engines: some Sequence<Engine>) -> [LosingStep] {
        var steps: [LosingStep] = []
        for revision in revisions {
            for engine in engines {
                guard let file = migrations[revision] else { continue }
                guard file.alembicSection(for: .down, on: engine) == nil else {
                    steps.append(LosingStep(revision: revision, engine: engine, parts: [Self.unknownLoss]))
                    continue
                }
                guard
                    let sections = try? StepCompiler(file: file, engine: engine, options: SQLOptions()).sections(.down)
                else { continue }
                let parts = sections.flatMap { section in
                    section.marker.options.losesData
                        ? section.markedParts(on: engine) : section.losingStatements(on: engine)
                }
                if !parts.isEmpty { steps.append(LosingStep(revision: revision, engine: engine, parts: parts)) }
            }
        }
        return steps
    }

    private static let unknownLoss = "what its downgrade() in Python drops cannot be told"

    /// Those of the revisions that cannot be taken back on one of the engines, each with the reason.
    public func irreversible(
        _ revisions: [RevisionID], engines: some Sequence<Engine>
    ) -> [(revision: RevisionID, failure: TargetFailure)] {
        var found: [(RevisionID, TargetFailure)] = []
        for revision in revisions {
            for engine in engines {
                guard let file = migrations[revision], file.alembicSection(for: .down, on: engine) == nil else {
                    continue
                }
                do throws(TargetFailure) {
                    _ = try StepCompiler(file: file, engine: engine, options: SQLOptions()).sections(.down)
                } catch {
                    found.append((revision, error))
                    break
                }
            }
        }
        return found
    }
}

extension RevisionSection {
    /// What a section that is marked loses. Its author may know what no comment and no statement shows.
    fileprivate func markedParts(on engine: Engine) -> [String] {
        let comments = String(decoding: body, as: UTF8.self).split(whereSeparator: \.isNewline).compactMap { line in
            line.hasPrefix("-- ") && line.hasSuffix(LosingStep.remark)
                ? String(line.dropFirst(3).dropLast(LosingStep.remark.count)) : nil
        }
        if !comments.isEmpty { return comments }
        let statements = losingStatements(on: engine)
        return statements.isEmpty ? ["marked so"] : statements
    }

    fileprivate func losingStatements(on engine: Engine) -> [String] {
        SQLScript(body, engine: engine).statements.filter(\.losesRows).map(\.excerpt)
    }
}

extension SQLStatement {
    /// What it names is gone afterwards, with the rows that were in it. An index, a trigger or a view holds none.
    fileprivate var losesRows: Bool {
        let drops = catalogueEffect.facts.contains { fact in
            guard case .disappears(let object) = fact else { return false }
            switch object {
            case .table, .column, .schema, .database, .materializedView: return true
            case .view, .index, .primaryKey, .constraint, .trigger, .function, .procedure, .package, .packageBody,
                .event,
                .sequence, .type, .enumValue, .extension:
                return false
            }
        }
        return drops || ["DELETE", "TRUNCATE"].contains(firstWord)
    }

    /// In capitals.
    private var firstWord: String {
        String(decoding: bytes.prefix { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A }, as: UTF8.self).uppercased()
    }
}
