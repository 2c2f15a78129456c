/// MySQL and MariaDB. Source: MySQL 8.4 manual 15.3.3 "Statements That Cause an Implicit Commit", MariaDB's page "SQL
/// statements That Cause an Implicit Commit".
extension StatementTraits {
    mutating func describeMySQL(_ verb: Keyword, _ head: DefinitionHead?, _ reader: TokenReader) {
        implicitlyCommits = head.map { !$0.isTemporary } ?? reader.commits(verb)
        changesSession = reader.changesMySQLSession(verb, head)
        if verb == .begin && !reader.beginsTransaction { writesRows = true }
        if [.if, .case, .loop, .while, .repeat, .for, .declare].contains(verb) { writesRows = true }
    }
}

extension TokenReader {
    fileprivate func commits(_ verb: Keyword) -> Bool {
        switch verb {
        case .rename, .truncate, .grant, .revoke, .install, .uninstall, .flush, .optimize, .repair, .check, .cache,
            .lock, .unlock, .begin, .change, .stop, .shutdown, .restart, .backup:
            true
        // What they run is not known from here.
        case .call, .execute, .if, .case, .loop, .while, .repeat, .for, .declare: true
        // TRANSACTION, SLAVE, REPLICA: all of them.
        case .start: true
        case .reset: !isAt("persist")
        // MariaDB's ANALYZE with a statement runs it and reports.
        case .analyze: [.table, .tables, .local].contains(keyword) || isAt("no_write_to_binlog")
        case .load: keyword == .index
        case .set: commitsBySetting
        case .import: true
        default: false
        }
    }

    /// `SET PASSWORD`, `SET DEFAULT ROLE` and `SET autocommit = 1` commit.
    private var commitsBySetting: Bool {
        keyword == .password || (isAt("default") && following.keyword == .role)
            || TransactionControl(verb: .set, after: self) == .autocommit
    }

    /// A `SET GLOBAL` is followed by another assignment where there is a comma.
    private var setsInSession: Bool {
        if keyword == .global || keyword == .persist { return contains { $0.isAt(.comma) } }
        return keyword != .password && keyword != .transaction && !isAt("default")
    }

    fileprivate func changesMySQLSession(_ verb: Keyword, _ head: DefinitionHead?) -> Bool {
        switch verb {
        case .set: setsInSession
        case .use, .prepare, .deallocate, .handler, .lock, .unlock: true
        case .create: head?.isTemporary ?? false
        case .select, .do, .with: contains { $0.isAt("get_lock") }
        default: false
        }
    }
}
