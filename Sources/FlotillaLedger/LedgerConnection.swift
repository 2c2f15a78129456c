import FlotillaDriver

/// What the ledger needs of the engine under it: plain SQL with `?1` for the first value, transactions, and many
/// statements at the price of one. An embedded SQLite file and a PostgreSQL database fill it.
///
/// Belongs to one thread at a time. Every call blocks, none of them for ever.
protocol LedgerConnection: AnyObject {
    /// Where the engines' SQL differs.
    var dialect: LedgerDialect { get }
    /// How many commits of changes were begun.
    var commits: Int { get }

    /// Rises when a connection had to be made anew: what only the old one saw is gone.
    var session: Int { get }

    /// Runs a script and drops what it returns.
    func execute(_ script: String) throws(DriverError)

    /// Runs the statements in their order, over a network in one round trip, and returns how many rows each changed. None
    /// has an effect when one fails, inside a transaction.
    func run(_ statements: [LedgerStatement]) throws(DriverError) -> [Int]

    /// Runs the statements before whatever comes next, over a network in its round trip, at the latest before the
    /// transaction ends. When one fails, or changes other rows than it has to, what comes next fails in its place.
    func post(_ statements: [LedgerStatement]) throws(DriverError)

    /// Calls `body` with each row of several statements, over a network in one round trip, and the statement's number.
    func forEachRow(
        of statements: [LedgerStatement], _ body: (Int, any LedgerRow) throws(DriverError) -> Void
    ) throws(DriverError)

    /// Calls `body` with each row of one statement, until it returns false.
    func forEachRow(
        _ statement: LedgerStatement, _ body: (any LedgerRow) throws(DriverError) -> Bool
    ) throws(DriverError)

    /// Runs `body` in a transaction, which is kept if `keep` says so of the value. Any error rolls everything back. What
    /// other processes do meanwhile may make `body` run again.
    func transaction<Value>(
        _ kind: LedgerTransaction, keepIf keep: (Value) -> Bool, _ body: () throws(DriverError) -> Value
    ) throws(DriverError) -> Value

    /// Gives back the memory that need not be kept.
    func releaseMemory()

    func close()
}

/// What a transaction needs of the others that go on at the same time.
enum LedgerTransaction {
    /// Nothing: it touches what only this connection sees.
    case scratch
    /// It changes rows, and reads before only what those rows protect.
    case writing
    /// It decides by what it reads anywhere, so no other decides meanwhile.
    case deciding
}

/// One statement and the values for its parameters.
struct LedgerStatement {
    let sql: String
    let values: [LedgerValue]
    private(set) var demand: Demand?

    /// So many rows a posted statement has to change, or else the transaction fails.
    struct Demand {
        let rows: Int
        let error: DriverError

        func check(_ count: Int) throws(DriverError) {
            if count != rows { throw error }
        }
    }

    /// As it is, and fails with `error` when it is posted and changes more rows or fewer.
    func changing(_ rows: Int, orElse error: DriverError) -> LedgerStatement {
        var statement = self
        statement.demand = Demand(rows: rows, error: error)
        return statement
    }

    init(_ sql: String, _ values: [LedgerValue]) {
        self.sql = sql
        self.values = values
    }

    init(_ sql: String, _ values: LedgerValue...) { self.init(sql, values) }
}

/// A value for a parameter.
enum LedgerValue {
    case null
    case integer(Int64)
    case text(String)

    /// NULL for `nil`.
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// NULL for `nil`.
    init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }
}

/// One row of a result. Valid only inside the closure that was given it.
protocol LedgerRow {
    /// `nil` for NULL.
    func text(_ column: Int32) -> String?
    /// `nil` for NULL.
    func integer(_ column: Int32) -> Int64?
}

extension LedgerConnection {
    /// Returns how many rows the statement changed.
    @discardableResult
    func run(_ sql: String, _ values: LedgerValue...) throws(DriverError) -> Int {
        try run([LedgerStatement(sql, values)])[0]
    }

    func forEachRow(
        _ sql: String, _ values: LedgerValue..., body: (any LedgerRow) throws(DriverError) -> Bool
    ) throws(DriverError) {
        try forEachRow(LedgerStatement(sql, values), body)
    }

    /// What `read` makes of each row.
    func rows<Value>(
        _ sql: String, _ values: LedgerValue..., read: (any LedgerRow) throws(DriverError) -> Value
    ) throws(DriverError) -> [Value] {
        var all: [Value] = []
        try forEachRow(LedgerStatement(sql, values)) { (row) throws(DriverError) in
            all.append(try read(row))
            return true
        }
        return all
    }

    func isPassing(_ error: DriverError) -> Bool { dialect.passing.contains(error.cause) }

    func transaction<Value>(
        _ kind: LedgerTransaction, _ body: () throws(DriverError) -> Value
    ) throws(DriverError) -> Value {
        try transaction(kind, keepIf: { _ in true }, body)
    }
}
