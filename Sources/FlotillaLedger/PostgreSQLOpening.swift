import FlotillaDriver

/// How a ledger in a PostgreSQL database is opened: to write, to ask, or only to look at.
enum PostgreSQLOpening {
    /// Creates what is missing: the schema, its tables.
    static func writer(
        _ url: ConnectionURL, _ settings: LedgerSettings, whenTroubled: @escaping (DriverError) -> Void
    ) throws(LedgerError) -> LedgerStore {
        let connection = PostgreSQLLedger(url, settings, .writing, whenTroubled: whenTroubled)
        let store = LedgerStore(connection, clockOffset: settings.clockOffset)
        let form = try opening(url) { () throws(DriverError) in
            try checkOwner(store)
            let form = try Schema.upgrade(store)
            if form == Schema.form { try connection.numberCommits() }
            return form
        }
        try Schema.check(form)
        return store
    }

    /// For questions; it waits for no writer and no writer waits for it.
    static func reader(_ url: ConnectionURL, _ settings: LedgerSettings) throws(LedgerError) -> LedgerStore {
        let connection = PostgreSQLLedger(url, settings, .asking)
        try opening(url) { () throws(DriverError) in try connection.connect() }
        return LedgerStore(connection, clockOffset: settings.clockOffset)
    }

    /// The same for who may not write; `nil` where tables are missing or of an older form.
    static func lookingOnly(_ url: ConnectionURL, _ settings: LedgerSettings) throws(LedgerError) -> LedgerStore? {
        let store = try reader(url, settings)
        let form = try opening(url) { () throws(DriverError) in
            try checkOwner(store)
            return try Schema.form(store)
        }
        guard form >= Schema.form else {
            store.close()
            return nil
        }
        try Schema.check(form)
        return store
    }

    private static let tables = """
        SELECT count(*), count(*) FILTER (WHERE relname IN ('schema_version', 'targets', 'runs', 'jobs', 'writers'))
        FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
        WHERE nspname = 'flotilla' AND relkind IN ('r', 'p', 'v', 'm', 'f')
        """

    /// Somebody else may have thought of the name too.
    private static func checkOwner(_ store: LedgerStore) throws(DriverError) {
        let (all, ours) = try store.only(store.connection.rows(tables) { ($0.count(0), $0.count(1)) })
        guard all == 0 || ours == 5 else {
            throw DriverError(.configuration, message: "its schema \"flotilla\" belongs to another program")
        }
    }

    private static func opening<Value>(
        _ url: ConnectionURL, _ body: () throws(DriverError) -> Value
    ) throws(LedgerError) -> Value {
        do throws(DriverError) { return try body() } catch { throw LedgerError(error, at: .database(url)) }
    }
}
