extension LintRule {
    static let lockClause = eachAction(
        "lock-clause", .error, [.mysql], growsWithRows: true,
        prevents: "LOCK=SHARED keeps writers out, LOCK=EXCLUSIVE readers too, until the statement is done.",
        recipe: """
            ALTER TABLE users ADD INDEX ix_email (email), ALGORITHM=INPLACE, LOCK=NONE;
            """
    ) { kind, at in
        guard case .lock(let mode) = kind, mode == "shared" || mode == "exclusive" else { return nil }
        return "asks for LOCK=\(mode.uppercased()) on \(at.table)"
    }
}
