import CMariaDB
import FlotillaDriver
import FlotillaRollout

/// Statements sent, results coming back: what one call of `run` does with the library.
struct Exchange {
    enum Stage {
        /// Nothing is under way: the server has answered everything that was sent.
        case idle
        /// The server has not received the whole script, so none of it can run.
        case sending
        /// The server has the script; answers are coming, or should be.
        case answering
    }

    private(set) var results: [StatementResult] = []
    private(set) var stage = Stage.idle
    private let mysql: UnsafeMutablePointer<MYSQL>
    private let waiting: Waiting
    private let rowLimit: Int

    init(_ mysql: UnsafeMutablePointer<MYSQL>, _ waiting: Waiting, rowLimit: Int) {
        self.mysql = mysql
        self.waiting = waiting
        self.rowLimit = rowLimit
    }

    /// Sends `script` as one packet and reads one result per statement. The server calls a script without a statement an
    /// error, or a statement if a comment is in it; here it is neither.
    mutating func run(_ script: [UInt8]) throws(DriverError) {
        guard !BlankScript.matches(script) else { return }
        guard waiting.mayStart() else { throw failure }
        stage = .sending
        guard send(script) else { throw failure }
        stage = .answering
        var status = mysql_read_query_result(mysql) == 0 ? Int32(0) : 1
        while status == 0 {
            try readResult()
            status = mysql_next_result(mysql)
        }
        // -1 says that there are no more.
        guard status < 0 else { throw failure }
        stage = .idle
    }

    private func send(_ script: [UInt8]) -> Bool {
        waiting.isSending = true
        defer { waiting.isSending = false }
        return script.withUnsafeBytes { bytes in
            mysql_send_query(mysql, bytes.assumingMemoryBound(to: CChar.self).baseAddress, UInt(bytes.count)) == 0
        }
    }

    private mutating func readResult() throws(DriverError) {
        if let result = mysql_use_result(mysql) {
            defer { mysql_free_result(result) }
            try readRows(of: result)
        } else if mysql_field_count(mysql) == 0 {
            results.append(StatementResult(affectedRows: Int(exactly: mysql_affected_rows(mysql))))
        } else {
            throw failure
        }
    }

    private mutating func readRows(of result: UnsafeMutablePointer<MYSQL_RES>) throws(DriverError) {
        let width = Int(mysql_num_fields(result))
        let fields = UnsafeBufferPointer(start: mysql_fetch_fields(result), count: width)
        var table = StatementResult(columns: fields.map { Self.text($0.name, UInt($0.name_length)) ?? "" })
        while let row = mysql_fetch_row(result), let lengths = mysql_fetch_lengths(result) {
            if table.rows.count < rowLimit {
                table.rows.append((0..<width).map { Self.text(row[$0], lengths[$0]) })
            } else {
                table.isTruncated = true
            }
        }
        guard mysql_errno(mysql) == 0 else { throw failure }
        results.append(table)
    }

    /// Bytes that are not UTF-8, a binary column's for instance, come out as replacement characters.
    private static func text(_ start: UnsafeMutablePointer<CChar>?, _ length: UInt) -> String? {
        guard let start else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: start, count: Int(length)), as: UTF8.self)
    }

    private var failure: DriverError {
        StatementFailure(mysql, waiting, stage, results).error
    }
}
