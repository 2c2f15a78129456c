/// Durations as people write them: `500ms`, `2s`, `10m`, `1h`; the unit is part of it.
public enum DurationText {
    public static let expected = "a duration such as 500ms, 2s, 10m or 1h"

    /// `nil` when the text is none, or longer than a year.
    public static func parse(_ text: String) -> Duration? {
        let digits = text.utf8.prefix(while: isDigit)
        guard !digits.isEmpty, let count = Int(String(digits) ?? ""), count <= 31_536_000_000 else { return nil }
        let duration: Duration? =
            switch text.dropFirst(digits.count) {
            case "ms": .milliseconds(count)
            case "s": .seconds(count)
            case "m": .seconds(count * 60)
            case "h": .seconds(count * 3600)
            default: nil
            }
        return duration.flatMap { $0 <= .seconds(31_536_000) ? $0 : nil }
    }

    /// The shortest such text.
    public static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let milliseconds = attoseconds / 1_000_000_000_000_000
        if milliseconds != 0 { return "\(seconds * 1000 + milliseconds)ms" }
        if seconds != 0, seconds % 3600 == 0 { return "\(seconds / 3600)h" }
        return seconds != 0 && seconds % 60 == 0 ? "\(seconds / 60)m" : "\(seconds)s"
    }
}

extension Fields {
    func duration(_ key: String) throws(InventoryError) -> Duration? {
        guard let written = try text(key) else { return nil }
        guard let duration = DurationText.parse(written.text) else {
            throw InventoryError(
                .badValue(key: key, text: written.text, expected: DurationText.expected),
                at: written.spot.place(in: file))
        }
        return duration
    }
}
