/// The rule at the end of a time zone file, for all time behind its last listed change: what POSIX lets stand in `TZ`, with
/// the hours from -167 to 167 that RFC 9636 adds. `CET-1CEST,M3.5.0,M10.5.0/3` is Berlin's.
struct YearlyRule: Sendable, Hashable {
    /// Seconds ahead of UTC.
    var standard: Int
    /// `nil` when the clocks are never changed.
    var summer: Summer?

    struct Summer: Sendable, Hashable {
        var offset: Int
        /// By the clocks as they are just before.
        var begins: Turn
        var ends: Turn
    }

    /// A moment of every year.
    struct Turn: Sendable, Hashable {
        enum Day: Sendable, Hashable {
            /// From 1, without 29 February, so that 60 is always 1 March.
            case julian(Int)
            /// From 0, with 29 February.
            case ofYear(Int)
            /// `week` from 1, 5 for the last; `weekday` from 0, Sunday.
            case weekday(month: Int, week: Int, weekday: Int)
        }

        var day: Day
        /// Seconds since that day's midnight, from a week before to a week behind.
        var time: Int
    }

    func offset(at time: Int64) -> Int {
        guard let summer else { return standard }
        // A year's first or last change may fall into its neighbours.
        let year = CivilDay(daysSince1970: time.floorDivided(by: 86_400)).year
        let past = turns(summer, years: (year - 1)...(year + 1)).last { $0.at <= time }
        return past?.offset ?? standard
    }

    func changes(after start: Int64, through end: Int64) -> [ZoneRules.Change] {
        guard let summer else { return [] }
        let first = CivilDay(daysSince1970: start.floorDivided(by: 86_400)).year
        let last = CivilDay(daysSince1970: end.floorDivided(by: 86_400)).year
        return turns(summer, years: (first - 1)...(last + 1)).filter { $0.at > start && $0.at <= end }
    }

    /// In ascending order. Where an end and a beginning meet, summer time goes on: so a zone says that it always has it.
    private func turns(_ summer: Summer, years: ClosedRange<Int64>) -> [ZoneRules.Change] {
        var turns: [(change: ZoneRules.Change, rank: Int)] = []
        for year in years {
            let begins = summer.begins.seconds(in: year) - Int64(standard)
            let ends = summer.ends.seconds(in: year) - Int64(summer.offset)
            turns.append((ZoneRules.Change(at: begins, offset: summer.offset), 1))
            turns.append((ZoneRules.Change(at: ends, offset: standard), 0))
        }
        return turns.sorted { ($0.change.at, $0.rank) < ($1.change.at, $1.rank) }.map(\.change)
    }
}

extension YearlyRule.Turn {
    /// By the zone's own clock, as if it were UTC.
    fileprivate func seconds(in year: Int64) -> Int64 { day.daysSince1970(in: year) * 86_400 + Int64(time) }
}

extension YearlyRule.Turn.Day {
    fileprivate func daysSince1970(in year: Int64) -> Int64 {
        let newYear = CivilDay(year: year, month: 1, day: 1).daysSince1970
        switch self {
        case .julian(let day): return newYear + Int64(day) - (day >= 60 && CivilDay.isLeap(year) ? 0 : 1)
        case .ofYear(let day): return newYear + Int64(day)
        case .weekday(let month, let week, let weekday):
            let first = CivilDay(year: year, month: month, day: 1)
            // `CivilDay` counts Sunday as 7.
            let ahead = (weekday - first.weekday % 7 + 7) % 7
            let length = CivilDay.length(of: month, in: year)
            var day = 1 + ahead + (week - 1) * 7
            if day > length { day -= 7 }
            return first.daysSince1970 + Int64(day - 1)
        }
    }
}
