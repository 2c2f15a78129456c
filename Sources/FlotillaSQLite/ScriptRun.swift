import CSQLite
import FlotillaDriver

/// Runs the statements of one script, one by one.
struct ScriptRun {
    private let handle: Handle
    private let rowLimit: Int
    private let statementLimit: Duration?

    init(_ handle: Handle, rowLimit: Int, statementLimit: Duration? = nil) {
        self.handle = handle
        self.rowLimit = rowLimit
        self.statementLimit = statementLimit
    }

    /// How many Unicode scalars begin in `bytes`: all bytes but those that continue one.
    static func characters(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $1 & 0xC0 == 0x80 ? $0 : $0 + 1 }
    }

    /// Appends one result per statement. In a thrown error, `position` counts bytes of this script.
    func run(_ script: [UInt8], into results: inout [StatementResult]) throws(DriverError) {
        _ = try handle.open()
        // With the final zero inside the length, SQLite need not copy what is left of the script for each statement.
        try (script + [0]).withUnsafeBufferPointer { (bytes) throws(DriverError) in
            guard let first = bytes.baseAddress else { return }
            let start = UnsafeRawPointer(first).assumingMemoryBound(to: CChar.self)
            let end = start + script.count
            var next = start
            while next < end {
                let statement = try prepare(&next, end: end, start: start)
                guard let statement else { continue }
                defer { sqlite3_finalize(statement) }
                results.append(try run(statement))
            }
        }
    }

    /// Compiles the statement at `next` and moves on to the one behind it. `nil` where only comments or white space
    /// stood.
    private func prepare(
        _ next: inout UnsafePointer<CChar>, end: UnsafePointer<CChar>, start: UnsafePointer<CChar>
    ) throws(DriverError) -> OpaquePointer? {
        handle.limits.statementDeadline = statementLimit.map { .after($0) }
        if let cause = handle.limits.verdict { throw DriverError(cause, message: "stopped before the statement") }
        // SQLite takes a zero for the end of the script: what follows would be left out without a word.
        guard next.pointee != 0 else {
            throw DriverError(.syntax, message: "the script contains a zero byte", position: next - start)
        }
        var statement: OpaquePointer?
        var tail: UnsafePointer<CChar>?
        let length = Int32(clamping: end - next + 1)
        let code = sqlite3_prepare_v3(handle.raw, next, length, 0, &statement, &tail)
        guard code == SQLITE_OK else {
            var failure = handle.failure(code, .preparing, commits: handle.commitsBegun)
            let offset = sqlite3_error_offset(handle.raw)
            failure.position = offset < 0 ? nil : next - start + Int(offset)
            throw failure
        }
        next = tail ?? end
        return statement
    }

    private func run(_ statement: OpaquePointer) throws(DriverError) -> StatementResult {
        let columns = sqlite3_column_count(statement)
        var result = StatementResult()
        if columns > 0 { result.columns = (0..<columns).map { String(cString: sqlite3_column_name(statement, $0)) } }
        let commits = handle.commitsBegun
        let changes = sqlite3_total_changes64(handle.raw)
        var code = sqlite3_step(statement)
        while code == SQLITE_ROW {
            if result.rows.count < rowLimit {
                result.rows.append((0..<columns).map(SQLiteRow(statement: statement).text))
            } else {
                result.isTruncated = true
            }
            code = sqlite3_step(statement)
        }
        guard code == SQLITE_DONE else { throw handle.failure(code, .stepping, commits: commits) }
        guard sqlite3_stmt_readonly(statement) == 0 else { return result }
        // A statement that counts no rows leaves the count of an earlier one in `sqlite3_changes64`.
        let hasChanged = sqlite3_total_changes64(handle.raw) != changes
        result.affectedRows = hasChanged ? Int(sqlite3_changes64(handle.raw)) : 0
        return result
    }
}
