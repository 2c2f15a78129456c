import FlotillaDriver
import FlotillaRollout

/// What many targets answered to one question, added up to one measurement: all of them have to satisfy.
struct TargetAnswers {
    struct Answer: Sendable {
        var target: TargetID
        var measurement: GateMeasurement
    }

    /// Targets that are named.
    static let sampleSize = 3

    private struct Group {
        var count = 0
        var sample: [(target: TargetID, words: String)] = []

        mutating func add(_ target: TargetID, _ words: String) {
            count += 1
            // In the order of ids, so that the same state gives the same words whoever answers first.
            sample.append((target, words))
            sample.sort { $0.target < $1.target }
            if sample.count > TargetAnswers.sampleSize { sample.removeLast() }
        }

        func words(of total: Int) -> String {
            let named = sample.map { "\($0.target): \($0.words.prefix(100))" }.joined(separator: "; ")
            let more = count > sample.count ? "; and \(count - sample.count) more" : ""
            return "\(count) of \(total) targets: \(named)\(more)"
        }
    }

    private var total = 0
    private var failed = Group()
    private var unanswered = Group()

    mutating func add(_ answer: Answer) {
        total += 1
        switch answer.measurement {
        case .pass: break
        case .fail(let words): failed.add(answer.target, words)
        case .error(let words): unanswered.add(answer.target, words)
        }
    }

    /// One failure is enough, whatever else could not be asked. A wave that changed no target has none that could fail.
    var measurement: GateMeasurement {
        if failed.count > 0 { return .fail(failed.words(of: total)) }
        return unanswered.count > 0 ? .error(unanswered.words(of: total)) : .pass
    }
}
