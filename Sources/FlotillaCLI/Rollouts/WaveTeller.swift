import FlotillaDriver
import FlotillaKit
import FlotillaLedger
import FlotillaRollout

/// Says on standard error when a rollout comes to be in another state, one line for each, and keeps count for the display.
final class WaveTeller: Sendable {
    let meter = RolloutMeter()
    private let console: Console
    private let last = Monitor<RolloutState?>(nil)
    private let lastWaits = Monitor<[String]>([])

    init(console: Console) { self.console = console }

    func tell(_ record: RolloutRecord) {
        meter.look(record)
        let isNews = last.access { last in
            defer { last = record.state }
            return last != record.state
        }
        guard isNews else { return }
        let words = RolloutWords(record: record)
        console.say(["rollout \(record.run): \(words.state): \(words.doing)"])
    }

    /// The ledger is away, and the work goes on when it is back.
    func tell(lost error: LedgerError) {
        var complaint = Complaint(error)
        // That nothing was done is true of the question only, not of the rollout.
        complaint.facts.removeAll { $0.label == "state" }
        console.say(complaint.lines(on: console.terminal) + ["trying again"])
    }

    /// Says what it waits for when that is something else than before.
    func tell(_ waits: RolloutWaits, of record: RolloutRecord) {
        let kinds = waits.kinds
        let isNews = lastWaits.access { last in
            defer { last = kinds }
            return last != kinds && !kinds.isEmpty
        }
        guard isNews else { return }
        console.say(WaitWords.lines(waits, at: record.now).map { "rollout \(record.run): \($0)" })
    }
}
