import Glibc

/// How numbers, times and lists read in sentences and tables.
enum Wording {
    /// `3000` as `3,000`.
    static func count(_ number: Int) -> String {
        let digits = String(number.magnitude)
        var result = number < 0 ? "-" : ""
        for (index, digit) in digits.enumerated() {
            if index > 0 && (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return result
    }

    /// `1 target`, `3,000 targets`.
    static func count(_ number: Int, _ noun: String) -> String {
        count(number) + " " + noun + (number == 1 ? "" : "s")
    }

    /// Two significant units at most: `0.12 s`, `41 s`, `3 min 4 s`, `2 h 5 min`, `3 d 4 h`.
    static func duration(_ duration: Duration) -> String {
        let seconds = duration.inSeconds
        if seconds < 10 {
            let hundredths = Int((seconds * 100).rounded())
            if hundredths < 1000 {
                return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100) s"
            }
        }
        let whole = Int(min(seconds, 1e15).rounded())
        switch whole {
        case ..<60: return "\(whole) s"
        case ..<3600: return "\(whole / 60) min \(whole % 60) s"
        case ..<86400: return "\(whole / 3600) h \(whole % 3600 / 60) min"
        default: return "\(whole / 86400) d \(whole % 86400 / 3600) h"
        }
    }

    /// Whole seconds, at least one: for times that change while they are looked at.
    static func roughly(_ duration: Duration) -> String {
        let whole = max(1, min(duration.inSeconds, 1e15).rounded())
        return whole < 60 ? "\(Int(whole)) s" : self.duration(.seconds(whole))
    }

    /// `a`, `a and b`, `a, b and c`.
    static func list(_ words: [String], joining word: String = "and") -> String {
        guard let last = words.last, words.count > 1 else { return words.first ?? "" }
        return words.dropLast().joined(separator: ", ") + " \(word) " + last
    }

    /// `a, b, c`, the first ten, ` and 4 more`.
    static func sample(_ words: [String]) -> String {
        words.prefix(10).joined(separator: ", ") + (words.count > 10 ? " and \(count(words.count - 10)) more" : "")
    }

    /// `2026-11-22`
    static func day(secondsSinceEpoch seconds: Int) -> String { calendar(seconds).date }

    /// `2026-11-22 08:23:11Z`
    static func moment(secondsSinceEpoch seconds: Int) -> String {
        let (date, clock) = calendar(seconds)
        return "\(date) \(clock)Z"
    }

    /// `2026-11-22T08:23:11Z`, as programs read it (RFC 3339).
    static func timestamp(secondsSinceEpoch seconds: Int) -> String {
        let (date, clock) = calendar(seconds)
        return "\(date)T\(clock)Z"
    }

    /// `2026-11-22T08:23:11.000250Z`
    static func timestamp(microsecondsSinceEpoch microseconds: Int64) -> String {
        let fraction = (microseconds % 1_000_000 + 1_000_000) % 1_000_000
        let (date, clock) = calendar(Int((microseconds - fraction) / 1_000_000))
        let digits = String(fraction)
        return "\(date)T\(clock).\(String(repeating: "0", count: 6 - digits.count))\(digits)Z"
    }

    private static func calendar(_ seconds: Int) -> (date: String, clock: String) {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let date = [Int(parts.tm_year) + 1900, Int(parts.tm_mon) + 1, Int(parts.tm_mday)].map(twoDigits)
        let clock = [parts.tm_hour, parts.tm_min, parts.tm_sec].map { twoDigits(Int($0)) }
        return (date.joined(separator: "-"), clock.joined(separator: ":"))
    }

    private static func twoDigits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

extension Duration {
    var inSeconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }

    /// To the millisecond, as JSON and CSV show it.
    var inSecondsRounded: Double { (inSeconds * 1000).rounded() / 1000 }
}
