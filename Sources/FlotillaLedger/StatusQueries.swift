import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout
import FlotillaSQL

/// Who is on which version, and why.
extension LedgerStore {
    private enum SQL {
        static let columns = """
            name, engine, server, url, labels, version, seen_at, outcome, cause, code, message, failed_run
            """
        static let versions = "SELECT version FROM targets"
        static let namesAndVersions = "SELECT name, version FROM targets"
        static let target = "SELECT \(columns) FROM targets WHERE name = ?1"
        // In the order in which they became known: no index has to be kept for it, and the first rows come at once.
        static let laggards = """
            SELECT \(columns) FROM targets WHERE version IS NULL OR version <> ?1 ORDER BY id LIMIT ?2
            """
        // In the order of the index, so that a group comes in one piece.
        static let failures = """
            SELECT name, cause, code, pattern, message, failed_run FROM targets WHERE cause IS NOT NULL
            ORDER BY cause, code, pattern, name
            """
        static let namesOn = "SELECT name FROM targets WHERE version = ?1 ORDER BY id LIMIT ?2"
        static let namesWith = "SELECT name FROM targets WHERE outcome = ?1 ORDER BY id LIMIT ?2"
        static let namesLeft = "SELECT name FROM targets WHERE remnant = ?1 ORDER BY id LIMIT ?2"
        static let names = "SELECT name FROM targets"
    }

    /// Counted here and not by the engine, which would sort all rows for it. Targets are picked here too: one question
    /// about all of them costs less than one about each.
    func census(of targets: [TargetID]?) throws(DriverError) -> [VersionCount] {
        var counts: [String?: Int] = [:]
        if let targets {
            let chosen = Set(targets)
            try connection.forEachRow(SQL.namesAndVersions) { row in
                if chosen.contains(row.target(0)) { counts[row.text(1), default: 0] += 1 }
                return true
            }
        } else {
            try connection.forEachRow(SQL.versions) { row in
                counts[row.text(0), default: 0] += 1
                return true
            }
        }
        return counts.map { VersionCount(version: $0.key.map(VersionText.decode), targets: $0.value) }.mostFrequentFirst
    }

    func laggards(behind wanted: [RevisionID], limit: Int) throws(DriverError) -> [TargetRecord] {
        try connection.rows(
            SQL.laggards, .text(VersionText.encode(wanted)), .integer(Int64(limit)), read: targetRecord)
    }

    func targets(on version: [RevisionID], limit: Int) throws(DriverError) -> [TargetID] {
        try connection.rows(SQL.namesOn, .text(VersionText.encode(version)), .integer(Int64(limit))) {
            TargetID($0.text(0) ?? "")
        }
    }

    func targets(with outcome: Outcome, limit: Int) throws(DriverError) -> [TargetID] {
        try connection.rows(SQL.namesWith, .text(outcome.rawValue), .integer(Int64(limit))) {
            TargetID($0.text(0) ?? "")
        }
    }

    func targets(left remnant: Remnant, limit: Int) throws(DriverError) -> [TargetID] {
        try connection.rows(SQL.namesLeft, .text(remnant.rawValue), .integer(Int64(limit))) {
            TargetID($0.text(0) ?? "")
        }
    }

    func targets(except known: Set<TargetID>) throws(DriverError) -> [TargetID] {
        var others: [TargetID] = []
        try connection.forEachRow(SQL.names) { row in
            let target = row.target(0)
            if !known.contains(target) { others.append(target) }
            return true
        }
        return others
    }

    func target(_ id: TargetID) throws(DriverError) -> TargetRecord? {
        try connection.rows(SQL.target, .text(id.text), read: targetRecord).first
    }

    /// - Parameter targets: `nil` for all.
    func failures(of targets: Set<TargetID>?, limit: Int) throws(DriverError) -> [FailureRecord] {
        var groups: [FailureRecord] = []
        try connection.forEachRow(SQL.failures) { (row) throws(DriverError) in
            guard targets?.contains(row.target(0)) != false else { return true }
            let found = FailureRecord(
                cause: try row.word(1), code: row.text(2) ?? "", pattern: row.text(3) ?? "", message: row.text(4) ?? "",
                targets: 1, examples: [row.target(0)], lastRun: row.run(5))
            if let last = groups.indices.last, groups[last].isLike(found) {
                groups[last].add(found)
            } else {
                groups.append(found)
            }
            return true
        }
        return Array(groups.sorted { ($1.targets, $0.reason) < ($0.targets, $1.reason) }.prefix(limit))
    }

    func nearMisses(of id: TargetID) throws(DriverError) -> [TargetID] {
        var search = NearMisses(of: id.text)
        try connection.forEachRow(SQL.names) { row in
            search.consider(row.text(0) ?? "")
            return true
        }
        return search.best.map(TargetID.init)
    }

    private func targetRecord(_ row: any LedgerRow) throws(DriverError) -> TargetRecord {
        var failure: TargetRecord.Failure?
        if let cause: FailureCause = try row.optionalWord(8) {
            failure = TargetRecord.Failure(
                cause: cause, code: row.text(9) ?? "", message: row.text(10) ?? "", run: row.run(11))
        }
        return TargetRecord(
            id: row.target(0), engine: row.text(1).flatMap(Engine.init), server: row.text(2) ?? "",
            url: row.text(3) ?? "",
            labels: LabelText.decode(row.text(4) ?? ""), version: row.versions(5), seenAt: row.optionalTime(6),
            outcome: try row.optionalWord(7), failure: failure)
    }
}
