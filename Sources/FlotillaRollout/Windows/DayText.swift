/// Days as people write them in files: `2026-12-24`. Texts of this form are in the order of their days.
public enum DayText {
    public static let expected = "a day such as 2026-12-24"

    /// Whether the calendar has such a day.
    public static func isDay(_ text: String) -> Bool {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.map(\.utf8.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }),
            let year = Int64(parts[0]), let month = Int(parts[1]), let day = Int(parts[2]), (1...12).contains(month)
        else { return false }
        return (1...CivilDay.length(of: month, in: year)).contains(day)
    }

    /// The day of a moment, by the clocks of UTC.
    public static func text(of time: LedgerTime) -> String {
        let day = CivilDay(daysSince1970: time.microseconds.floorDivided(by: 86_400_000_000))
        return "\(day.year)-" + twoDigits(day.month) + "-" + twoDigits(day.day)
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}
