/// Where the rows of another tool's version table leave a database.
public struct VersionStanding: Sendable, Hashable {
    /// As the rows of Alembic's table would say it: the last applied revision, and those that the folder does not have.
    public var versions: [String]
    /// Why nothing may be planned from there.
    public var trouble: VersionTrouble?
    /// The checksums with which scripts that are repeated last ran, by what the table calls them.
    public var repeated: [String: Int32] = [:]
}

/// What another tool's version table says that a person has to decide about.
public enum VersionTrouble: Sendable, Hashable {
    /// golang-migrate began to move to this version and did not say that it arrived; `nil` is the version before the first.
    case dirty(String?)
    /// Flyway's row says that this version, or this repeatable script, failed.
    case failed(String)
    /// These versions have no row, and a later one has.
    case missing([String], before: String)
    /// Flyway's row holds another checksum than the file has.
    case edited(String, recorded: Int32, found: Int32)
}

extension VersionHistory {
    /// - Parameters:
    ///   - rows: in the columns and the order of ``MigrationDialect/versionQuery(_:)``.
    ///   - journal: the step of ours that is half applied, for which the table may hold a mark.
    func standing(_ rows: [[String?]], during journal: JournalEntry?) -> VersionStanding {
        switch tool {
        case .golangMigrate: marked(rows, during: journal)
        case .goose: standing(Diary(goose: rows))
        case .dbmate: standing(Diary(dbmate: rows))
        case .flyway: standing(Diary(flyway: rows))
        }
    }

    /// golang-migrate has one row, and means by it everything up to there.
    private func marked(_ rows: [[String?]], during journal: JournalEntry?) -> VersionStanding {
        let versions = rows.compactMap { $0.first ?? nil }.filter { $0 != Self.beforeFirst }.sorted()
        guard let row = rows.first(where: { $0.isTrue(at: 1) }) else { return VersionStanding(versions: versions) }
        let goal = row[0] == Self.beforeFirst ? nil : row[0]
        if let journal, goal == self.goal(of: journal) {
            return VersionStanding(versions: origin(of: journal).map { [$0] } ?? [])
        }
        return VersionStanding(versions: versions, trouble: .dirty(goal))
    }

    /// What golang-migrate writes for no version at all.
    static let beforeFirst = "-1"

    /// Where the step leads.
    func goal(of step: JournalEntry) -> String? {
        step.isUpgrade ? step.revision : entry(before: step.revision)?.version
    }

    /// Where the step began.
    func origin(of step: JournalEntry) -> String? {
        step.isUpgrade ? entry(before: step.revision)?.version : step.revision
    }

    private func standing(_ diary: Diary) -> VersionStanding {
        let line = diary.baseline.map(FlywayVersion.init)
        let covered = line.map { line in entries.count { FlywayVersion($0.version) <= line } } ?? 0
        let applied = Set(diary.applied.keys.compactMap(place))
        let last = max(applied.max() ?? -1, covered - 1)
        let unknown = diary.applied.keys.filter { place(of: $0) == nil && !isBelow($0, line, last) }
        let known = last >= 0 ? [entries[last].version] : []
        let passedOver = entries.indices.filter { $0 >= covered && $0 < last && !applied.contains($0) }
        var standing = VersionStanding(versions: known + unknown.sorted())
        if let failed = diary.failed.first {
            standing.trouble = .failed(failed)
        } else if unknown.isEmpty, !passedOver.isEmpty {
            standing.trouble = .missing(passedOver.map { entries[$0].version }, before: entries[last].version)
        } else {
            standing.trouble = edited(diary, from: covered)
        }
        standing.repeated = diary.repeated
        return standing
    }

    /// Whether a version without a file is one that a baseline stands for.
    private func isBelow(_ version: String, _ line: FlywayVersion?, _ last: Int) -> Bool {
        let first = last >= 0 ? entries.first.flatMap { $0.isBaseline ? FlywayVersion($0.version) : nil } : nil
        return [line, first].contains { $0.map { FlywayVersion(version) <= $0 } ?? false }
    }

    /// What a baseline covers was never compared.
    private func edited(_ diary: Diary, from start: Int) -> VersionTrouble? {
        for (version, checksum) in diary.applied.sorted(by: { $0.key < $1.key }) {
            guard let checksum, let place = place(of: version), place >= start, !entries[place].isBaseline,
                let found = entries[place].checksum, found != checksum
            else { continue }
            return .edited(entries[place].version, recorded: checksum, found: found)
        }
        return nil
    }
}

/// Rows that tell what was done, read from the oldest to the newest.
private struct Diary {
    /// With the checksum of the file, where one was kept.
    var applied: [String: Int32?] = [:]
    /// Everything up to this version counts as applied.
    var baseline: String?
    var failed: [String] = []
    var repeated: [String: Int32] = [:]

    init(dbmate rows: [[String?]]) {
        for row in rows { if let version = row[0] { applied.updateValue(nil, forKey: version) } }
    }

    /// goose once kept rows that say that a version was taken back; its first row says that there is a table.
    init(goose rows: [[String?]]) {
        for row in rows {
            guard let version = row[0], version != GooseTable.firstVersion else { continue }
            if row.isTrue(at: 1) { applied.updateValue(nil, forKey: version) } else { applied[version] = nil }
        }
    }

    init(flyway rows: [[String?]]) {
        for row in rows {
            let (type, checksum) = (row[1] ?? "", row[2].flatMap { Int32($0) })
            // Without a version: a script that is repeated, or the schema that Flyway made.
            guard let name = row[0] ?? row[4] else { continue }
            failed.removeAll { $0 == name }
            guard row.isTrue(at: 3) else {
                failed.append(name)
                continue
            }
            if row[0] == nil {
                repeated[row[5] ?? name] = FlywayTable.takesBack(type) ? nil : checksum
            } else if FlywayTable.takesBack(type) {
                applied[name] = nil
                if let line = baseline, FlywayVersion(line) == FlywayVersion(name) { baseline = nil }
            } else if FlywayTable.isBaseline(type) {
                baseline = [baseline, name].compactMap { $0 }.max { FlywayVersion($0) < FlywayVersion($1) }
            } else {
                applied.updateValue(checksum, forKey: name)
            }
        }
    }
}

extension [String?] {
    /// However the engine spells it.
    fileprivate func isTrue(at place: Int) -> Bool {
        guard indices.contains(place), let text = self[place] else { return false }
        return text == "t" || text == "1" || text == "true"
    }
}

extension JournalEntry {
    fileprivate var isUpgrade: Bool { direction == "up" }
}
