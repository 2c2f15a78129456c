import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Who is on which version, and what is wrong.
public struct StatusReport: Sendable {
    public struct Version: Sendable, Hashable {
        public var version: [RevisionID]
        public var count: Int
        public var isHead: Bool
        /// Steps to the heads; `nil` when this version is not one of ours.
        public var behind: Int?
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

    public var total: Int
    public var seen: Int
    /// The most frequent first.
    public var census: [Version]
    public var neverSeen: Int
    /// At most ten, the furthest behind first.
    public var laggards: [Laggard]
    /// Targets whose last job failed, by reason; the most frequent first.
    public var failures: [FailureRecord]
    /// Targets of which it cannot be told whether a statement took effect: a person must look. At most twenty.
    public var unknown: [TargetID]
    public var interruption: Interruption?
    public var isLive: Bool
}

extension Flotilla {
    /// From the ledger; asks every selected target first when `live`.
    ///
    /// - Parameter selection: `nil` for every target that the ledger knows.
    public func status(
        of selection: FleetSelection?, live: Bool, control: RunControl
    ) async throws(FlotillaError) -> StatusReport {
        if live {
            let everything: FleetSelection
            if let selection { everything = selection } else { everything = try await select(.all) }
            _ = try await run(.current, on: everything, control: control)
        }
        return try await atDesk { [self] () throws(FlotillaError) in try report(selection, live) }
    }

    private func report(_ selection: FleetSelection?, _ isLive: Bool) throws(FlotillaError) -> StatusReport {
        let graph = try migrations().graph
        let ledger = try ledger()
        defer { ledger.close() }
        let ids = try selection?.ids()
        let chosen = ids.map { Set($0) }
        return try reading { () throws(LedgerError) in
            let counts = try ledger.census(of: ids)
            let known = counts.map(\.targets).reduce(0, +)
            let census = counts.compactMap { count in
                count.version.map { StatusReport.Version($0, count: count.targets, in: graph) }
            }
            let seen = census.map(\.count).reduce(0, +)
            let total = max(ids?.count ?? 0, known)
            return StatusReport(
                total: total, seen: seen, census: census, neverSeen: total - seen,
                laggards: try laggards(ledger, chosen, census), failures: try ledger.failures(of: chosen),
                unknown: try unknown(ledger, chosen), interruption: try interruption(ledger, chosen), isLive: isLive)
        }
    }

    private func unknown(_ ledger: Ledger, _ chosen: Set<TargetID>?) throws(LedgerError) -> [TargetID] {
        let all = try ledger.targets(with: .unknown, limit: chosen == nil ? 20 : .max)
        return Array(all.lazy.filter { chosen?.contains($0) != false }.prefix(20))
    }

    private func interruption(
        _ ledger: Ledger, _ chosen: Set<TargetID>?
    ) throws(LedgerError) -> StatusReport.Interruption? {
        let unrecorded = try ledger.unrecordedTargets().filter { chosen?.contains($0.target) != false }
        return unrecorded.map(\.run).max().map {
            StatusReport.Interruption(run: $0.number, unrecorded: unrecorded.count)
        }
    }

    private func laggards(
        _ ledger: Ledger, _ chosen: Set<TargetID>?, _ census: [StatusReport.Version]
    ) throws(LedgerError) -> [StatusReport.Laggard] {
        // A version that is not ours comes first: nobody can tell how far it is.
        let behind = census.filter { !$0.isHead }.sorted { ($0.behind ?? .max) > ($1.behind ?? .max) }
        var laggards: [StatusReport.Laggard] = []
        for entry in behind where laggards.count < 10 {
            let found = try ledger.targets(on: entry.version, limit: chosen == nil ? 10 : .max)
            laggards += found.lazy.filter { chosen?.contains($0) != false }.prefix(10 - laggards.count)
                .map { StatusReport.Laggard(target: $0, version: entry.version, behind: entry.behind) }
        }
        return laggards
    }
}

extension StatusReport.Version {
    init(_ rows: [RevisionID], count: Int, in graph: RevisionGraph) {
        version = rows
        self.count = count
        switch graph.classify(rows: rows).standing {
        case .atHeads: (isHead, behind) = (true, 0)
        case .behind(let pending): (isHead, behind) = (false, pending)
        case .empty: (isHead, behind) = (graph.isEmpty, graph.count)
        case .ahead, .diverged: (isHead, behind) = (false, nil)
        }
    }
}

extension FleetSelection {
    func ids() throws(FlotillaError) -> [TargetID] {
        var ids: [TargetID] = []
        try forEachTarget { ids.append($0.id) }
        return ids
    }
}
