import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRuntime
import FlotillaSQL

/// What was found of databases that were there before Flotilla, grouped by who kept account of their versions.
public struct AdoptionReport: Sendable {
    public struct Group: Sendable {
        /// `nil` where a secret would have to be fetched to know.
        public var engine: Engine?
        public var provenance: Provenance
        public var count: Int
        /// The first few.
        public var examples: [TargetID]

        /// Whether the ledger can be told on which version its targets are.
        public var isAdoptable: Bool { provenance.version != nil }
    }

    /// The largest first; those that cannot be adopted at the end.
    public var groups: [Group]
    public var run: RunReport
    /// How many targets were written into the ledger; `nil` when nothing was.
    public var recorded: Int?

    public var remaining: Int { groups.filter { !$0.isAdoptable }.map(\.count).reduce(0, +) }
}

extension Provenance {
    /// What the ledger is told; `nil` when nobody knows.
    var version: [RevisionID]? {
        switch self {
        case .known(let rows): rows
        case .empty: []
        case .unknown, .others, .unaccounted: nil
        }
    }
}

extension Flotilla {
    /// Looks at every target, and writes into the ledger on which version it is. Writes nothing to targets.
    ///
    /// - Parameter records: writes it down; else it is only told.
    public func adopt(
        _ selection: FleetSelection, records: Bool, control: RunControl
    ) async throws(FlotillaError) -> AdoptionReport {
        let found = Monitor<[Found]>([])
        let run = try await run(.adopt, on: selection, control: control) { result in
            guard let provenance = result.provenance else { return }
            found.access { $0.append(Found(place: result.place, target: result.target, provenance: provenance)) }
        }
        let all = found.access { $0 }.sorted { $0.place < $1.place }
        return try await atDesk { [self] () throws(FlotillaError) in
            var groups: [Key: AdoptionReport.Group] = [:]
            var adoptable: [(TargetEntry, [RevisionID])] = []
            for one in all {
                let target = try selection.target(at: one.place)
                let key = Key(engine: target.engine, provenance: one.provenance)
                groups[
                    key,
                    default: AdoptionReport.Group(
                        engine: target.engine, provenance: one.provenance, count: 0, examples: [])
                ].add(one.target)
                if let version = one.provenance.version { adoptable.append((TargetEntry(target), version)) }
            }
            if records { try record(adoptable) }
            return AdoptionReport(
                groups: groups.values.sorted(by: AdoptionReport.Group.comesFirst), run: run,
                recorded: records ? adoptable.count : nil)
        }
    }

    private func record(_ targets: [(TargetEntry, [RevisionID])]) throws(FlotillaError) {
        let ledger = try ledger()
        defer { ledger.close() }
        for (target, version) in targets { ledger.recordVersion(version, of: target) }
        try reading { () throws(LedgerError) in try ledger.waitUntilDurable() }
    }
}

private struct Found: Sendable {
    var place: Int
    var target: TargetID
    var provenance: Provenance
}

private struct Key: Hashable {
    var engine: Engine?
    var provenance: Provenance
}

extension AdoptionReport.Group {
    private static let shown = 5

    fileprivate mutating func add(_ target: TargetID) {
        count += 1
        if examples.count < Self.shown { examples.append(target) }
    }

    fileprivate static func comesFirst(_ one: Self, _ other: Self) -> Bool {
        if one.isAdoptable != other.isAdoptable { return one.isAdoptable }
        return one.count == other.count ? one.examples[0].text < other.examples[0].text : one.count > other.count
    }
}
