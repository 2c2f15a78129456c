import FlotillaDriver
import FlotillaRollout

/// Counts what a run has done so far. Its size depends on the number of threads and of distinct failures, not of targets.
final class Scoreboard: Sendable {
    /// Failures that differ in no more than the target are one group. More groups than this go into the last one of their
    /// cause, so that a thousand different messages do not become a thousand lines.
    private static let groupLimit = 100

    private struct Running {
        var target: TargetID
        var since: ContinuousClock.Instant
    }

    private struct GroupKey: Hashable {
        var cause: FailureCause
        var code: String
        var place: StatementPlace?
        var message: String
        var outcome: Outcome
    }

    private struct Counts {
        var outcomes: [Outcome: Int] = [:]
        var steps = 0
        var running: [Int: Running] = [:]
        var groups: [GroupKey: FailureGroup] = [:]
        /// Targets finished in each of the last ten seconds, by second since the start.
        var recent: [(second: Int, count: Int)] = []
        var isStopping = false
        var last: TargetResult?
    }

    private let total: Int
    private let start = ContinuousClock.now
    private let counts = Monitor(Counts())

    init(total: Int) { self.total = total }

    func began(_ target: TargetID, slot: Int) {
        counts.access { $0.running[slot] = Running(target: target, since: .now) }
    }

    func paused(slot: Int) {
        counts.access { $0.running[slot] = nil }
    }

    func stopping() { counts.access { $0.isStopping = true } }

    func ended(_ result: TargetResult, slot: Int?) {
        let second = Int((ContinuousClock.now - start).components.seconds)
        counts.access { counts in
            if let slot { counts.running[slot] = nil }
            counts.outcomes[result.outcome, default: 0] += 1
            counts.steps += result.appliedSteps
            counts.last = result
            if counts.recent.last?.second == second {
                counts.recent[counts.recent.count - 1].count += 1
            } else {
                counts.recent.append((second, 1))
                if counts.recent.count > 11 { counts.recent.removeFirst() }
            }
            if let failure = result.failure { Self.add(failure, of: result, to: &counts.groups) }
        }
    }

    private static func add(
        _ failure: TargetFailure, of result: TargetResult, to groups: inout [GroupKey: FailureGroup]
    ) {
        var key = GroupKey(
            cause: failure.cause, code: failure.code, place: failure.place,
            message: withoutNames(failure.message, of: result.target), outcome: result.outcome)
        if groups[key] == nil, groups.count >= groupLimit { key.message = "" }
        var group =
            groups[key]
            ?? FailureGroup(
                cause: failure.cause, code: failure.code, message: failure.message, place: failure.place,
                state: failure.state, outcome: result.outcome, count: 0, examples: [])
        group.count += 1
        if group.examples.count < FailureGroup.exampleLimit { group.examples.append(result.target) }
        groups[key] = group
    }

    /// Two servers' words for one fault differ in the target's name and in numbers such as process ids and ports.
    private static func withoutNames(_ message: String, of target: TargetID) -> String {
        var digits = false
        var text = ""
        for character in message {
            let isDigit = character.isNumber
            if isDigit { if !digits { text.append("#") } } else { text.append(character) }
            digits = isDigit
        }
        return text
    }
}

extension Scoreboard {
    func progress(waitingForRetry: Int) -> RunProgress {
        let now = ContinuousClock.now
        let elapsed = now - start
        return counts.access { counts in
            let finished = counts.outcomes.values.reduce(0, +)
            let rate = Self.rate(counts.recent, elapsed: elapsed)
            let slow = counts.running.values.sorted { $0.since < $1.since }.prefix(3)
            return RunProgress(
                total: total, finished: finished, running: counts.running.count, waitingForRetry: waitingForRetry,
                outcomes: counts.outcomes, elapsed: elapsed, rate: rate,
                remaining: rate > 0 ? .seconds(Double(total - finished) / rate) : nil,
                slow: slow.map { .init(target: $0.target, elapsed: now - $0.since) }, isStopping: counts.isStopping)
        }
    }

    private static func rate(_ recent: [(second: Int, count: Int)], elapsed: Duration) -> Double {
        let window = min(elapsed.inSeconds, 10)
        guard window > 0.2 else { return 0 }
        let first = Int(elapsed.inSeconds - window)
        return Double(recent.filter { $0.second >= first }.map(\.count).reduce(0, +)) / window
    }

    func report(of operation: Operation, run: Int?, isInterrupted: Bool) -> RunReport {
        let duration = ContinuousClock.now - start
        return counts.access { counts in
            var report = RunReport(operation: operation, total: total)
            report.run = run
            report.outcomes = counts.outcomes
            report.steps = counts.steps
            report.failures = counts.groups.values.sorted { ($1.count, $0.message) < ($0.count, $1.message) }
            report.duration = duration
            report.wasInterrupted = isInterrupted
            if total == 1 { report.single = counts.last }
            return report
        }
    }
}
