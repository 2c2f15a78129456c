import FlotillaSQL

/// What is said to one engine about the version table of another tool. Tables and rows are as the tool itself makes them.
protocol HistoryTable {
    var place: HistoryPlace { get }

    /// What the query reads, in its order.
    static var columns: [String] { get }

    /// Makes the table, and writes what the tool writes into one that is new.
    func creation(ifMissing: Bool) -> [String]

    /// Reads all that ``VersionHistory`` judges by.
    var query: String { get }

    /// A condition that is true while the database stands on this version; `nil` is the one before the first.
    func holds(_ version: String?) -> String

    /// One step up, from the version before to this one.
    func advance(to entry: VersionEntry, from earlier: VersionEntry?) -> [TableMove]

    /// One step down, from this version to the one before.
    func retreat(from entry: VersionEntry, to earlier: VersionEntry?) -> [TableMove]

    /// Says of each of these that it is applied, where that is not said yet.
    func adding(_ entries: [VersionEntry]) -> [TableMove]

    /// Says of each of these that it is not applied, where it is said to be.
    func removing(_ entries: [VersionEntry]) -> [TableMove]

    /// Says of a script that is repeated that it has run again.
    func rerun(_ entry: VersionEntry) -> [TableMove]

    /// Takes away what stands in the way of every tool until a person has decided.
    var settling: [TableMove] { get }

    /// Says that nothing is applied, known or not.
    var clearing: [TableMove] { get }

    /// Makes what a step takes known to the move that ends it.
    var stepBeginning: [String] { get }

    /// Marks the database while a step without a transaction is under way.
    func marking(_ step: JournalEntry) -> [String]

    /// Takes the mark of a step away that has left nothing behind.
    func unmarking(_ step: JournalEntry) -> [String]
}

/// A table with a row for each revision.
protocol DiaryTable: HistoryTable {
    func isApplied(_ version: String) -> String
}

extension DiaryTable {
    /// It is applied, and the next one is not.
    func holds(_ version: String?) -> String {
        let next = place.history.entry(after: version).map { "NOT \(isApplied($0.version))" }
        let conditions = [version.map(isApplied), next].compactMap { $0 }
        return conditions.isEmpty ? "TRUE" : conditions.joined(separator: " AND ")
    }
}

extension HistoryTable {
    static var columnList: String { columns.joined(separator: ", ") }
    func rerun(_ entry: VersionEntry) -> [TableMove] { [] }
    var settling: [TableMove] { [] }
    var clearing: [TableMove] { [TableMove("DELETE FROM \(place.name)", .any)] }
    var stepBeginning: [String] { [] }
    func marking(_ step: JournalEntry) -> [String] { [] }
    func unmarking(_ step: JournalEntry) -> [String] { [] }
}

/// A statement that changes rows, and how many it must have met.
public struct TableMove: Sendable, Hashable {
    public var statement: String
    public var rows: MovedRows

    init(_ statement: String, _ rows: MovedRows) {
        self.statement = statement
        self.rows = rows
    }
}

/// How many rows a statement must have changed; otherwise somebody else was there.
public enum MovedRows: Sendable, Hashable {
    case one
    case some
    case any
}

/// A version table in a database of one engine, and how things are said there.
struct HistoryPlace {
    let dialect: any MigrationDialect
    let history: VersionHistory
    /// As it stands in statements.
    let name: String
    /// Without quotes.
    let plainName: String

    var engine: Engine { dialect.engine }

    func text(_ value: String) -> String { dialect.quoted(value) }

    /// What is no number becomes NULL, which equals nothing.
    func number(_ text: String) -> String { Int64(text).map(String.init) ?? "NULL" }

    /// PostgreSQL's own operator, whatever a tenant has made of that name (CVE-2018-1058).
    func op(_ symbol: String) -> String { engine == .postgresql ? "OPERATOR(pg_catalog.\(symbol))" : symbol }

    /// A function of the engine's own.
    func function(_ name: String) -> String { engine == .postgresql ? "pg_catalog.\(name)" : name }

    /// Rows out of nowhere, where a condition holds.
    func select(_ values: String, where condition: String) -> String {
        "SELECT \(values)\(engine == .mysql ? " FROM DUAL" : "") WHERE \(condition)"
    }

    /// Behind `CREATE TABLE`.
    func creation(_ ifMissing: Bool) -> String { "CREATE TABLE \(ifMissing ? "IF NOT EXISTS " : "")\(name)" }

    /// An engine with transactions, so that version and journal move together.
    var storage: String { engine == .mysql ? " ENGINE = InnoDB" : "" }
}

