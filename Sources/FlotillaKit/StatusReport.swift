import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRuntime

/// Who is on which version, and what is wrong.
public struct StatusReport: Sendable {
    public struct Version: Sendable, Hashable {
        public var version: [RevisionID]
        public var count: Int
        public var isHead: Bool
        /// Steps to the heads; `nil` when this version is not one of ours, and when its rows contradict each other.
        public var behind: Int?
        /// A row beside its own ancestor, or one that stands there twice.
        public var isContradictory = false
    }

    public struct Laggard: Sendable, Hashable {
        public var target: TargetID
        public var version: [RevisionID]
        public var behind: Int?
    }

    /// Jobs that were planned and have no outcome, because the process that did them died.
    public struct Interruption: Sendable, Hashable {
        public var run: Int64
        public var unrecorded: Int
    }

    /// Targets of the selection. What the ledger knows beyond it counts for nothing but ``removed``.
    public var total: Int
    /// Targets in the census: whose version the ledger knows, or, in a live report, who told it just now.
    public var seen: Int
    /// The most frequent first.
    public var census: [Version]
    /// Targets whose version was never read. In a live report they are among ``unanswered``.
    public var neverSeen: Int
    /// Targets that gave no version when they were asked, or were not asked any more. 0 unless the report is live.
    public var unanswered: Int
    /// At most ten, the furthest behind first.
    public var laggards: [Laggard]
    /// Targets whose last job failed, by reason; the most frequent first.
    public var failures: [FailureRecord]
    /// Targets of which it cannot be told whether a statement took effect: a person must look. At most twenty.
    public var unknown: [TargetID]
    /// Targets on which a step without a transaction stopped between two statements. At most twenty.
    public var halfApplied: [TargetID]
    /// Targets that the ledger knows and the inventory no longer lists; empty for a part of the inventory.
    public var removed: [TargetID]
    public var interruption: Interruption?
    /// How asking the targets went; `nil` when only the ledger was asked.
    public var run: RunReport?

    public var isLive: Bool { run != nil }
}

extension StatusReport.Version {
    init(_ rows: [RevisionID], count: Int, in graph: RevisionGraph) {
        version = rows
        self.count = count
        switch graph.classify(rows: rows).standing {
        case .atHeads: (isHead, behind) = (true, 0)
        case .behind(let pending): (isHead, behind) = (false, pending)
        case .empty: (isHead, behind) = (graph.isEmpty, graph.count)
        case .ahead: (isHead, behind) = (false, nil)
        case .diverged: (isHead, behind, isContradictory) = (false, nil, true)
        }
    }
}
