extension LintRule {
    static let reservedWord = LintRule(
        "reserved-word", .info, downgrades: false,
        prevents: "A name that is a word of SQL must be quoted in every query, by everybody, for ever.",
        recipe: """
            CREATE TABLE accounts (id bigint PRIMARY KEY, position integer);
            """
    ) { scene in
        scene.newNames.filter { ReservedWords.all.contains($0.name.lowercased()) && !scene.takesBare($0) }.map {
            Remark($0.act, token: $0.token, "gives the name \($0.name), which is a word of SQL")
        }
    }
}

extension Scene {
    /// What stands there without quotes needs none. MySQL has reserved more words from version to version.
    fileprivate func takesBare(_ name: NewName) -> Bool {
        engine != .mysql && name.act.tokens.indices.contains(name.token)
            && name.act.tokens[name.token].kind == .word
    }
}

/// Reserved in PostgreSQL, MySQL or SQLite, and likely as names.
private enum ReservedWords {
    static let all: Set<String> = [
        "all", "analyze", "and", "any", "array", "as", "asc", "between", "both", "by", "case", "cast", "check",
        "collate",
        "column", "condition", "constraint", "create", "cross", "current_date", "current_time", "current_timestamp",
        "current_user", "database", "default", "delete", "desc", "distinct", "do", "else", "end", "except", "exists",
        "false", "fetch", "for", "foreign", "from", "function", "grant", "group", "groups", "having", "in", "index",
        "inner", "insert", "interval", "into", "is", "join", "key", "keys", "left", "like", "limit", "lock", "match",
        "natural", "not", "null", "offset", "on", "or", "order", "outer", "partition", "primary", "range", "rank",
        "references", "release", "right", "row", "rows", "select", "session_user", "set", "some", "table", "then", "to",
        "trigger", "true", "union", "unique", "update", "user", "using", "values", "when", "where", "window", "with",
    ]
}
