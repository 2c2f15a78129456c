import CSQLite
import FlotillaSQL

@testable import FlotillaSQLite

/// An SQLite database in memory.
final class SQLiteLibrary {
    private var handle: OpaquePointer?

    init() throws {
        // The driver's settings hold for the whole process and must precede its first use of SQLite, and other suites of
        // this process use the driver.
        guard FlotillaSQLite.SQLiteLibrary.isReady, sqlite3_open(":memory:", &handle) == SQLITE_OK else {
            throw failure()
        }
    }

    deinit { sqlite3_close(handle) }

    /// Runs a script and gives the ranges of bytes that the library took for one statement each, terminator included.
    func runWhole(_ script: [UInt8]) throws -> [Range<Int>] {
        try script.withUnsafeBytes { buffer in
            guard let base = buffer.bindMemory(to: CChar.self).baseAddress else { return [] }
            var ranges: [Range<Int>] = []
            var start = 0
            while start < script.count {
                var statement: OpaquePointer?
                var tail: UnsafePointer<CChar>?
                let length = Int32(script.count - start)
                guard sqlite3_prepare_v2(handle, base + start, length, &statement, &tail) == SQLITE_OK else {
                    throw failure()
                }
                defer { sqlite3_finalize(statement) }
                let end = tail.map { base.distance(to: $0) } ?? script.count
                if statement != nil {
                    ranges.append(start..<end)
                    try finish(statement)
                }
                start = end
            }
            return ranges
        }
    }

    func value(_ query: String) throws -> String? {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, query, -1, &statement, nil) == SQLITE_OK else { throw failure() }
        defer { sqlite3_finalize(statement) }
        guard sqlite3_step(statement) == SQLITE_ROW else { return nil }
        return sqlite3_column_text(statement, 0).map { String(cString: $0) }
    }

    func columnName(_ query: String) -> String? {
        var statement: OpaquePointer?
        sqlite3_prepare_v2(handle, query, -1, &statement, nil)
        defer { sqlite3_finalize(statement) }
        return sqlite3_column_name(statement, 0).map { String(cString: $0) }
    }

    /// Whether the library's own completeness test finds the text to end with a statement's semicolon.
    static func isComplete(_ script: [UInt8]) -> Bool {
        FlotillaSQLite.SQLiteLibrary.isReady && sqlite3_complete(script.map { CChar(bitPattern: $0) } + [0]) == 1
    }

    private func finish(_ statement: OpaquePointer?) throws {
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: continue
            case SQLITE_DONE: return
            default: throw failure()
            }
        }
    }

    private func failure() -> ServerError {
        ServerError(code: String(sqlite3_extended_errcode(handle)), message: String(cString: sqlite3_errmsg(handle)))
    }
}
