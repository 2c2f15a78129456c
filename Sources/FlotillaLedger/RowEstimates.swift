import FlotillaDriver
import FlotillaRollout
import FlotillaSQL

/// What is known of how large a target's tables are.
public struct TargetEstimates: Sendable, Hashable {
    /// `nil` where only fetching a secret would tell.
    public let engine: Engine?
    /// The tables of ``RowEstimate/smallestKept`` rows or more, each with the power of ten at or below its number of rows.
    public let tables: [RowEstimate]
    public let seenAt: LedgerTime

    public init(engine: Engine?, tables: [RowEstimate], seenAt: LedgerTime) {
        self.engine = engine
        self.tables = tables
        self.seenAt = seenAt
    }
}

/// The fourth form: how large the tables of targets are, as far as somebody has asked.
extension Schema {
    static func estimates(_ dialect: LedgerDialect) -> String {
        """
        ALTER TABLE targets ADD COLUMN estimates \(dialect.text);
        ALTER TABLE targets ADD COLUMN estimated_at BIGINT
        """
    }
}

extension LedgerStore {
    private enum SQL {
        static let note = "UPDATE targets SET estimates = ?2, estimated_at = ?3 WHERE name = ?1"
        static let all = "SELECT engine, estimates, estimated_at FROM targets WHERE estimated_at IS NOT NULL"
    }

    static func statement(_ estimates: [RowEstimate], of target: TargetID, now: LedgerTime) -> LedgerStatement {
        LedgerStatement(
            SQL.note, .text(target.text), .text(EstimateText.encode(estimates)), .integer(now.microseconds))
    }

    func estimates() throws(DriverError) -> [TargetEstimates] {
        try connection.rows(SQL.all) { (row) throws(DriverError) in
            TargetEstimates(
                engine: row.text(0).flatMap(Engine.init), tables: EstimateText.decode(row.text(1) ?? ""),
                seenAt: try row.time(2))
        }
    }
}

extension Ledger {
    /// Notes about how many rows the tables of a target have, in place of what was noted before. Tables that are smaller
    /// than ``RowEstimate/smallestKept`` are not kept. The target is known, or nothing happens.
    public func recordEstimates(_ estimates: [RowEstimate], of target: TargetID) {
        possibleWriter?.tell(.estimates(target, estimates))
    }

    /// Of all targets that were ever asked.
    public func estimates() throws(LedgerError) -> [TargetEstimates] {
        try ask { (store) throws(DriverError) in try store.estimates() }
    }
}

/// Large tables in one column: `events=8,users=6`, a power of ten behind each, in the order of their names.
enum EstimateText {
    static func encode(_ estimates: [RowEstimate]) -> String {
        estimates.filter { $0.rows >= RowEstimate.smallestKept }.sorted { $0.table < $1.table }
            .map { PercentEncoding.encode($0.table) + "=\($0.power)" }.joined(separator: ",")
    }

    /// What is no such pair is left out.
    static func decode(_ text: String) -> [RowEstimate] {
        text.split(separator: ",").compactMap { pair in
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2, let table = PercentEncoding.decode(halves[0]), let power = Int(halves[1]) else {
                return nil
            }
            return RowEstimate(table: table, rows: RowEstimate.rows(power: power))
        }
    }
}
