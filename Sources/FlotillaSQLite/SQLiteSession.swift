import CSQLite
import FlotillaDriver
import FlotillaRollout

/// A session on one SQLite file.
///
/// A script's statements are found by SQLite itself, one after the other, so nothing is split by us and each statement
/// is compiled against the schema that the one before it left.
public final class SQLiteSession: Session {
    private let handle: Handle
    private let path: String
    private let rowLimit: Int

    init(_ handle: Handle, path: String, rowLimit: Int) {
        self.handle = handle
        self.path = path
        self.rowLimit = rowLimit
    }

    public var server: ServerFacts { SQLiteLibrary.facts }

    public var transactionState: TransactionState { handle.transactionState }

    /// Whether the file was opened for reading only, by the URL or because the system protects it.
    public var isReadOnly: Bool { handle.raw.map { sqlite3_db_readonly($0, "main") == 1 } ?? true }

    /// Whether the file has a table of this name, as far as the schema is known since the last statement: a look into
    /// SQLite's memory, where a query over `sqlite_schema` would be compiled and read the whole of it.
    func hasTable(_ name: String) -> Bool {
        sqlite3_table_column_metadata(handle.raw, "main", name, nil, nil, nil, nil, nil, nil) == SQLITE_OK
    }

    /// Which file this is. One `stat(2)` of the path.
    public func identity() throws(DriverError) -> FileIdentity { try FileIdentity(path: path) }

    public func close() { handle.close() }

    public func run(_ batch: Batch, deadline: Deadline) throws(DriverError) -> [StatementResult] {
        handle.limits.deadline = deadline
        var results: [StatementResult] = []
        var characters = 0
        for part in batch.parts {
            guard case .statements(let bytes) = part else {
                throw DriverError(
                    .unsupported, message: "SQLite has no COPY", completedStatements: results.count,
                    position: characters)
            }
            do {
                try ScriptRun(handle, rowLimit: rowLimit, statementLimit: batch.statementLimit)
                    .run(bytes, into: &results)
            } catch {
                var failure = error
                failure.position = failure.position.map { characters + ScriptRun.characters(bytes.prefix($0)) }
                failure.completedStatements = results.count
                failure.completedResults = results
                throw failure
            }
            characters += batch.parts.count > 1 ? ScriptRun.characters(bytes[...]) : 0
        }
        return results
    }
}
