/// Inserts many rows: one statement for each would cost twice as much, over a network more.
struct RowInsertion {
    private static let rowsAtOnce = 16

    private let one: String
    private let many: String

    /// - Parameter ending: what stands behind the rows.
    init(into table: String, _ columns: [String], _ ending: String = "") {
        func insert(_ count: Int) -> String {
            let rows = (0..<count).map { row in
                "(" + (1...columns.count).map { "?\(row * columns.count + $0)" }.joined(separator: ", ") + ")"
            }
            return """
                INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(rows.joined(separator: ", ")) \(ending)
                """
        }
        one = insert(1)
        many = insert(Self.rowsAtOnce)
    }

    func statements(_ rows: [[LedgerValue]]) -> [LedgerStatement] {
        let full = rows.count / Self.rowsAtOnce * Self.rowsAtOnce
        let portions = stride(from: 0, to: full, by: Self.rowsAtOnce).map { start in
            LedgerStatement(many, Array(rows[start..<start + Self.rowsAtOnce].joined()))
        }
        return portions + rows[full...].map { LedgerStatement(one, $0) }
    }
}
