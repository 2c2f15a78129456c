import FlotillaSQL

extension LintRule {
    static let addColumnVolatileDefault = eachAction(
        "add-column-volatile-default", .error, [.postgresql], growsWithRows: true,
        prevents: """
            A default that differs from row to row makes PostgreSQL rewrite the table and all its indexes while \
            nobody can read it. (A constant one, and now(), are free since version 11.)
            """,
        recipe: """
            ALTER TABLE users ADD COLUMN token uuid;
            ALTER TABLE users ALTER COLUMN token SET DEFAULT gen_random_uuid();
            -- then fill old rows in a revision of their own:
            -- flotilla:upgrade batch=5000
            UPDATE users SET token = gen_random_uuid()
            WHERE id IN (SELECT id FROM users WHERE token IS NULL LIMIT 5000);
            """
    ) { kind, at in
        guard case .addColumn(let column) = kind, let range = column.defaultValue else { return nil }
        guard let function = VolatileDefault.function(in: at.act.tokens[range]) else { return nil }
        return "adds \(column.name) to \(at.table) with a default from \(function)(), for which every row is rewritten"
    }
}

/// Which defaults PostgreSQL cannot store once for all old rows. Source: `pg_proc.provolatile` of PostgreSQL 15.
enum VolatileDefault {
    private static let harmless: Set<String> = [
        "now", "transaction_timestamp", "statement_timestamp", "current_setting", "to_date", "to_timestamp", "lower",
        "upper", "md5", "concat", "coalesce", "nullif", "greatest", "least", "array", "row", "date_trunc", "timezone",
        "make_date", "make_interval", "jsonb_build_object", "json_build_object", "jsonb_build_array", "extract",
        "date_part", "current_date", "current_timestamp", "localtimestamp", "localtime", "current_time", "abs", "round",
        "floor", "ceil", "length", "substr", "substring", "trim", "replace", "to_char", "pg_catalog", "to_json",
        "to_jsonb",
        "cast", "varchar", "char", "numeric", "decimal", "timestamp", "timestamptz", "time", "interval", "bit",
        "character",
        "varying", "float", "in", "and", "or", "not", "current_schema", "current_user", "inet_client_addr",
    ]

    /// The first function called that is volatile, or not known to be anything else.
    static func function(in tokens: ArraySlice<SQLToken>) -> String? {
        for index in tokens.indices.dropLast() where tokens[index].canBeName && tokens[index + 1].text == "(" {
            if !harmless.contains(tokens[index].text) { return tokens[index].name }
        }
        return nil
    }
}
