/// golang-migrate's `schema_migrations`: one row with the version and whether it is `dirty`, no row before the first.
/// Source: `ensureVersionTable` and `SetVersion` of its drivers.
///
/// That tool writes the version it is going to, dirty, before it runs a file, and clean afterwards. A step of ours that shares
/// its transaction with the version never shows as dirty; one without a transaction does.
struct GolangMigrateTable: HistoryTable {
    let place: HistoryPlace

    func creation(ifMissing: Bool) -> [String] {
        guard place.engine == .sqlite else {
            return [
                place.creation(ifMissing)
                    + " (version bigint NOT NULL PRIMARY KEY, dirty boolean NOT NULL)\(place.storage)"
            ]
        }
        return [
            place.creation(ifMissing) + " (version uint64, dirty bool)",
            "CREATE UNIQUE INDEX IF NOT EXISTS version_unique ON \(place.name) (version)",
        ]
    }

    static let columns = ["version", "dirty"]

    var query: String { "SELECT \(Self.columnList) FROM \(place.name)" }

    func holds(_ version: String?) -> String {
        guard let version else { return "NOT EXISTS (SELECT 1 FROM \(place.name))" }
        return "EXISTS (SELECT 1 FROM \(place.name) WHERE \(stands(version)))"
    }

    func advance(to entry: VersionEntry, from earlier: VersionEntry?) -> [TableMove] {
        guard let earlier else {
            return [
                TableMove("DELETE FROM \(place.name) WHERE \(isMarked(entry.version))", .any), insertion(entry.version),
            ]
        }
        return [movement(earlier.version, entry.version)]
    }

    func retreat(from entry: VersionEntry, to earlier: VersionEntry?) -> [TableMove] {
        guard let earlier else {
            let rows = "(\(stands(entry.version))) OR (\(isMarked(VersionHistory.beforeFirst)))"
            return [TableMove("DELETE FROM \(place.name) WHERE \(rows)", .one)]
        }
        return [movement(entry.version, earlier.version)]
    }

    var settling: [TableMove] { clearing }

    /// One row says it for all of them.
    func adding(_ entries: [VersionEntry]) -> [TableMove] {
        entries.last.map { clearing + [insertion($0.version)] } ?? []
    }

    func removing(_ entries: [VersionEntry]) -> [TableMove] {
        guard let first = entries.last else { return [] }
        let earlier = place.history.entry(before: first.version)
        return clearing + (earlier.map { [insertion($0.version)] } ?? [])
    }

    func marking(_ step: JournalEntry) -> [String] {
        let goal = number(place.history.goal(of: step))
        let update = place.history.origin(of: step).map {
            "UPDATE \(place.name) SET version = \(goal), dirty = TRUE WHERE \(stands($0))"
        }
        return [update ?? "INSERT INTO \(place.name) (version, dirty) " + place.select("\(goal), TRUE", where: isEmpty)]
    }

    func unmarking(_ step: JournalEntry) -> [String] {
        let mark = isMarked(place.history.goal(of: step) ?? VersionHistory.beforeFirst)
        let origin = place.history.origin(of: step)
        return [
            origin.map { "UPDATE \(place.name) SET version = \(place.number($0)), dirty = FALSE WHERE \(mark)" }
                ?? "DELETE FROM \(place.name) WHERE \(mark)"
        ]
    }

    private var isEmpty: String { "NOT EXISTS (SELECT 1 FROM \(place.name))" }

    private func number(_ version: String?) -> String { place.number(version ?? VersionHistory.beforeFirst) }

    private func stands(_ version: String) -> String {
        "version \(place.op("=")) \(place.number(version)) AND NOT dirty"
    }

    private func isMarked(_ version: String) -> String { "version \(place.op("=")) \(place.number(version)) AND dirty" }

    private func insertion(_ version: String) -> TableMove {
        TableMove(
            "INSERT INTO \(place.name) (version, dirty) "
                + place.select("\(place.number(version)), FALSE", where: isEmpty), .one)
    }

    /// The mark of a step of ours that is under way is the end of it.
    private func movement(_ old: String, _ new: String) -> TableMove {
        TableMove(
            "UPDATE \(place.name) SET version = \(place.number(new)), dirty = FALSE "
                + "WHERE (\(stands(old))) OR (\(isMarked(new)))", .one)
    }
}
