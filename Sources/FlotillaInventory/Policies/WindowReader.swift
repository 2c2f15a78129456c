import FlotillaRollout

/// The windows of a policy: `{select: region=eu, days: [mon, wed-fri], between: "01:00-05:00", zone: Europe/Berlin}`.
struct WindowReader {
    static let shape = [
        FileKey("select", .text(.free), "A selector: for which targets; without it, for all."),
        FileKey("days", .words(.free), "Days of the week, such as mon-thu."),
        FileKey(
            "between", .text(.pattern(" *[0-9]{1,2}:[0-9]{2} *- *[0-9]{1,2}:[0-9]{2} *")),
            "Two times of day, such as 01:00-05:00.", isRequired: true),
        FileKey("zone", .text(.free), "A time zone, such as Europe/Berlin.", isRequired: true),
    ]

    let file: String

    func windows(_ values: [Value]) throws(InventoryError) -> [WindowRule] {
        var windows: [WindowRule] = []
        for value in values { windows.append(try window(try Fields(value, file: file, key: "windows"))) }
        return windows
    }

    private func window(_ fields: Fields) throws(InventoryError) -> WindowRule {
        try fields.check(allowed: Self.shape.names)
        let between = try fields.required("between")
        guard let (opens, closes) = WindowText.between(between.text) else {
            throw try fields.fault("between", expected: WindowText.expectedBetween)
        }
        let zone = try fields.required("zone")
        do { _ = try ZoneDatabase.rules(of: zone.text) } catch {
            throw InventoryError(.policy(error), at: zone.spot.place(in: file))
        }
        return WindowRule(
            select: try fields.selector("select"), days: try days(fields), opens: opens, closes: closes,
            zone: zone.text)
    }

    private func days(_ fields: Fields) throws(InventoryError) -> Set<Int> {
        guard fields["days"] != nil else { return [] }
        let words = try fields.words("days")
        var days: Set<Int> = []
        for word in words {
            guard let some = WindowText.days(word.text) else {
                throw InventoryError(
                    .badValue(key: "days", text: word.text, expected: WindowText.expectedDays),
                    at: word.spot.place(in: file))
            }
            days.formUnion(some)
        }
        // An empty list would stand for every day, which is the opposite of what it says.
        guard !days.isEmpty else {
            throw InventoryError(
                .badValue(key: "days", text: "[]", expected: WindowText.expectedDays),
                at: fields.spot(of: "days").place(in: file))
        }
        return days
    }
}

/// Days and times of day as people write them.
enum WindowText {
    static let expectedBetween = "two times of day, such as 01:00-05:00 or 22:30-04:00"
    static let expectedDays = "days of the week, such as mon, sat-sun or tue-thu"
    /// Monday is 1.
    static let dayNames = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    static let minutesOfDay = 24 * 60

    /// Minutes since midnight. The end of a day is 24:00, and no window opens there.
    static func between(_ text: String) -> (opens: Int, closes: Int)? {
        let times = text.split(separator: "-", omittingEmptySubsequences: false).map(minutes)
        guard times.count == 2, let opens = times[0], let closes = times[1], opens < minutesOfDay else { return nil }
        return (opens, closes)
    }

    private static func minutes(_ text: Substring) -> Int? {
        let parts = String(text.trimmingBlanks).split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 2, parts[1].utf8.count == 2,
            let hour = PolicyNumber.parse(String(parts[0]), in: 0...24),
            let minute = PolicyNumber.parse(String(parts[1]), in: 0...59), hour * 60 + minute <= minutesOfDay
        else { return nil }
        return hour * 60 + minute
    }

    /// One day or a run of them, which may go on over the end of the week. Three letters are enough.
    static func days(_ text: String) -> Set<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map(day)
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1] else { return nil }
        let length = (last - first + 7) % 7
        return Set((0...length).map { (first - 1 + $0) % 7 + 1 })
    }

    private static func day(_ text: Substring) -> Int? {
        let name = text.trimmingBlanks.lowercased()
        guard name.count >= 3, let index = dayNames.firstIndex(where: { $0.hasPrefix(name) }) else { return nil }
        return index + 1
    }

    static func text(opens: Int, closes: Int) -> String { time(opens) + "-" + time(closes) }

    private static func time(_ minutes: Int) -> String {
        let (hour, minute) = minutes.quotientAndRemainder(dividingBy: 60)
        return (hour < 10 ? "0" : "") + "\(hour)" + (minute < 10 ? ":0" : ":") + "\(minute)"
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var rest = self
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