extension MigrationDialect {
    func historyTable(_ history: VersionHistory, _ request: OpeningRequest) -> any HistoryTable {
        let place = HistoryPlace(
            dialect: self, history: history, name: versionTableName(request), plainName: request.versionTable)
        return switch history.tool {
        case .golangMigrate: GolangMigrateTable(place: place)
        case .goose: GooseTable(place: place)
        case .dbmate: DbmateTable(place: place)
        case .flyway: FlywayTable(place: place)
        }
    }

    /// The statements of a change, and how many rows each must meet.
    public func moves(_ change: VersionChange, in request: OpeningRequest) -> [TableMove] {
        guard let history = request.history else {
            let statement = movement(change, in: versionTableName(request))
            return [TableMove(statement, change == .clear ? .any : .one)]
        }
        return moves(change, history, request)
    }

    /// The statements of a change of another tool's table.
    private func moves(_ change: VersionChange, _ history: VersionHistory, _ request: OpeningRequest) -> [TableMove] {
        let table = historyTable(history, request)
        switch change {
        case .insert(let new): return table.advance(to: history.entry(new), from: nil)
        case .delete(let old): return table.retreat(from: history.entry(old), to: nil)
        case .replace(let old, let new):
            let (from, to) = (history.entry(old), history.entry(new))
            let isUp = (history.place(of: new) ?? 0) > (history.place(of: old) ?? 0)
            return isUp ? table.advance(to: to, from: from) : table.retreat(from: from, to: to)
        case .settle(let old, let new):
            let wanted = history.entries.prefix(new.flatMap(history.place).map { $0 + 1 } ?? 0)
            guard let old, let start = history.place(of: old) else {
                let others = history.entries.dropFirst(wanted.count)
                return table.settling + table.removing(others.reversed()) + table.adding(Array(wanted))
            }
            let present = history.entries.prefix(start + 1)
            return table.removing(present.dropFirst(wanted.count).reversed())
                + table.adding(Array(wanted.dropFirst(present.count)))
        case .rerun(let entry): return table.rerun(entry)
        case .clear: return table.clearing
        }
    }
}

// MARK: For dialects and migrators

extension MigrationDialect {
    /// Reads the version table, in the form in which it is kept.
    public func versionQuery(_ request: OpeningRequest) -> String {
        request.history.map { historyTable($0, request).query }
            ?? "SELECT version_num FROM \(versionTableName(request))"
    }

    /// - Parameter failure: of ``versionQuery(_:)``, which did not find a column.
    public func foreignTable(_ request: OpeningRequest, _ failure: DriverError) -> DriverError {
        let owner = request.history?.tool.rawValue ?? "Alembic"
        let columns = request.history.map { type(of: historyTable($0, request)).columns } ?? ["version_num"]
        return DriverError(
            .foreignTable, code: failure.code,
            message: "the table \(request.versionTable) is not the version table of \(owner), which has the columns "
                + "\(columns.joined(separator: ", ")); \(failure.message)")
    }

    /// The statements that make another tool's table, and `nil` where it is Alembic's.
    public func historyCreation(_ request: OpeningRequest, ifMissing: Bool) -> [String]? {
        request.history.map { historyTable($0, request).creation(ifMissing: ifMissing) }
    }

    /// What is to be said as a step begins.
    public func stepBeginning(_ request: OpeningRequest) -> [String] {
        request.history.map { historyTable($0, request).stepBeginning } ?? []
    }

    /// What an action says in the journal, and in the version table of a tool that marks a database whose step is under way.
    /// The journal's word comes first and goes last: whoever finds the mark without it cannot tell whose step it was.
    public func record(_ action: JournalAction, in request: OpeningRequest) -> [String] {
        let entries = journal(action, in: request)
        guard let history = request.history else { return entries }
        let table = historyTable(history, request)
        return switch action {
        case .write(let entry, _): entries + table.marking(entry)
        case .abandon(let entry): table.unmarking(entry) + entries
        case .createTable, .expect, .clear: entries
        }
    }

    /// The statements of a change without the questions whether they met what they should.
    public func movements(_ change: VersionChange, in request: OpeningRequest) -> [String] {
        moves(change, in: request).map(\.statement)
    }
}

extension Opening {
    /// What the rows of the version table say, once it is known whether a step is half applied.
    public mutating func read(_ rows: [[String?]]?, _ request: OpeningRequest) {
        guard let rows else { return }
        guard let history = request.history else {
            versions = rows.compactMap { $0.first ?? nil }.sorted()
            return
        }
        let standing = history.standing(rows, during: journal)
        versions = standing.versions
        trouble = standing.trouble
        repeated = standing.repeated
    }
}
