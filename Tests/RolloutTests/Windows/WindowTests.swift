import Testing

@testable import FlotillaRollout

@Suite("A window")
struct WindowTests {
    private let berlin: ZoneRules

    init() throws { berlin = try Zones.rules("Europe/Berlin") }

    private func window(_ opens: Int, _ closes: Int, days: Set<Int> = []) -> WindowRule {
        WindowRule(days: days, opens: opens, closes: closes, zone: "Europe/Berlin")
    }

    private func isOpen(_ window: WindowRule, _ time: String, _ zone: ZoneRules? = nil) throws -> Bool {
        window.isOpen(at: try moment(time), zone: zone ?? berlin)
    }

    @Test("is open from its first minute to the one before its last, by the zone's clock")
    func edges() throws {
        let night = window(60, 5 * 60)
        let times = ["2026-01-09 23:59:59", "2026-01-10 00:00:00", "2026-01-10 03:59:59", "2026-01-10 04:00:00"]
        #expect(try times.map { try isOpen(night, $0) } == [false, true, true, false])
    }

    @Test("that ends at midnight is open until the day is over, and one of 24 hours always")
    func wholeDays() throws {
        let evening = window(22 * 60, 24 * 60)
        #expect(try isOpen(evening, "2026-01-10 22:59:59") && !isOpen(evening, "2026-01-10 23:00"))
        #expect(try isOpen(window(0, 24 * 60), "2026-01-10 23:00") && isOpen(window(300, 300), "2026-01-10 03:59"))
    }

    /// 2026-01-09 is a Friday.
    @Test("past midnight belongs to the day on which it opens")
    func pastMidnight() throws {
        let friday = window(22 * 60, 4 * 60, days: [5])
        let times = [
            "2026-01-09 02:30", "2026-01-09 20:59", "2026-01-09 21:00", "2026-01-10 02:59", "2026-01-10 03:00",
            "2026-01-10 21:30",
        ]
        #expect(try times.map { try isOpen(friday, $0) } == [false, false, true, true, false, false])
    }

    /// The clocks jumped from 02:00 to 03:00 at 01:00 UTC.
    @Test("does not open in the night that leaves its time out")
    func springForward() throws {
        let window = window(2 * 60 + 15, 2 * 60 + 45)
        let start = try moment("2026-03-28 22:00")
        let minutes = (0..<600).map { start + .seconds($0 * 60) }
        #expect(!minutes.contains { window.isOpen(at: $0, zone: berlin) })
        #expect(window.nextChange(after: start, zone: berlin) == (try moment("2026-03-30 00:15")))
    }

    @Test("that would close in an hour that is left out closes when the clocks jump")
    func closesInTheGap() throws {
        let window = window(60, 2 * 60 + 30)
        #expect(try window.nextChange(after: moment("2026-03-29 00:30"), zone: berlin) == moment("2026-03-29 01:00"))
    }

    /// The clocks went back from 03:00 to 02:00 at 01:00 UTC.
    @Test("opens twice in the night that has its time twice")
    func fallBack() throws {
        let window = window(2 * 60 + 15, 2 * 60 + 45)
        var time = try moment("2026-10-24 22:00")
        var changes: [LedgerTime] = []
        for _ in 0..<4 {
            guard let next = window.nextChange(after: time, zone: berlin) else { break }
            changes.append(next)
            time = next
        }
        #expect(
            try changes
                == ["2026-10-25 00:15", "2026-10-25 00:45", "2026-10-25 01:15", "2026-10-25 01:45"].map {
                    try moment($0)
                })
    }

    @Test("says when it opens again, days ahead if it must")
    func opensAgain() throws {
        let weekend = window(60, 120, days: [6, 7])
        #expect(try weekend.nextChange(after: moment("2026-01-11 00:30"), zone: berlin) == moment("2026-01-11 01:00"))
        #expect(try weekend.nextChange(after: moment("2026-01-11 01:00"), zone: berlin) == moment("2026-01-17 00:00"))
        #expect(try window(0, 24 * 60).nextChange(after: moment("2026-01-11 01:00"), zone: berlin) == nil)
    }

    /// Samoa went over the date line: there was no 30 December 2011, a Friday.
    @Test("on a day that a zone leaves out opens a week later")
    func missingDay() throws {
        let apia = try Zones.rules("Pacific/Apia")
        let friday = WindowRule(days: [5], opens: 60, closes: 120, zone: "Pacific/Apia")
        let next = friday.nextChange(after: try moment("2011-12-27 00:00"), zone: apia)
        #expect(next == (try moment("2012-01-05 11:00")))
    }

    @Test("names as its next change the first minute whose answer is another", arguments: Zones.names)
    func changesAreExact(name: String) throws {
        let zone = try Zones.rules(name)
        var random = Seeded(state: 11)
        for _ in 0..<25 {
            let days = Set((1...7).filter { _ in Bool.random(using: &random) })
            let rule = WindowRule(
                days: days, opens: Int.random(in: 0..<1440, using: &random),
                closes: Int.random(in: 0...1440, using: &random), zone: name)
            // Whole minutes: every offset since 1973 is one.
            let start = LedgerTime(wholeSeconds: Int64.random(in: 1_700_000..<60_000_000, using: &random) * 60)
            let isOpen = rule.isOpen(at: start, zone: zone)
            let minutes = (1...22 * 1440).lazy.map { start + .seconds($0 * 60) }
            #expect(
                rule.nextChange(after: start, zone: zone)
                    == minutes.first { rule.isOpen(at: $0, zone: zone) != isOpen },
                "\(rule) at \(start)")
        }
    }
}
