import CSQLite
import FlotillaDriver

/// A value that is bound to a parameter.
public enum SQLiteValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob([UInt8])

    /// NULL for `nil`.
    public init(_ text: String?) { self = text.map { .text($0) } ?? .null }

    /// NULL for `nil`.
    public init(_ number: Int64?) { self = number.map { .integer($0) } ?? .null }
}

/// A compiled statement. Used by the thread that uses its connection.
public final class SQLiteStatement {
    private let handle: Handle
    private let raw: OpaquePointer?

    init(_ sql: String, on handle: Handle) throws(DriverError) {
        self.handle = handle
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(try handle.open(), sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
        raw = statement
        guard code == SQLITE_OK else {
            throw handle.failure(code, .preparing, commits: handle.commitsBegun)
        }
    }

    // The connection may be closed already: it was closed in the way that waits for its statements.
    deinit { sqlite3_finalize(raw) }

    /// Runs to the end and returns how many rows were inserted, updated or deleted.
    @discardableResult
    public func run(_ values: [SQLiteValue] = []) throws(DriverError) -> Int {
        let before = try sqlite3_total_changes64(handle.open())
        try forEachRow(values) { _ in true }
        return sqlite3_total_changes64(handle.raw) == before ? 0 : Int(sqlite3_changes64(handle.raw))
    }

    /// What `read` makes of each row.
    public func rows<Value>(
        _ values: [SQLiteValue] = [], read: (SQLiteRow) throws(DriverError) -> Value
    ) throws(DriverError) -> [Value] {
        var all: [Value] = []
        try forEachRow(values) { (row) throws(DriverError) in
            all.append(try read(row))
            return true
        }
        return all
    }

    /// Calls `body` with each row, until it returns false.
    public func forEachRow(
        _ values: [SQLiteValue] = [], _ body: (SQLiteRow) throws(DriverError) -> Bool
    ) throws(DriverError) {
        _ = try handle.open()
        let commits = handle.commitsBegun
        // Parameters keep their values over a reset, so every call binds all of them.
        defer { sqlite3_reset(raw) }
        for (index, value) in values.enumerated() { try bind(value, at: Int32(index + 1)) }
        while true {
            let code = sqlite3_step(raw)
            guard code == SQLITE_ROW else {
                guard code == SQLITE_DONE else { throw handle.failure(code, .stepping, commits: commits) }
                return
            }
            guard try body(SQLiteRow(statement: raw)) else { return }
        }
    }

    private func bind(_ value: SQLiteValue, at index: Int32) throws(DriverError) {
        // SQLITE_TRANSIENT, which is a cast that Swift does not import: SQLite copies what it is given.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        let code =
            switch value {
            case .null: sqlite3_bind_null(raw, index)
            case .integer(let number): sqlite3_bind_int64(raw, index, number)
            case .real(let number): sqlite3_bind_double(raw, index, number)
            case .text(let text): sqlite3_bind_text(raw, index, text, Int32(clamping: text.utf8.count), copy)
            case .blob(let bytes): sqlite3_bind_blob(raw, index, bytes, Int32(clamping: bytes.count), copy)
            }
        guard code == SQLITE_OK else { throw handle.failure(code, .stepping, commits: handle.commitsBegun) }
    }
}

/// One row of a result. Valid only inside the closure that was given it.
public struct SQLiteRow {
    let statement: OpaquePointer?

    /// `nil` for NULL; other types as SQLite converts them.
    public func text(_ column: Int32) -> String? {
        guard let bytes = sqlite3_column_text(statement, column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    /// `nil` for NULL; other types as SQLite converts them.
    public func integer(_ column: Int32) -> Int64? {
        isNull(column) ? nil : sqlite3_column_int64(statement, column)
    }

    /// `nil` for NULL; other types as SQLite converts them.
    public func real(_ column: Int32) -> Double? {
        isNull(column) ? nil : sqlite3_column_double(statement, column)
    }

    /// `nil` for NULL; other types as SQLite converts them.
    public func blob(_ column: Int32) -> [UInt8]? {
        guard !isNull(column) else { return nil }
        let count = Int(sqlite3_column_bytes(statement, column))
        return Array(UnsafeRawBufferPointer(start: sqlite3_column_blob(statement, column), count: count))
    }

    private func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }
}
