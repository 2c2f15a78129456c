import FlotillaDriver
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout

/// Who was on which version at some moment, as the ledger knew it then.
public struct PastStatus: Sendable {
    public var at: LedgerTime
    /// Targets of the selection.
    public var total: Int
    /// The most frequent first; how far each is behind is told by today's migrations folder.
    public var census: [StatusReport.Version]
    /// Targets whose version nobody had read by then.
    public var unknown: Int
    /// Up to three of them.
    public var examples: [TargetID]
}

extension Flotilla {
    /// - Parameter selection: `nil` for every target that the ledger knows.
    public func status(
        of selection: FleetSelection?, at moment: PointInTime
    ) async throws(FlotillaError) -> PastStatus {
        try await atDesk { [self] () throws(FlotillaError) in
            let graph = try migrations().graph
            let ids = try selection?.ids()
            let ledger = try ledgerToRead()
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in
                let at = moment.time(now: try ledger.now())
                let then = try ledger.standings(at: at, of: ids)
                let census = then.census.compactMap { count in
                    count.version.map { StatusReport.Version($0, count: count.targets, in: graph) }
                }
                return PastStatus(
                    at: at, total: census.map(\.count).reduce(0, +) + then.unknown, census: census,
                    unknown: then.unknown, examples: then.examples)
            }
        }
    }
}
