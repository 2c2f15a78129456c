import FlotillaDriver
import FlotillaRevisions
import FlotillaRollout

/// Who was on which version at some moment, as the ledger knew it then.
public struct PastStandings: Sendable, Hashable {
    /// The most frequent first.
    public let census: [VersionCount]
    /// Targets whose version nobody had read by then.
    public let unknown: Int
    /// Up to three of them.
    public let examples: [TargetID]
}

extension LedgerStore {
    // One look at the key of `versions` for each target.
    private static let versionsThen = """
        SELECT name, (
            SELECT version FROM versions WHERE versions.target = targets.id AND versions.at <= ?1
            ORDER BY versions.at DESC LIMIT 1)
        FROM targets
        """

    func standings(at moment: LedgerTime, of targets: [TargetID]?) throws(DriverError) -> PastStandings {
        let chosen = targets.map { Set($0) }
        var counts: [String: Int] = [:]
        var known: Set<TargetID> = []
        var unknown: [TargetID] = []
        try connection.forEachRow(Self.versionsThen, .integer(moment.microseconds)) { row in
            let target = row.target(0)
            guard chosen?.contains(target) != false else { return true }
            if let version = row.text(1) {
                counts[version, default: 0] += 1
                if chosen != nil { known.insert(target) }
            } else {
                unknown.append(target)
            }
            return true
        }
        // Among those that were asked for are some, perhaps, that the ledger does not know to this day.
        if let targets { unknown = targets.filter { !known.contains($0) } }
        return PastStandings(
            census: counts.map { VersionCount(version: VersionText.decode($0.key), targets: $0.value) }
                .mostFrequentFirst,
            unknown: unknown.count, examples: Array(unknown.prefix(3)))
    }

    private static let standing = "SELECT name, version, outcome, remnant FROM targets"

    func forEachStanding(_ body: (TargetStanding) -> Void) throws(DriverError) {
        try connection.forEachRow(Self.standing) { (row) throws(DriverError) in
            body(
                TargetStanding(
                    target: row.target(0), version: row.versions(1), outcome: try row.optionalWord(2),
                    remnant: try row.optionalWord(3)))
            return true
        }
    }
}

/// Where a target stands, and how sure that is.
public struct TargetStanding: Sendable, Hashable {
    public let target: TargetID
    /// `nil` if it was never read.
    public let version: [RevisionID]?
    /// Of the last job that was not cancelled.
    public let outcome: Outcome?
    public let remnant: Remnant?
}

extension Ledger {
    /// Who was on which version at `moment`. Of all targets, or of `targets` as far as known.
    public func standings(at moment: LedgerTime, of targets: [TargetID]?) throws(LedgerError) -> PastStandings {
        try ask { (store) throws(DriverError) in try store.standings(at: moment, of: targets) }
    }

    /// Where every target stands now, in no order.
    public func forEachStanding(_ body: (TargetStanding) -> Void) throws(LedgerError) {
        try ask { (store) throws(DriverError) in try store.forEachStanding(body) }
    }
}

extension [VersionCount] {
    var mostFrequentFirst: [VersionCount] {
        sorted { ($1.targets, $0.sortKey) < ($0.targets, $1.sortKey) }
    }
}

extension VersionCount {
    fileprivate var sortKey: String { version.map(VersionText.encode) ?? "" }
}
