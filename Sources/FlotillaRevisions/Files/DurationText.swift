/// Durations as people type them: a whole number and a unit, `2s`, `100ms`.
enum DurationText {
    /// Largest first, so that a duration is written with the largest unit that divides it.
    private static let units: [(name: String, nanoseconds: Int64)] = [
        ("h", 3_600_000_000_000), ("m", 60_000_000_000), ("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1_000),
        ("ns", 1),
    ]

    /// Nil for anything else, and for more than 292 years.
    static func duration(_ text: String) -> Duration? {
        let number = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(number.count)
        guard let count = digits(number), let size = units.first(where: { $0.name == unit }) else { return nil }
        let (nanoseconds, overflow) = count.multipliedReportingOverflow(by: size.nanoseconds)
        return overflow ? nil : .nanoseconds(nanoseconds)
    }

    /// A number without a sign.
    static func digits(_ text: Substring) -> Int64? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int64(text) : nil
    }

    /// What is finer than a nanosecond, negative, or longer than 292 years cannot be written.
    static func text(_ duration: Duration) -> String? {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (nanoseconds, overflowAgain) = whole.addingReportingOverflow(attoseconds / 1_000_000_000)
        guard !overflow, !overflowAgain, nanoseconds >= 0, attoseconds % 1_000_000_000 == 0 else { return nil }
        if nanoseconds == 0 { return "0s" }
        return units.first { nanoseconds % $0.nanoseconds == 0 }.map { "\(nanoseconds / $0.nanoseconds)\($0.name)" }
    }
}
