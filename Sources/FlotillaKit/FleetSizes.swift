import FlotillaDriver
import FlotillaLedger
import FlotillaLint
import FlotillaRollout
import FlotillaSQL

/// How large tables are over the fleet, as far as the ledger has been told by `census --rows`.
public struct FleetSizes: Sendable {
    /// Of how many rows it is told how many targets have more.
    public let threshold: Int
    private let targetsAreSchemas: Bool
    private var engines: [Engine: EngineSizes] = [:]

    /// Nothing is known.
    public static let unknown = FleetSizes([], over: 1_000_000)

    /// - Parameter targetsAreSchemas: a name with a schema in front is that of nobody's own table.
    public init(_ records: [TargetEstimates], over threshold: Int, targetsAreSchemas: Bool = false) {
        self.threshold = threshold
        self.targetsAreSchemas = targetsAreSchemas
        for record in records {
            guard let engine = record.engine else { continue }
            engines[engine, default: EngineSizes(record.seenAt)].add(record, over: threshold, on: engine)
        }
    }

    /// `nil` where the finding is not about rows of an own table of the targets, or none of its engines was asked.
    public func standing(of finding: LintFinding) -> TableStanding? {
        guard let table = finding.table else { return nil }
        let found = finding.engines.filter { isOwn(table, $0) }.compactMap { engine -> TableStanding? in
            guard let sizes = engines[engine] else { return nil }
            let table = sizes.tables[EngineSizes.key(table.name, engine)]
            return TableStanding(
                table: finding.table?.name ?? "", threshold: threshold, over: table?.over ?? 0, targets: sizes.targets,
                largest: table?.largest, since: sizes.since, until: sizes.until)
        }
        guard let first = found.first else { return nil }
        return found.dropFirst().reduce(first) { $0.joined(with: $1) }
    }

    /// The schemas that targets have for themselves where nothing else is said.
    private func isOwn(_ table: LintFinding.Table, _ engine: Engine) -> Bool {
        switch (table.schema, engine) {
        case (nil, _): true
        case ("public", .postgresql), ("main", .sqlite): !targetsAreSchemas
        default: false
        }
    }
}

/// One table over all targets that were asked about it.
public struct TableStanding: Sendable, Hashable {
    public var table: String
    public var threshold: Int
    /// Targets that have about `threshold` rows or more in it.
    public var over: Int
    /// Targets that were asked.
    public var targets: Int
    /// What the largest of them has at least; `nil` where all have less than ``RowEstimate/smallestKept``.
    public var largest: Int?
    /// When the first of them was asked, and the last.
    public var since: LedgerTime
    public var until: LedgerTime

    fileprivate func joined(with other: TableStanding) -> TableStanding {
        var both = self
        both.over += other.over
        both.targets += other.targets
        both.largest = [largest, other.largest].compactMap { $0 }.max()
        both.since = min(since, other.since)
        both.until = max(until, other.until)
        return both
    }
}

private struct EngineSizes: Sendable {
    struct Table: Sendable {
        var over = 0
        var largest = 0
    }

    var targets = 0
    /// By their names, in small letters where the engine does not tell them apart.
    var tables: [String: Table] = [:]
    var since: LedgerTime
    var until: LedgerTime

    init(_ moment: LedgerTime) {
        since = moment
        until = moment
    }

    static func key(_ name: String, _ engine: Engine) -> String { engine == .postgresql ? name : name.lowercased() }

    mutating func add(_ record: TargetEstimates, over threshold: Int, on engine: Engine) {
        targets += 1
        since = min(since, record.seenAt)
        until = max(until, record.seenAt)
        for estimate in record.tables {
            var table = tables[Self.key(estimate.table, engine)] ?? Table()
            if estimate.rows >= threshold { table.over += 1 }
            table.largest = max(table.largest, estimate.rows)
            tables[Self.key(estimate.table, engine)] = table
        }
    }
}

extension Flotilla {
    /// What the ledger knows of the tables that findings are about. A ledger that is not there is not made, and is not asked
    /// when no finding is about rows.
    public func sizes(
        for report: LintReport, over threshold: Int, targetsAreSchemas: Bool
    ) async throws(FlotillaError) -> FleetSizes {
        guard report.findings.contains(where: { $0.table != nil }) else { return .unknown }
        return try await atDesk { [self] () throws(FlotillaError) in
            guard let ledger = try ledgerIfThere() else { return .unknown }
            defer { ledger.close() }
            let records = try reading { () throws(LedgerError) in try ledger.estimates() }
            return FleetSizes(records, over: threshold, targetsAreSchemas: targetsAreSchemas)
        }
    }
}
