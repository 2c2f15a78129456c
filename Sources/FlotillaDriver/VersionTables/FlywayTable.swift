/// Flyway's `flyway_schema_history`: a row for each thing that was ever done, numbered in that order.
/// Source: `getRawCreateScript` of its databases, `JdbcTableSchemaHistory`, `MigrationInfoServiceImpl`.
///
/// Taking a revision back is written as `DELETE`, the word that every edition of Flyway reads. Its paid editions write `UNDO_SQL`
/// there, which the free one refuses to go on from.
struct FlywayTable: DiaryTable {
    let place: HistoryPlace

    /// Whether a row of this type says that its version is not applied any more.
    static func takesBack(_ type: String) -> Bool { type == deleted || type.hasPrefix("UNDO_") }

    /// Whether a row of this type speaks for all versions up to its own.
    static func isBaseline(_ type: String) -> Bool { type.hasSuffix("BASELINE") }

    private static let deleted = "DELETE"

    private static func type(_ entry: VersionEntry) -> String { entry.isBaseline ? "SQL_BASELINE" : "SQL" }

    func creation(ifMissing: Bool) -> [String] {
        let constraint = place.dialect.identifier(place.plainName + "_pk")
        let index = place.dialect.identifier(place.plainName + "_s_idx")
        let checksum = place.engine == .postgresql ? "INTEGER" : "INT"
        let moment =
            switch place.engine {
            case .postgresql: "TIMESTAMP NOT NULL DEFAULT pg_catalog.now()"
            case .mysql: "TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP"
            case .sqlite: "TEXT NOT NULL DEFAULT (strftime('%Y-%m-%d %H:%M:%f','now'))"
            }
        let key = place.engine == .sqlite ? " PRIMARY KEY" : ""
        var parts = [
            "installed_rank INT NOT NULL\(key)", "version VARCHAR(50)", "description VARCHAR(200) NOT NULL",
            "type VARCHAR(20) NOT NULL", "script VARCHAR(1000) NOT NULL", "checksum \(checksum)",
            "installed_by VARCHAR(100) NOT NULL", "installed_on \(moment)",
            "execution_time \(checksum) NOT NULL", "success BOOLEAN NOT NULL",
        ]
        if place.engine != .sqlite { parts.append("CONSTRAINT \(constraint) PRIMARY KEY (installed_rank)") }
        if place.engine == .mysql { parts.append("KEY \(index) (success)") }
        let table = place.creation(ifMissing) + " (\(parts.joined(separator: ", ")))\(place.storage)"
        guard place.engine != .mysql else { return [table] }
        return [table, "CREATE INDEX \(ifMissing ? "IF NOT EXISTS " : "")\(index) ON \(place.name) (success)"]
    }

    static let columns = ["version", "type", "checksum", "success", "script", "description"]

    var query: String { "SELECT \(Self.columnList) FROM \(place.name) ORDER BY installed_rank" }

    func advance(to entry: VersionEntry, from earlier: VersionEntry?) -> [TableMove] {
        [TableMove(row(entry, Self.type(entry), took: elapsed, where: "NOT \(isApplied(entry.version))"), .one)]
    }

    func retreat(from entry: VersionEntry, to earlier: VersionEntry?) -> [TableMove] {
        [TableMove(row(entry, Self.deleted, took: elapsed, where: isApplied(entry.version)), .one)]
    }

    /// As `flyway migrate -skipExecutingMigrations=true` and `flyway repair` would leave it.
    func adding(_ entries: [VersionEntry]) -> [TableMove] {
        entries.flatMap { entry -> [TableMove] in
            let addition = TableMove(
                row(entry, Self.type(entry), took: "0", where: "NOT \(isApplied(entry.version))"), .any)
            guard let checksum = entry.checksum else { return [addition] }
            let isItsRow =
                "version \(place.op("=")) \(place.text(entry.version)) AND type \(place.op("=")) \(place.text(Self.type(entry)))"
            return [
                addition, TableMove("UPDATE \(place.name) SET checksum = \(checksum) WHERE \(isItsRow)", .any),
            ]
        }
    }

