import FlotillaRollout
import FlotillaRuntime

/// One picture of a run that is under way, as lines for a terminal. Pure.
enum LiveFrame {
    private static let smallestBar = 8
    private static let largestBar = 30
    private static let worthTelling = Duration.seconds(2)

    static func lines(_ progress: RunProgress, title: String, on terminal: Terminal) -> [String] {
        let width = terminal.width ?? Terminal.defaultWidth
        let ornaments = Ornaments(terminal)
        let head = headline(progress, title: title, width: width, ornaments: ornaments)
        var lines = [head, counts(progress, ornaments)]
        if let slowest = slowest(progress, ornaments) { lines.append(slowest) }
        return lines.map { DisplayText.fitted($0, to: width - 1, ellipsis: ornaments.ellipsis) }
    }

    /// `upgrade to head  ━━━━────  1,204 of 3,000  212/s  9 s left`
    private static func headline(_ progress: RunProgress, title: String, width: Int, ornaments: Ornaments) -> String {
        var numbers = "\(Wording.count(progress.finished)) of \(Wording.count(progress.total))"
        if progress.rate > 0 { numbers += "  \(rate(progress.rate))" }
        if let remaining = progress.remaining, !progress.isStopping {
            numbers += "  \(Wording.roughly(remaining)) left"
        }
        if progress.isStopping { numbers += "  stopping" }
        let room = width - 1 - DisplayText.width(title) - DisplayText.width(numbers) - 4
        guard room >= smallestBar else { return title + "  " + numbers }
        return [title, bar(progress, length: min(room, largestBar), ornaments), numbers].joined(separator: "  ")
    }

    private static func bar(_ progress: RunProgress, length: Int, _ ornaments: Ornaments) -> String {
        let done = progress.total == 0 ? 0 : length * min(progress.finished, progress.total) / progress.total
        return String(repeating: ornaments.barDone, count: done)
            + String(repeating: ornaments.barLeft, count: length - done)
    }

    private static func counts(_ progress: RunProgress, _ ornaments: Ornaments) -> String {
        func told(_ outcomes: [Outcome]) -> [String] {
            outcomes.compactMap { outcome in
                guard let count = progress.outcomes[outcome], count > 0 else { return nil }
                return "\(ornaments.glyph(outcome)) \(Wording.count(count)) \(outcome.rawValue)"
            }
        }
        let running = ["\(Wording.count(progress.running)) running"]
        let waiting =
            progress.waitingForRetry > 0 ? ["\(Wording.count(progress.waitingForRetry)) waiting to try again"] : []
        // What needs eyes comes first, because a narrow terminal cuts the end.
        let bad = told(Outcome.allCases.filter { !$0.isDone })
        let good = told(Outcome.allCases.filter(\.isDone))
        return (running + bad + waiting + good).joined(separator: " \(ornaments.dot) ")
    }

    private static func slowest(_ progress: RunProgress, _ ornaments: Ornaments) -> String? {
        // Nobody wants to know which of many quick targets is the slowest.
        let slowest = progress.slowest.filter { $0.elapsed >= worthTelling }
        let names = slowest.map { "\(DisplayText.escaped($0.target.text)) \(Wording.roughly($0.elapsed))" }
        return names.isEmpty ? nil : "longest: " + names.joined(separator: " \(ornaments.dot) ")
    }

    static func rate(_ rate: Double) -> String {
        rate < 10 ? "\((rate * 10).rounded() / 10)/s" : Wording.count(Int(min(rate, 1e9).rounded())) + "/s"
    }
}
