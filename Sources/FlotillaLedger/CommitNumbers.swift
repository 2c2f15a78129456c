import FlotillaDriver
import FlotillaPostgreSQL

/// How a writer finds out whether a commit took effect whose answer was lost.
///
/// As one numbers one's letters: each transaction that writes puts its number into the writer's own row of the table
/// `writers`. After a loss the row says which was the last to arrive. Asking writes the row too, so it waits until the
/// lost transaction has ended on the server, one way or the other.
struct CommitNumbers {
    private let writer: Int64
    private var last: Int64 = 0

    static let table = """
        CREATE TABLE writers (id BIGINT PRIMARY KEY, number BIGINT NOT NULL, written_at TIMESTAMPTZ NOT NULL)
        """

    /// Nobody who wrote that long ago is still in doubt.
    static let tidyUp = "DELETE FROM writers WHERE written_at < now() - interval '7 days'"

    private static let note = """
        INSERT INTO writers (id, number, written_at) VALUES ($1, $2, now())
        ON CONFLICT (id) DO UPDATE SET number = excluded.number, written_at = excluded.written_at
        """

    // A row that is missing is made, with a number that says that nothing has arrived.
    private static let question = """
        INSERT INTO writers (id, number, written_at) VALUES ($1, $2, now())
        ON CONFLICT (id) DO UPDATE SET written_at = excluded.written_at RETURNING number
        """

    init() { writer = Int64.random(in: 1...Int64.max) }

    /// Gives the next number to the transaction that sends this.
    mutating func next() -> PostgreSQLConnection.Call {
        last += 1
        return PostgreSQLConnection.Call(Self.note, [String(writer), String(last)])
    }

    /// Whether the transaction with the last number took effect.
    @discardableResult
    func ask(
        _ run: (PostgreSQLConnection.Call, (PostgreSQLRow) throws(DriverError) -> Bool) throws(DriverError) -> Void
    ) throws(DriverError) -> Bool {
        var found: Int64?
        try run(PostgreSQLConnection.Call(Self.question, [String(writer), String(last - 1)])) { row in
            found = row.integer(0)
            return true
        }
        guard let found else { throw DriverError(.corrupt, message: "the ledger gave no row") }
        return found == last
    }
}