    /// Flyway knows it by its description; its row has no version.
    func rerun(_ entry: VersionEntry) -> [TableMove] {
        [TableMove(row(entry, "SQL", version: "NULL", took: elapsed, where: "TRUE"), .one)]
    }

    func removing(_ entries: [VersionEntry]) -> [TableMove] {
        entries.map { TableMove(row($0, Self.deleted, took: "0", where: isApplied($0.version)), .any) }
    }

    var settling: [TableMove] { [TableMove("DELETE FROM \(place.name) WHERE NOT success", .any)] }
}

// MARK: Rows

extension FlywayTable {
    func isApplied(_ version: String) -> String {
        let isType = "type \(place.op("="))"
        return """
            COALESCE((SELECT success AND NOT (\(isType) \(place.text(Self.deleted)) OR \(isType) \(place.text("UNDO_SQL"))) \
            FROM \(place.name) WHERE version \(place.op("=")) \(place.text(version)) \
            ORDER BY installed_rank DESC LIMIT 1), FALSE)
            """
    }

    /// Whoever writes at the same time takes the same rank, and one of the two fails.
    private func row(
        _ entry: VersionEntry, _ type: String, version: String? = nil, took: String, where condition: String
    ) -> String {
        let rank = "COALESCE(\(place.function("max"))(installed_rank), 0) \(place.op("+")) 1"
        let values = [
            "newest.next_rank", version ?? place.text(entry.version),
            place.text(Self.shortened(entry.description, to: 200)),
            place.text(type), place.text(Self.shortenedPath(entry.script, to: 1000)),
            entry.checksum.map(String.init) ?? "NULL", user, took,
            "TRUE",
        ]
        return """
            INSERT INTO \(place.name) (installed_rank, version, description, type, script, checksum, installed_by, \
            execution_time, success) SELECT \(values.joined(separator: ", ")) \
            FROM (SELECT \(rank) AS next_rank FROM \(place.name)) AS newest WHERE \(condition)
            """
    }

    /// As Flyway's `AbbreviationUtils` does it.
    private static func shortened(_ text: String, to limit: Int) -> String {
        text.count <= limit ? text : text.prefix(limit - 3) + "..."
    }

    private static func shortenedPath(_ text: String, to limit: Int) -> String {
        text.count <= limit ? text : "..." + text.prefix(limit).dropFirst(3)
    }

    private var user: String {
        switch place.engine {
        case .postgresql: "CURRENT_USER"
        case .mysql: "SUBSTRING_INDEX(USER(), '@', 1)"
        case .sqlite: "''"
        }
    }

    var stepBeginning: [String] {
        switch place.engine {
        case .postgresql:
            [
                "SELECT pg_catalog.set_config('flotilla.began', pg_catalog.date_part('epoch', "
                    + "pg_catalog.clock_timestamp())::pg_catalog.text, FALSE)"
            ]
        case .mysql: ["SET @flotilla_began = SYSDATE(6)"]
        case .sqlite: []
        }
    }

    /// Milliseconds since the step began; 0 where the engine, or a script that resets everything, remembers no beginning.
    private var elapsed: String {
        switch place.engine {
        case .postgresql:
            """
            CASE WHEN pg_catalog.current_setting('flotilla.began', TRUE) OPERATOR(pg_catalog.<>) '' THEN \
            ((pg_catalog.date_part('epoch', pg_catalog.clock_timestamp()) OPERATOR(pg_catalog.-) \
            pg_catalog.current_setting('flotilla.began', TRUE)::pg_catalog.float8) \
            OPERATOR(pg_catalog.*) 1000::pg_catalog.float8)::pg_catalog.int4 ELSE 0 END
            """
        case .mysql: "COALESCE(TIMESTAMPDIFF(MICROSECOND, @flotilla_began, SYSDATE(6)) DIV 1000, 0)"
        // One statement knows no other's time.
        case .sqlite: "0"
        }
    }
}
