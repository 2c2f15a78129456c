import FlotillaKit

/// How large a table is over the fleet, in a sentence.
enum FleetWords {
    /// `12 of 300 targets have over 1,000,000 rows in users, the largest over 100,000,000; estimated 2026-11-20`
    static func sentence(_ standing: TableStanding) -> String {
        let rows = "over \(Wording.count(standing.threshold)) rows in \(standing.table)"
        return "\(targets(standing)) \(rows)\(largest(standing)); estimated \(days(standing))"
    }

    private static func targets(_ standing: TableStanding) -> String {
        let all = Wording.count(standing.targets, "target")
        switch standing.over {
        case 0: return "none of \(all) has"
        case 1: return "1 of \(all) has"
        default: return "\(Wording.count(standing.over)) of \(all) have"
        }
    }

    private static func largest(_ standing: TableStanding) -> String {
        guard let largest = standing.largest, largest != standing.threshold else { return "" }
        return ", the largest over \(Wording.count(largest))"
    }

    private static func days(_ standing: TableStanding) -> String {
        let days = [standing.since, standing.until].map { Wording.day(secondsSinceEpoch: $0.wholeSeconds) }
        return days[0] == days[1] ? days[0] : "\(days[0]) to \(days[1])"
    }
}
