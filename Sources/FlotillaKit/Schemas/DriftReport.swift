import FlotillaDriver
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL
import FlotillaSchema

/// What targets are made of, one entry for all that share engine, version and shape.
public struct DriftReport: Sendable {
    public enum Standing: Sendable, Hashable {
        /// What the revisions give.
        case expected
        /// Something else: what would have to be done to a target so that it is as expected.
        case drifted(ChangeSummary)
        /// Something else, and somebody has said that this is known.
        case known(KnownDrift)
        /// The version is none of the folder's, so that nobody knows what to expect.
        case unknownVersion
        /// What the revisions give could not be found out.
        case unjudged
    }

    public struct Shape: Sendable, Hashable {
        public var engine: Engine
        public var version: [RevisionID]
        public var fingerprint: String
        public var count: Int
        /// A few of the targets.
        public var examples: [TargetID]
        public var standing: Standing
    }

    /// What is wrong first, and of that the most frequent first.
    public var shapes: [Shape]
    /// Of the targets that could be read, and of those that could not.
    public var run: RunReport
    /// Schemas of PostgreSQL that were not compared though they have something, by name, each with how many targets have it.
    public var unread: [(name: String, targets: Int)]
    /// How large tables are; `nil` where that was not asked.
    public var sizes: Sizes?

    public struct Sizes: Sendable {
        /// Targets that said how large their tables are.
        public var targets = 0
        /// Those that have a table of ``RowEstimate/smallestKept`` rows or more.
        public var large = 0
        public var largest: (table: RowEstimate, target: TargetID)?
    }

    public var hasNewDrift: Bool {
        shapes.contains { shape in
            switch shape.standing {
            case .drifted, .unknownVersion: true
            case .expected, .known, .unjudged: false
            }
        }
    }
}

extension DriftReport.Sizes {
    mutating func add(_ estimates: [RowEstimate], of target: TargetID) {
        targets += 1
        guard let largest = estimates.max(by: { $0.rows < $1.rows }) else { return }
        large += 1
        if largest.rows > self.largest?.table.rows ?? 0 { self.largest = (largest, target) }
    }
}
