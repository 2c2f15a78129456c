import FlotillaRollout
import Testing

@Suite("A day as text") struct DayTextTests {
    @Test("is one of the calendar", arguments: ["2026-12-24", "2028-02-29", "0001-01-01"])
    func days(text: String) {
        #expect(DayText.isDay(text))
    }

    @Test(
        "is nothing else",
        arguments: [
            "2026-13-01", "2026-02-29", "2026-00-10", "2026-1-1", "24.12.2026", "2026-12-24T00", "", "+026-01-01",
        ])
    func others(text: String) {
        #expect(!DayText.isDay(text))
    }

    @Test("is the day of a moment in UTC")
    func moments() {
        #expect(DayText.text(of: LedgerTime(microseconds: 0)) == "1970-01-01")
        #expect(DayText.text(of: LedgerTime(microseconds: -1)) == "1969-12-31")
        #expect(DayText.text(of: LedgerTime(microseconds: 1_798_070_400_000_000)) == "2026-12-24")
    }
}
