import FlotillaDriver
import FlotillaRevisions
import FlotillaSQL

/// What taking a revision back does away with, for a person to agree to first.
public struct LosingStep: Sendable, Hashable {
    public var revision: RevisionID
    public var engine: Engine
    /// Statements that drop tables or columns or delete rows, each shortened.
    public var statements: [String]
}

extension Planner {
    /// The steps down among `revisions` after which rows or columns are gone, in the order in which they are given.
    public func losingSteps(_ revisions: [RevisionID], engines: some Sequence<Engine>) -> [LosingStep] {
        var steps: [LosingStep] = []
        for revision in revisions {
            for engine in engines {
                guard let file = migrations[revision],
                    let sections = try? StepCompiler(file: file, engine: engine, options: SQLOptions()).sections(.down)
                else { continue }
                let statements = sections.flatMap { SQLScript($0.body, engine: engine).statements }
                    .filter(\.losesRows).map(\.excerpt)
                if !statements.isEmpty {
                    steps.append(LosingStep(revision: revision, engine: engine, statements: statements))
                }
            }
        }
        return steps
    }

    /// Those of the revisions that cannot be taken back on one of the engines, each with the reason.
    public func irreversible(
        _ revisions: [RevisionID], engines: some Sequence<Engine>
    ) -> [(revision: RevisionID, failure: TargetFailure)] {
        var found: [(RevisionID, TargetFailure)] = []
        for revision in revisions {
            for engine in engines {
                guard let file = migrations[revision] else { continue }
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
