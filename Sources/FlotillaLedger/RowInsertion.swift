/// Inserts many rows: one statement for each would cost twice as much, over a network more.
struct RowInsertion {
    /// In powers of two, the largest first: any number of rows goes in a few statements, and few are ever prepared.
    private static let portions = [64, 32, 16, 8, 4, 2, 1]

    private let texts: [String]

    /// - Parameter ending: what stands behind the rows.
    init(into table: String, _ columns: [String], _ ending: String = "") {
        texts = Self.portions.map { count in
            let rows = (0..<count).map { row in
                "(" + (1...columns.count).map { "?\(row * columns.count + $0)" }.joined(separator: ", ") + ")"
            }
            return """
                INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES \(rows.joined(separator: ", ")) \(ending)
                """
        }
    }

    func statements(_ rows: [[LedgerValue]]) -> [LedgerStatement] {
        var statements: [LedgerStatement] = []
        var rest = rows[...]
        for (count, text) in zip(Self.portions, texts) {
            while rest.count >= count {
                statements.append(LedgerStatement(text, Array(rest.prefix(count).joined())))
                rest = rest.dropFirst(count)
            }
        }
        return statements
    }
}
