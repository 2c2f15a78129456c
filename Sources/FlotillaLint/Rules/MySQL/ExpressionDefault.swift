import FlotillaSQL

extension LintRule {
    static let expressionDefault = eachAction(
        "expression-default", .error, [.mysql], growsWithRows: true,
        prevents: "A default that is computed for each row makes the server copy the table.",
        recipe: """
            ALTER TABLE users ADD COLUMN token char(36), ALGORITHM=INSTANT;
            ALTER TABLE users ALTER COLUMN token SET DEFAULT (uuid());
            """
    ) { kind, at in
        guard case .addColumn(let column) = kind, let range = column.defaultValue else { return nil }
        let tokens = at.act.tokens[range]
        let isMoment = tokens.first.map { ["current_timestamp", "now", "localtimestamp"].contains($0.text) } ?? false
        guard !isMoment, tokens.contains(where: { $0.text == "(" }) else { return nil }
        return "adds \(column.name) to \(at.table) with a computed default, for which the table is copied"
    }
}
