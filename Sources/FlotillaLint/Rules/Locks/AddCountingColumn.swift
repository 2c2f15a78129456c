extension LintRule {
    static let addCountingColumn = eachAction(
        "add-counting-column", .error, [.postgresql, .mysql], growsWithRows: true,
        prevents: """
            A serial, identity or AUTO_INCREMENT column gets a number in every old row: the table is rewritten while \
            nobody can write to it.
            """,
        recipe: """
            CREATE SEQUENCE users_number_seq;
            ALTER TABLE users ADD COLUMN number bigint;
            ALTER TABLE users ALTER COLUMN number SET DEFAULT nextval('users_number_seq');
            -- then fill old rows in a revision of their own:
            -- flotilla:upgrade batch=5000
            UPDATE users SET number = nextval('users_number_seq')
            WHERE id IN (SELECT id FROM users WHERE number IS NULL LIMIT 5000);
            """
    ) { kind, at in
        guard case .addColumn(let column) = kind, column.countsUp || (at.engine == .postgresql && column.isSerial)
        else {
            return nil
        }
        return "adds \(column.name) to \(at.table), which numbers every row and rewrites the table"
    }
}
