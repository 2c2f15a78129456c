/// dbmate's `schema_migrations`: a row for each version that is applied, with nothing but the version in it.
/// Source: `CreateMigrationsTable`, `InsertMigration` and `DeleteMigration` of its drivers.
struct DbmateTable: DiaryTable {
    let place: HistoryPlace

    func creation(ifMissing: Bool) -> [String] {
        let type = place.engine == .postgresql ? "varchar" : "varchar(128)"
        return [place.creation(ifMissing) + " (version \(type) PRIMARY KEY)\(place.storage)"]
    }

    static let columns = ["version"]

    var query: String { "SELECT \(Self.columnList) FROM \(place.name)" }

    func advance(to entry: VersionEntry, from earlier: VersionEntry?) -> [TableMove] {
        let before = earlier.map { isApplied($0.version) + " AND " } ?? ""
        return [TableMove(insertion(entry.version, where: before + "NOT \(isApplied(entry.version))"), .one)]
    }

    func retreat(from entry: VersionEntry, to earlier: VersionEntry?) -> [TableMove] {
        [TableMove(deletion(entry.version), .one)]
    }

    func adding(_ entries: [VersionEntry]) -> [TableMove] {
        entries.map { TableMove(insertion($0.version, where: "NOT \(isApplied($0.version))"), .any) }
    }

    func removing(_ entries: [VersionEntry]) -> [TableMove] { entries.map { TableMove(deletion($0.version), .any) } }

    func isApplied(_ version: String) -> String {
        "EXISTS (SELECT 1 FROM \(place.name) WHERE version \(place.op("=")) \(place.text(version)))"
    }

    private func insertion(_ version: String, where condition: String) -> String {
        "INSERT INTO \(place.name) (version) " + place.select(place.text(version), where: condition)
    }

    private func deletion(_ version: String) -> String {
        "DELETE FROM \(place.name) WHERE version \(place.op("=")) \(place.text(version))"
    }
}
