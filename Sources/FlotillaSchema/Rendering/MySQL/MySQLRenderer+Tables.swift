import FlotillaSQL

/// Whole tables, and what a table has beside columns and keys.
extension MySQLRenderer {
    /// `foreignKeys`: those that can be made with the table, because what they refer to is there.
    func statement(creating table: Table, foreignKeys: [ForeignKey]) -> String {
        var lines = table.columns.map { definition(of: $0, checks: table.checks) }
        if let key = table.primaryKey { lines.append(clause(key)) }
        lines += table.uniques.map { clause($0) }
        lines += table.indexes.map { clause($0) }
        lines += foreignKeys.flatMap { ownIndex(of: $0) + [clause($0)] }
        lines += table.checks.filter { $0.column == nil }.map { clause($0) }
        lines += period(of: table)
        let body = lines.map { "    " + $0 }.joined(separator: ",\n")
        return "CREATE TABLE \(quoted(table.name)) (\n\(body)\n)" + ending(of: table)
    }

    /// The columns in which the server keeps since when and until when a row held.
    private func period(of table: Table) -> [String] {
        let start = table.columns.first { $0.generated?.expression == "ROW START" }
        let end = table.columns.first { $0.generated?.expression == "ROW END" }
        guard let start, let end else { return [] }
        return ["PERIOD FOR SYSTEM_TIME (\(quoted([start.name, end.name])))"]
    }

    private func ending(of table: Table) -> String {
        let plain = table.options.filter { $0.name != "PARTITION BY" && $0.name != "WITH SYSTEM VERSIONING" }
        var words = plain.map { clause($0) }
        if let comment = table.comment { words.append("COMMENT = \(literal(comment))") }
        if table.hasOption("WITH SYSTEM VERSIONING") { words.append("WITH SYSTEM VERSIONING") }
        if let partitions = table.option("PARTITION BY") { words.append("PARTITION BY \(partitions)") }
        return words.map { " " + $0 }.joined()
    }

    func clause(_ option: TableOption) -> String { "\(option.name) = \(option.value)" }

    /// What an option is set to so that it is as if nobody had set it.
    func reset(_ option: TableOption) -> String {
        switch option.name {
        case "ENGINE": "ENGINE = InnoDB"
        case "ROW_FORMAT", "STATS_PERSISTENT", "STATS_AUTO_RECALC", "STATS_SAMPLE_PAGES", "PACK_KEYS":
            "\(option.name) = DEFAULT"
        case "ENCRYPTION": "ENCRYPTION = 'N'"
        case "COMPRESSION": "COMPRESSION = 'NONE'"
        case "KEY_BLOCK_SIZE", "MAX_ROWS", "MIN_ROWS", "AVG_ROW_LENGTH", "CHECKSUM", "DELAY_KEY_WRITE", "TRANSACTIONAL":
            "\(option.name) = 0"
        // MariaDB's options of a storage engine.
        default: "\(option.name) = DEFAULT"
        }
    }
}

// MARK: Views and sequences

extension MySQLRenderer {
    func statement(creating view: View, replacing: Bool) -> String {
        func option(_ name: String) -> String? { view.options.first { $0.name == name }?.value }
        var words = [replacing ? "CREATE OR REPLACE" : "CREATE"]
        if let algorithm = option("ALGORITHM") { words.append("ALGORITHM = \(algorithm)") }
        if let security = option("SQL SECURITY") { words.append("SQL SECURITY \(security)") }
        words.append("VIEW \(quoted(view.name))")
        if !view.columns.isEmpty { words.append("(\(quoted(view.columns)))") }
        words.append("AS\n\(view.query)")
        let check = option("WITH CHECK OPTION").map { "\nWITH \($0)\($0.isEmpty ? "" : " ")CHECK OPTION" } ?? ""
        return words.joined(separator: " ") + check
    }

    func statement(creating sequence: SequenceObject) -> String {
        "CREATE SEQUENCE \(quoted(sequence.name))" + numbers(sequence.options, besides: SequenceOptions())
    }

    /// Where it stands is kept.
    func statement(altering sequence: SequenceObject, from: SequenceObject) -> String {
        "ALTER SEQUENCE \(quoted(sequence.name))" + numbers(sequence.options, besides: from.options)
    }

    private func numbers(_ options: SequenceOptions, besides old: SequenceOptions) -> String {
        let isRising = (options.increment ?? 1) >= 0
        let minimum = options.minimum ?? (isRising ? 1 : -.max)
        let maximum = options.maximum ?? (isRising ? .max - 1 : -1)
        var words: [String] = []
        let start = options.start ?? (isRising ? minimum : maximum)
        if options.start != old.start { words.append("START WITH \(start)") }
        if options.minimum != old.minimum { words.append("MINVALUE \(minimum)") }
        if options.maximum != old.maximum { words.append("MAXVALUE \(maximum)") }
        if options.increment != old.increment { words.append("INCREMENT BY \(options.increment ?? 1)") }
        let cache = options.cache ?? 1000
        if options.cache != old.cache { words.append(cache == 0 ? "NOCACHE" : "CACHE \(cache)") }
        if options.cycles != old.cycles { words.append(options.cycles ? "CYCLE" : "NOCYCLE") }
        return words.map { " " + $0 }.joined()
    }
}
