import FlotillaDriver
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

/// How far a whole rollout is, whoever works on it: counts from the ledger, where a worker's own counts show its part only.
final class RolloutMeter: Sendable {
    private struct State: Sendable {
        var record: RolloutRecord?
        /// When so many had ended, over the last ten seconds.
        var samples: [(at: ContinuousClock.Instant, finished: Int)] = []
    }

    private static let window = Duration.seconds(10)

    private let state = Monitor(State())

    func look(_ record: RolloutRecord) {
        state.access { state in
            state.record = record
            state.samples.append((.now, Self.finished(record)))
            state.samples.removeAll { .now - $0.at > Self.window }
        }
    }

    /// As it was seen last.
    var record: RolloutRecord? { state.access { $0.record } }

    /// - Parameter own: of this process's part; it knows which targets take long.
    func progress(own: RunProgress?) -> RunProgress? {
        state.access { state in
            guard let record = state.record else { return own }
            var progress = own ?? .nothing
            progress.total = record.rollout.tallies.reduce(0) { $0 + $1.total }
            progress.finished = Self.finished(record)
            progress.running = record.rollout.underWay
            progress.outcomes = record.rollout.tallies.reduce(into: [:]) { counts, tally in
                for (outcome, count) in tally.outcomes { counts[outcome, default: 0] += count }
            }
            progress.elapsed = record.now - record.startedAt
            progress.rate = Self.rate(state.samples)
            progress.remaining =
                progress.rate > 0 ? .seconds(Double(progress.total - progress.finished) / progress.rate) : nil
            return progress
        }
    }

    private static func finished(_ record: RolloutRecord) -> Int {
        record.rollout.tallies.reduce(0) { $0 + $1.outcomes.values.reduce(0, +) }
    }

    private static func rate(_ samples: [(at: ContinuousClock.Instant, finished: Int)]) -> Double {
        guard let first = samples.first, let last = samples.last, last.at - first.at >= .seconds(1) else { return 0 }
        return max(0, Double(last.finished - first.finished) / (last.at - first.at).inSeconds)
    }
}
