import FlotillaDriver
import FlotillaSQL

/// Rows of a query against the database that a source names. Nothing it runs can write.
struct DatabaseRows {
    /// Fetched at once from PostgreSQL.
    static let pageSize = 1000
    /// From engines without cursors the whole answer is held at once.
    static let rowLimit = 200_000

    let engine: Engine
    private let session: any Session
    private let run: Source.Run

    /// Logs in. The caller closes it.
    init(_ url: URLTemplate, _ run: Source.Run) throws(InventoryError) {
        self.run = run
        let resolved: ConnectionURL
        do { resolved = try url.resolve(secrets: run.context.secrets) } catch { throw run.fault(error) }
        engine = resolved.engine
        guard let driver = run.context.drivers[engine] else { throw run.fault(.noDriver(engine)) }
        let settings = SessionSettings(applicationName: "flotilla/inventory", rowLimit: Self.rowLimit)
        do {
            session = try driver.connect(
                to: resolved, settings: settings, deadline: run.deadline, stop: run.context.stop)
        } catch {
            throw run.fault(error.cause == .cancelled ? .stopped : .database(error))
        }
    }

    func close() { session.close() }

    /// Calls `body` with the names of the columns and each row, in the order of the answer.
    func forEach(
        _ query: String, _ body: ([String], [String?]) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        switch engine {
        case .postgresql: try forEachByCursor(query, body)
        case .mysql: try forEachAtOnce(SourceSQL.mysqlReadOnly, query, body)
        case .sqlite: try forEachAtOnce(SourceSQL.sqliteReadOnly, query, body)
        }
    }

    private func forEachByCursor(
        _ query: String, _ body: ([String], [String?]) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        let fetch = SourceSQL.fetch(Self.pageSize)
        var page = try send([SourceSQL.beginReading, SourceSQL.declareCursor(query), fetch])
        while true {
            for row in page.rows { try body(page.columns, row) }
            if page.rows.count < Self.pageSize { return }
            page = try send([fetch])
        }
    }

    private func forEachAtOnce(
        _ readOnly: String, _ query: String, _ body: ([String], [String?]) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        let answer = try send([readOnly, query])
        // Half an inventory is none.
        guard !answer.isTruncated else { throw run.fault(.tooManyRows(limit: Self.rowLimit)) }
        for row in answer.rows { try body(answer.columns, row) }
    }

    /// The last answer that has columns.
    private func send(_ statements: [String]) throws(InventoryError) -> StatementResult {
        do {
            let results = try session.run(Batch(statements.joined(separator: ";\n")), deadline: run.deadline)
            return results.last { !$0.columns.isEmpty } ?? results.last ?? StatementResult()
        } catch {
            throw run.fault(error.cause == .cancelled ? .stopped : .database(error))
        }
    }
}
