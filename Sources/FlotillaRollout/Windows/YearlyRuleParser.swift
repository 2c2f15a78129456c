extension YearlyRule {
    /// `nil` unless the text is a rule that RFC 9636 allows, as a whole.
    init?(parsing text: some Collection<UInt8>) {
        var parser = YearlyRuleParser(rest: Array(text)[...])
        guard let rule = parser.rule(), parser.rest.isEmpty else { return nil }
        self = rule
    }
}

/// Reads from left to right; what it has read is gone from ``rest``.
private struct YearlyRuleParser {
    var rest: ArraySlice<UInt8>

    mutating func rule() -> YearlyRule? {
        // Offsets are written as what has to be added to the zone's time, so west is positive.
        guard skipName(), let standard = time(hours: 24) else { return nil }
        if rest.isEmpty { return YearlyRule(standard: -standard) }
        guard skipName() else { return nil }
        var summer = -standard + 3600
        if rest.first != UInt8(ascii: ",") {
            guard let written = time(hours: 24) else { return nil }
            summer = -written
        }
        guard take(","), let begins = turn(), take(","), let ends = turn() else { return nil }
        return YearlyRule(
            standard: -standard, summer: YearlyRule.Summer(offset: summer, begins: begins, ends: ends))
    }

    /// Three letters or more, or anything in angle brackets.
    private mutating func skipName() -> Bool {
        if take("<") {
            guard let end = rest.firstIndex(of: UInt8(ascii: ">")) else { return false }
            rest = rest[(end + 1)...]
            return true
        }
        let letters = rest.prefix { ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }
        rest = rest[letters.endIndex...]
        return letters.count >= 3
    }

    /// `-3`, `+05:30`, `10:34:52`, in seconds.
    private mutating func time(hours limit: Int) -> Int? {
        let isNegative = take("-")
        if !isNegative { _ = take("+") }
        guard let hours = number(in: 0...limit) else { return nil }
        var seconds = hours * 3600
        if take(":") {
            guard let minutes = number(in: 0...59) else { return nil }
            seconds += minutes * 60
            if take(":") {
                guard let rest = number(in: 0...59) else { return nil }
                seconds += rest
            }
        }
        return isNegative ? -seconds : seconds
    }

    /// `M3.5.0/3`, `J60`, `0/0`; without a time it is two o'clock.
    private mutating func turn() -> YearlyRule.Turn? {
        guard let day = day() else { return nil }
        guard take("/") else { return YearlyRule.Turn(day: day, time: 2 * 3600) }
        return time(hours: 167).map { YearlyRule.Turn(day: day, time: $0) }
    }

    private mutating func day() -> YearlyRule.Turn.Day? {
        if take("J") { return number(in: 1...365).map { .julian($0) } }
        guard take("M") else { return number(in: 0...365).map { .ofYear($0) } }
        guard let month = number(in: 1...12), take("."), let week = number(in: 1...5), take("."),
            let weekday = number(in: 0...6)
        else { return nil }
        return .weekday(month: month, week: week, weekday: weekday)
    }

    private mutating func number(in range: ClosedRange<Int>) -> Int? {
        let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
        guard (1...3).contains(digits.count) else { return nil }
        rest = rest[digits.endIndex...]
        let number = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
        return range.contains(number) ? number : nil
    }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest.removeFirst()
        return true
    }
}
