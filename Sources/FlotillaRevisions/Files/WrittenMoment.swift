/// When a revision is written, by the clocks of whoever writes it.
public struct WrittenMoment: Sendable, Hashable {
    /// Since 1970-01-01 00:00 UTC.
    public let secondsSince1970: Int64
    public let year: Int
    public let month: Int
    public let day: Int
    public let hour: Int
    public let minute: Int
    public let second: Int
    /// How far these clocks are ahead of UTC.
    public let offsetMinutes: Int

    /// - Parameters:
    ///   - year, month, day, hour, minute, second: as the clocks show them.
    public init(
        secondsSince1970: Int64, year: Int, month: Int, day: Int, hour: Int, minute: Int, second: Int,
        offsetMinutes: Int
    ) {
        self.secondsSince1970 = secondsSince1970
        self.year = year
        self.month = month
        self.day = day
        self.hour = hour
        self.minute = minute
        self.second = second
        self.offsetMinutes = offsetMinutes
    }

    /// As a header has it: `2026-11-22 08:23:11+00:00`.
    public var createDate: String {
        let date = [String(year), Self.padded(month, 2), Self.padded(day, 2)].joined(separator: "-")
        let clock = [hour, minute, second].map { Self.padded($0, 2) }.joined(separator: ":")
        let distance = abs(offsetMinutes)
        let offset = Self.padded(distance / 60, 2) + ":" + Self.padded(distance % 60, 2)
        return "\(date) \(clock)\(offsetMinutes < 0 ? "-" : "+")\(offset)"
    }

    static func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
