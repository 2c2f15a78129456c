import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout
import FlotillaRuntime

/// Who is on which version, and what is wrong.
public struct StatusReport: Sendable {
    public struct Version: Sendable, Hashable {
        public var rows: [RevisionID]
        public var count: Int
        public var standing: VersionReading.Standing
    }

    public struct Laggard: Sendable, Hashable {
        public var target: TargetID
        public var rows: [RevisionID]
        /// Steps to the heads; `nil` when its version is not one of ours.
        public var behind: Int?
    }

    public var total: Int
    /// The most frequent first.
    public var census: [Version]
    public var neverSeen: Int
    /// At most ten, the furthest behind first.
    public var laggards: [Laggard]
    /// Targets whose last job failed, by reason; the most frequent first.
    public var failures: [FailureRecord]
    /// Targets of which it cannot be told whether a statement took effect: a person must look.
    public var inDoubt: [TargetID]
    /// Jobs that were planned and have no outcome, because the process that did them died.
    public var unrecorded: [JobRecord]
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
        return try reading { () throws(LedgerError) in
            let counts = try ledger.census(of: ids)
            let known = counts.map(\.targets).reduce(0, +)
            let seen = counts.compactMap { count in
                count.version.map {
                    StatusReport.Version(
                        rows: $0, count: count.targets, standing: graph.classify(rows: $0).standing)
                }
            }
            return StatusReport(
                total: ids?.count ?? known, census: seen,
                neverSeen: (ids?.count ?? known) - seen.map(\.count).reduce(0, +),
                laggards: try laggards(ledger, graph, Set(ids ?? []), seen),
                failures: try ledger.failures(), inDoubt: try ledger.targets(with: .unknown, limit: 20),
                unrecorded: try ledger.unrecordedTargets(limit: 20), isLive: isLive)
        }
    }

    private func laggards(
        _ ledger: Ledger, _ graph: RevisionGraph, _ ids: Set<TargetID>, _ versions: [StatusReport.Version]
    ) throws(LedgerError) -> [StatusReport.Laggard] {
        let behind = versions.compactMap { version -> (rows: [RevisionID], steps: Int?)? in
            switch version.standing {
            case .behind(let pending): (version.rows, pending)
            case .empty: (version.rows, graph.count)
            case .ahead, .diverged: (version.rows, nil)
            case .atHeads: nil
            }
        }.sorted { ($0.steps ?? .max) > ($1.steps ?? .max) }
        var laggards: [StatusReport.Laggard] = []
        for (rows, steps) in behind where laggards.count < 10 {
            let found = try ledger.targets(on: rows, limit: ids.isEmpty ? 10 : 10_000)
            laggards += found.filter { ids.isEmpty || ids.contains($0) }.prefix(10 - laggards.count)
                .map { StatusReport.Laggard(target: $0, rows: rows, behind: steps) }
        }
        return laggards
    }
}

extension FleetSelection {
    func ids() throws(FlotillaError) -> [TargetID] {
        var ids: [TargetID] = []
        try forEachTarget { ids.append($0.id) }
        return ids
    }
}
