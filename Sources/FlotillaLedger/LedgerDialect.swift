/// The pieces of SQL in which the engines under the ledger differ. All other statements are the same for both.
struct LedgerDialect {
    /// A number that the engine gives to each new row.
    let identity: String
    /// A text that is compared byte by byte, whatever the database's own order of letters.
    let text: String
    /// Behind a table's columns: rows lie in the order of their primary key, without an index beside them.
    let clustered: String
    /// Seen by this connection only and gone with it.
    let temporaryTable: String
    /// Gives one row with the microseconds since 1970.
    let now: String
    /// Gives a row if there is a table of the name `?1`.
    let hasTable: String
    /// Behind a question: its rows are ours until the transaction ends.
    let forUpdate: String
    /// Behind a question: rows of the table `?` that others hold are passed over, the rest are ours until the transaction
    /// ends.
    let skipLocked: String
    /// To be run in the transaction that makes the tables.
    let mark: String
}

extension LedgerDialect {
    func claiming(_ table: String) -> String {
        skipLocked.split(separator: "?", omittingEmptySubsequences: false).joined(separator: table)
    }

    /// `FLOT`: marks the file as a ledger, for `file(1)` and for the check that it is not somebody's tenant.
    static let applicationID: Int64 = 0x464C_4F54

    static let sqlite = LedgerDialect(
        identity: "INTEGER PRIMARY KEY", text: "TEXT", clustered: "WITHOUT ROWID",
        temporaryTable: "CREATE TEMP TABLE IF NOT EXISTS",
        // SQLite's clock counts milliseconds.
        now: "SELECT CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) * 1000",
        hasTable: "SELECT 1 FROM sqlite_schema WHERE name = ?1",
        // Who writes has the whole file for itself.
        forUpdate: "", skipLocked: "", mark: "PRAGMA application_id=\(applicationID)")
}
