import ArgumentParser
import FlotillaKit
import FlotillaRollout
import Glibc

/// A moment on the command line: `2026-11-25T14:00:00Z`, `2026-11-25 14:00`, `2h ago`, `yesterday`. Without a zone it is
/// UTC, as everything that this program prints.
func momentArgument(_ text: String) throws -> PointInTime {
    guard let moment = MomentText.parse(text) else { throw ValidationError("it must be \(MomentText.expected).") }
    return moment
}

enum MomentText {
    static let expected = "a moment such as 2026-11-25T14:00:00Z, '2026-11-25 14:00' (UTC), '2h ago' or yesterday"

    private static let units: [Substring: Int64] = [
        "s": 1, "second": 1, "seconds": 1, "m": 60, "min": 60, "minute": 60, "minutes": 60, "h": 3600, "hour": 3600,
        "hours": 3600, "d": 86_400, "day": 86_400, "days": 86_400, "w": 604_800, "week": 604_800, "weeks": 604_800,
    ]

    static func parse(_ text: String) -> PointInTime? {
        if text == "yesterday" { return .ago(.seconds(86_400)) }
        if text.hasSuffix(" ago") { return distance(text.dropLast(4)).map { .ago($0) } }
        return time(text[...]).map { .at($0) }
    }

    /// `2h`, `3 days`.
    private static func distance(_ text: Substring) -> Duration? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        let unit = text.dropFirst(digits.count).drop { $0 == " " }
        // A century will do.
        guard let count = Int64(digits), let size = units[unit], count <= 3_155_760_000 / size else { return nil }
        return .seconds(count * size)
    }

    /// RFC 3339, where the time, its seconds and the zone may be left out.
    private static func time(_ text: Substring) -> LedgerTime? {
        let border = text.firstIndex { $0 == "T" || $0 == "t" || $0 == " " }
        let date = text[..<(border ?? text.endIndex)].split(separator: "-", omittingEmptySubsequences: false)
        guard date.map(\.count) == [4, 2, 2] else { return nil }
        var clock: Clock? = Clock()
        if let border { clock = Clock(text[text.index(after: border)...]) }
        guard let clock, let year = number(date[0]), let month = number(date[1]), let day = number(date[2]),
            let seconds = seconds(year, month, day, clock)
        else { return nil }
        return LedgerTime(microseconds: seconds * 1_000_000 + clock.microseconds)
    }

    /// `nil` for days and hours that there are not.
    private static func seconds(_ year: Int, _ month: Int, _ day: Int, _ clock: Clock) -> Int64? {
        guard clock.hour < 24, clock.minute < 60, clock.second < 61 else { return nil }
        var parts = tm()
        (parts.tm_year, parts.tm_mon, parts.tm_mday) = (Int32(year - 1900), Int32(month - 1), Int32(day))
        let midnight = timegm(&parts)
        // A day that does not exist has become another one.
        guard parts.tm_mon == Int32(month - 1), parts.tm_mday == Int32(day) else { return nil }
        return Int64(midnight) + Int64(clock.hour * 3600 + clock.minute * 60 + clock.second - clock.offset)
    }

    fileprivate static func number(_ text: Substring) -> Int? {
        text.allSatisfy { $0.isASCII && $0.isNumber } ? Int(text) : nil
    }
}

/// `14:00`, `14:00:05.25`, with `Z` or `+02:00` behind it.
private struct Clock {
    var hour = 0
    var minute = 0
    var second = 0
    var microseconds: Int64 = 0
    /// Seconds east of Greenwich.
    var offset = 0

    init() {}

    init?(_ text: Substring) {
        let zone = text.firstIndex { "Zz+-".contains($0) } ?? text.endIndex
        guard let offset = Self.offset(text[zone...]) else { return nil }
        self.offset = offset
        let halves = text[..<zone].split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        let parts = halves[0].split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.count == 2 ? MomentText.number($0) : nil }
        guard numbers.count == parts.count, (2...3).contains(parts.count) else { return nil }
        (hour, minute, second) = (numbers[0], numbers[1], numbers.count > 2 ? numbers[2] : 0)
        guard halves.count > 1 else { return }
        let digits = String(halves[1].prefix(6))
        guard parts.count == 3, !digits.isEmpty, MomentText.number(halves[1]) != nil,
            let fraction = Int64(digits + String(repeating: "0", count: 6 - digits.count))
        else { return nil }
        microseconds = fraction
    }

    private static func offset(_ text: Substring) -> Int? {
        guard let sign = text.first else { return 0 }
        if sign == "Z" || sign == "z" { return text.count == 1 ? 0 : nil }
        let parts = text.dropFirst().split(separator: ":", omittingEmptySubsequences: false)
        guard parts.map(\.count) == [2, 2], let hours = MomentText.number(parts[0]),
            let minutes = MomentText.number(parts[1]), hours < 24, minutes < 60
        else { return nil }
        return (sign == "-" ? -1 : 1) * (hours * 3600 + minutes * 60)
    }
}
