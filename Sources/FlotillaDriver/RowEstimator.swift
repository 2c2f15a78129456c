/// Says about how many rows tables have, without counting them. One value per engine, beside its driver.
public protocol RowEstimator: Sendable {
    /// The tables of the own schema that have about `least` rows or more, in no order. What the engine knows anyway is
    /// asked, in a constant number of questions, and no table is read. Tables of which it knows nothing are left out.
    func estimates(
        _ session: any Session, _ scope: SchemaScope, atLeast least: Int, deadline: Deadline
    ) throws(DriverError) -> [RowEstimate]
}

/// About how many rows a table has.
public struct RowEstimate: Sendable, Hashable {
    /// Tables that are smaller are nobody's worry.
    public static let smallestKept = 10_000

    /// As the engine spells it, without its schema.
    public var table: String
    public var rows: Int

    public init(table: String, rows: Int) {
        self.table = table
        self.rows = rows
    }

    /// Of the power of ten at or below the number of rows: 6 for what has at least 1,000,000 and less than 10,000,000.
    public var power: Int { max(0, String(max(rows, 0)).utf8.count - 1) }

    /// To that power of ten.
    public var roundedDown: Int { Self.rows(power: power) }

    /// - Parameter power: of ten; at most 18, beyond which no number of rows can be written.
    public static func rows(power: Int) -> Int {
        (0..<min(max(power, 0), 18)).reduce(1) { rows, _ in rows * 10 }
    }
}
