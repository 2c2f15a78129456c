/// SQLite. Source: its pages on `PRAGMA`, `VACUUM` and `ATTACH`, and its error texts, measured with 3.40.
extension StatementTraits {
    mutating func describeSQLite(_ verb: Keyword, _ head: DefinitionHead?, _ reader: TokenReader) {
        switch verb {
        case .vacuum: needsNoTransaction = true
        case .attach, .detach:
            needsNoTransaction = true
            changesSession = true
        case .pragma: describePragma(reader)
        case .create: changesSession = head?.isTemporary ?? false
        default: break
        }
    }

    private mutating func describePragma(_ reader: TokenReader) {
        var reader = reader
        if reader.following.isAt(.dot) {
            reader.advance()
            reader.advance()
        }
        let name = String(decoding: reader.bytes, as: UTF8.self).lowercased()
        reader.advance()
        let hasArgument = reader.isAt(.equals) || reader.isAt(.openParenthesis)
        isQuery = hasArgument ? Self.readingPragmas.contains(name) : !Self.actingPragmas.contains(name)
        needsNoTransaction = name == "wal_checkpoint" || (hasArgument && Self.pragmasOutsideTransactions.contains(name))
        changesSession =
            hasArgument
            && ![Self.readingPragmas, Self.persistentPragmas, Self.actingPragmas].contains { $0.contains(name) }
    }

    /// Inside a transaction these are refused or do nothing.
    private static let pragmasOutsideTransactions: Set<String> = [
        "foreign_keys", "journal_mode", "synchronous", "temp_store", "temp_store_directory",
    ]

    /// Their argument says what to look at.
    private static let readingPragmas: Set<String> = [
        "table_info", "table_xinfo", "table_list", "index_list", "index_info", "index_xinfo", "foreign_key_list",
        "foreign_key_check", "integrity_check", "quick_check",
    ]

    /// They do something, with or without an argument.
    private static let actingPragmas: Set<String> = [
        "wal_checkpoint", "incremental_vacuum", "optimize", "shrink_memory",
    ]

    /// What they set is in the file.
    private static let persistentPragmas: Set<String> = [
        "user_version", "application_id", "auto_vacuum", "encoding", "page_size", "schema_version",
    ]
}
