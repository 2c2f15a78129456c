import FlotillaDriver
import FlotillaRollout

/// The ledger's tables over one connection. What is written into them and asked of them stands in the extensions of the
/// other files, in SQL that every engine under it understands.
final class LedgerStore {
    let connection: any LedgerConnection
    private let clockOffset: Duration
    /// Which connection has seen the targets of the run that is about to begin.
    var sessionOfIncoming = 0
    /// The servers of the targets that a worker reaches, once they have been asked for.
    var reachedServers: [WriterID: Set<String>] = [:]

    init(_ connection: any LedgerConnection, clockOffset: Duration) {
        self.connection = connection
        self.clockOffset = clockOffset
    }

    var dialect: LedgerDialect { connection.dialect }

    func close() { connection.close() }

    /// The row of a statement that always has one.
    func only<Value>(_ rows: [Value]) throws(DriverError) -> Value {
        guard let row = rows.first else { throw DriverError(.corrupt, message: "the ledger gave no row") }
        return row
    }

    /// One moment for a whole transaction, by the engine's clock.
    func now() throws(DriverError) -> LedgerTime {
        let time = try only(connection.rows(dialect.now) { (row) throws(DriverError) in try row.time(0) })
        return LedgerTime(microseconds: time.microseconds + clockOffset.microseconds)
    }

    func hasTable(_ name: String) throws(DriverError) -> Bool {
        try !connection.rows(dialect.hasTable, .text(name)) { _ in true }.isEmpty
    }
}
