extension LintRule {
    static let onlineClauseMissing = each(
        "online-clause-missing", .info, [.mysql], growsWithRows: true,
        prevents: """
            Without ALGORITHM and LOCK the server takes the best way it knows, and copies the table where it knows \
            no other. With them it refuses, and nobody waits.
            """,
        recipe: """
            ALTER TABLE users ADD COLUMN plan varchar(20), ALGORITHM=INSTANT;
            ALTER TABLE users ADD INDEX ix_email (email), ALGORITHM=INPLACE, LOCK=NONE;
            """
    ) { act, _ in
        switch act.form {
        case .alterTable(let table, let actions) where act.isOld(table):
            let says = actions.contains { action in
                switch action.kind {
                case .algorithm, .lock, .renameTable: true
                default: false
                }
            }
            return says ? nil : "alters \(table) without saying how much may be locked or copied"
        case .createIndex(let index) where act.isOld(index.table):
            return act.has("algorithm") || act.has("lock")
                ? nil : "builds \(index.shownName) without saying how much may be locked or copied"
        default: return nil
        }
    }
}
