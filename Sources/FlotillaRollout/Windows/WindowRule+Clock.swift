/// When a window is open, by the clocks of its zone.
///
/// What the clock on the wall shows is what counts, on days on which it is changed too: a window from 02:15 to 02:45 does
/// not open in the night in which the clocks jump from 2 to 3, and opens twice in the night in which that hour comes twice.
/// A day of the week is the day on which the window opens, so a window from 22:00 to 04:00 on Fridays is open in the first
/// hours of Saturday.
extension WindowRule {
    public func isOpen(at time: LedgerTime, zone: ZoneRules) -> Bool {
        let seconds = time.wholeSeconds
        return isOpen(localSeconds: seconds + Int64(zone.seconds(at: seconds)))
    }

    /// The first moment behind `time` at which the window opens, if it is closed then, or closes, if it is open. `nil` when
    /// it does neither within ``horizon``: it is open day and night.
    public func nextChange(after time: LedgerTime, zone: ZoneRules) -> LedgerTime? {
        let start = time.wholeSeconds
        let isOpenNow = isOpen(at: time, zone: zone)
        let next = turns(after: start, zone: zone).first {
            isOpen(at: LedgerTime(wholeSeconds: $0), zone: zone) != isOpenNow
        }
        return next.map(LedgerTime.init(wholeSeconds:))
    }

    /// A window of one day a week that a change of the clocks takes away comes again a week later; a zone that moves over
    /// the date line leaves out a whole day.
    static let horizon: Int64 = 22 * 86_400

    /// By the wall's clock, as if it were UTC.
    private func isOpen(localSeconds: Int64) -> Bool {
        let day = localSeconds.floorDivided(by: 86_400)
        let second = Int(localSeconds - day * 86_400)
        let begins = opens * 60
        let ends = closes * 60
        if ends > begins { return second >= begins && second < ends && opensOn(day) }
        return second >= begins && opensOn(day) || second < ends && opensOn(day - 1)
    }

    private func opensOn(_ day: Int64) -> Bool {
        days.isEmpty || days.contains(CivilDay.weekday(daysSince1970: day))
    }

    /// In ascending order, every moment at which the answer may change: where a clock that goes on evenly shows one of the
    /// two times, and where the clocks are changed.
    private func turns(after start: Int64, zone: ZoneRules) -> [Int64] {
        let end = start + Self.horizon
        var turns: Set<Int64> = []
        var from = start
        var offset = Int64(zone.seconds(at: start))
        for change in zone.changes(after: start, through: end) + [ZoneRules.Change(at: end, offset: 0)] {
            let days = (from + offset).floorDivided(by: 86_400) - 1...(change.at + offset).floorDivided(by: 86_400)
            for day in days {
                for minutes in [opens, closes] {
                    let moment = day * 86_400 + Int64(minutes) * 60 - offset
                    if moment > start, moment >= from, moment <= change.at { turns.insert(moment) }
                }
            }
            turns.insert(change.at)
            (from, offset) = (change.at, Int64(change.offset))
        }
        return turns.sorted()
    }
}
