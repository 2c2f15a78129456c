import FlotillaDriver
import FlotillaRevisions

/// Whether targets have a revision, for whoever must not start before they have.
public struct GateReport: Sendable {
    /// Why a target does not count as having it. Whatever is not certain does not count.
    public enum Reason: String, Sendable, Hashable, CaseIterable {
        /// It is on a version that does not include it.
        case behind
        case neverSeen
        /// It was asked just now and gave no version.
        case unanswered
        /// Nobody knows how the last job on it ended.
        case inDoubt
        /// A step without a transaction stopped between two of its statements.
        case halfApplied
        /// The rows of its version table contradict each other.
        case diverged
        /// Its version is not in the migrations folder.
        case unlisted
    }

    public struct Group: Sendable, Hashable {
        public var reason: Reason
        /// `nil` where it is not known.
        public var version: [RevisionID]?
        public var targets: Int
        /// The first three.
        public var examples: [TargetID]
    }

    public var minimum: [RevisionID]
    public var total: Int
    public var passing: Int
    /// The largest first.
    public var missing: [Group]
    public var isLive: Bool

    public var isOpen: Bool { passing == total }
}

/// Judges one target after the other.
struct GateTally {
    private let graph: RevisionGraph
    private let minimum: [RevisionID]
    private var groups: [Key: GateReport.Group] = [:]
    private(set) var counted: Set<TargetID> = []
    private var passing = 0
    /// A fleet has few versions.
    private var judged: [[RevisionID]: GateReport.Reason?] = [:]

    private struct Key: Hashable {
        var reason: GateReport.Reason
        var version: [RevisionID]?
    }

    init(_ graph: RevisionGraph, minimum: [RevisionID]) {
        self.graph = graph
        self.minimum = minimum
    }

    /// - Parameter doubt: why its version, if it has one, says too little.
    mutating func add(_ target: TargetID, version: [RevisionID]?, doubt: GateReport.Reason?) {
        guard counted.insert(target).inserted else { return }
        guard let reason = doubt ?? reason(version) else {
            passing += 1
            return
        }
        let key = Key(reason: reason, version: version)
        var group = groups[key] ?? GateReport.Group(reason: reason, version: version, targets: 0, examples: [])
        group.targets += 1
        if group.examples.count < 3 { group.examples.append(target) }
        groups[key] = group
    }

    func report(isLive: Bool) -> GateReport {
        let missing = groups.values.sorted { ($1.targets, $0.order) < ($0.targets, $1.order) }
        return GateReport(
            minimum: minimum, total: counted.count, passing: passing, missing: missing, isLive: isLive)
    }

    private mutating func reason(_ version: [RevisionID]?) -> GateReport.Reason? {
        guard let version else { return .neverSeen }
        if let known = judged[version] { return known }
        let reason = judge(version)
        judged[version] = .some(reason)
        return reason
    }

    private func judge(_ version: [RevisionID]) -> GateReport.Reason? {
        switch graph.classify(rows: version).standing {
        case .diverged: return .diverged
        case .ahead: return .unlisted
        case .empty, .atHeads, .behind: break
        }
        guard let applied = try? graph.applied(by: version) else { return .unlisted }
        return minimum.allSatisfy(applied.contains) ? nil : .behind
    }
}

extension GateReport.Group {
    fileprivate var order: String { reason.rawValue + " " + (version ?? []).map(\.text).joined(separator: " ") }
}
