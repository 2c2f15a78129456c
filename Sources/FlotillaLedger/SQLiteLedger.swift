import FlotillaDriver
import FlotillaSQLite

/// The ledger's port over one SQLite file.
final class SQLiteLedger: LedgerConnection {
    private let connection: SQLiteConnection
    let dialect = LedgerDialect.sqlite
    let session = 0

    init(_ connection: SQLiteConnection) { self.connection = connection }

    var commits: Int { connection.commits }

    func execute(_ script: String) throws(DriverError) { try connection.execute(script) }

    func run(_ statements: [LedgerStatement]) throws(DriverError) -> [Int] {
        var counts: [Int] = []
        counts.reserveCapacity(statements.count)
        for statement in statements {
            counts.append(try connection.statement(statement.sql).run(statement.values.map(SQLiteValue.init)))
        }
        return counts
    }

    func post(_ statements: [LedgerStatement]) throws(DriverError) {
        for (statement, count) in zip(statements, try run(statements)) { try statement.demand?.check(count) }
    }

    func forEachRow(
        of statements: [LedgerStatement], _ body: (Int, any LedgerRow) throws(DriverError) -> Void
    ) throws(DriverError) {
        for (number, statement) in statements.enumerated() {
            try forEachRow(statement) { (row) throws(DriverError) in
                try body(number, row)
                return true
            }
        }
    }

    func forEachRow(
        _ statement: LedgerStatement, _ body: (any LedgerRow) throws(DriverError) -> Bool
    ) throws(DriverError) {
        try connection.statement(statement.sql).forEachRow(statement.values.map(SQLiteValue.init), body)
    }

    /// Whoever writes takes the right to from the start: a transaction that reads first and then writes fails when
    /// another process has written meanwhile.
    func transaction<Value>(
        _ kind: LedgerTransaction, keepIf keep: (Value) -> Bool, _ body: () throws(DriverError) -> Value
    ) throws(DriverError) -> Value {
        switch kind {
        case .scratch: try connection.transaction(isWriter: false, keepIf: keep, body)
        case .writing, .deciding: try connection.transaction(isWriter: true, keepIf: keep, body)
        }
    }

    func releaseMemory() { connection.releaseMemory() }

    func close() { connection.close() }
}

extension SQLiteRow: LedgerRow {}

extension SQLiteValue {
    fileprivate init(_ value: LedgerValue) {
        switch value {
        case .null: self = .null
        case .integer(let number): self = .integer(number)
        case .text(let text): self = .text(text)
        }
    }
}
