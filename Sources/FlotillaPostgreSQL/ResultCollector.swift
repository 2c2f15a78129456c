import CLibPQ
import FlotillaDriver

/// Makes one ``StatementResult`` of the pieces in which libpq hands out a statement's answer.
///
/// Rows come one by one ("single-row mode"), so that a script which selects a whole table costs no memory for rows that
/// are dropped anyway.
struct ResultCollector {
    let rowLimit: Int
    private var rows: [[String?]] = []
    private var isTruncated = false

    init(rowLimit: Int) { self.rowLimit = rowLimit }

    mutating func addRow(_ result: OpaquePointer) {
        guard rows.count < rowLimit else {
            isTruncated = true
            return
        }
        rows.append((0..<PQnfields(result)).map { Self.value(of: result, column: $0) })
    }

    /// The statement is complete; `result` is its last piece.
    mutating func finish(_ result: OpaquePointer) -> StatementResult {
        defer { self = ResultCollector(rowLimit: rowLimit) }
        return StatementResult(
            columns: (0..<PQnfields(result)).map { PQfname(result, $0).map { String(cString: $0) } ?? "" },
            rows: rows, affectedRows: Self.affectedRows(tag: String(cString: PQcmdStatus(result))),
            isTruncated: isTruncated)
    }

    private static func value(of result: OpaquePointer, column: Int32) -> String? {
        guard PQgetisnull(result, 0, column) == 0 else { return nil }
        let bytes = UnsafeRawBufferPointer(
            start: PQgetvalue(result, 0, column), count: Int(PQgetlength(result, 0, column)))
        return String(decoding: bytes, as: UTF8.self)
    }

    /// `INSERT 0 3`, `UPDATE 3`: the last word counts rows. A `SELECT` has a count too, but changes none.
    static func affectedRows(tag: String) -> Int? {
        let words = tag.split(separator: " ")
        guard let verb = words.first, ["INSERT", "UPDATE", "DELETE", "MERGE", "COPY"].contains(verb) else { return nil }
        return words.last.flatMap { Int($0) }
    }
}
