import FlotillaDriver
import FlotillaKit
import FlotillaLedger
import FlotillaRollout

/// What a rollout waits for though nobody holds it, a sentence for each.
enum WaitWords {
    static func lines(_ waits: RolloutWaits, at now: LedgerTime) -> [String] {
        let windows = waits.windows.map { window in
            let opens = window.opensAt.map { "it opens in \(Wording.roughly($0 - now)), at \(moment($0))" }
            return
                "\(counted(window.targets)) for a window, \(WindowWords.of(window.rule)); "
                + (opens ?? "it does not open in the next weeks")
        }
        let delayed = waits.firstDue.map { due in
            "\(counted(waits.delayed)) for the next attempt"
                + (due > now ? ", the first to come in \(Wording.roughly(due - now))" : "")
        }
        let next = waits.nextStart.map {
            "the policy pauses between targets: the next may begin in \(Wording.roughly($0 - now))"
        }
        let unreached =
            waits.unreached > 0
            ? "\(counted(waits.unreached)) for a worker: none that is alive reaches "
                + (waits.unreached == 1 ? "it" : "them") : nil
        let refusals = waits.refusals.map { "worker \($0.worker.number) does not work on it: \($0.reason)" }
        let deserted = waits.isDeserted ? "nobody is at work on it: \(reason(waits))" : nil
        return windows + [delayed, next, unreached].compactMap { $0 } + refusals + [deserted].compactMap { $0 }
    }

    private static func reason(_ waits: RolloutWaits) -> String {
        waits.refusals.isEmpty ? "no worker is alive" : "no other worker is alive"
    }

    /// `1 target waits`, `3 targets wait`
    private static func counted(_ targets: Int) -> String {
        "\(Wording.count(targets, "target")) \(targets == 1 ? "waits" : "wait")"
    }

    private static func moment(_ time: LedgerTime) -> String {
        Wording.moment(secondsSinceEpoch: Int(time.microseconds / 1_000_000))
    }
}

extension RolloutWaits {
    var json: JSON {
        let moment = { (time: LedgerTime?) in
            time.map { JSON.string(Wording.timestamp(secondsSinceEpoch: Int($0.microseconds / 1_000_000))) } ?? .null
        }
        func wait(_ what: String, _ targets: Int, _ until: LedgerTime?, _ rest: [JSON.Member] = []) -> JSON {
            .object(
                [
                    JSON.Member("for", .string(what)), JSON.Member("targets", .integer(targets)),
                    JSON.Member("until", moment(until)),
                ] + rest)
        }
        var all = windows.map { window in
            wait(
                "window", window.targets, window.opensAt,
                [JSON.Member("window", .string(WindowWords.of(window.rule)))])
        }
        if delayed > 0 { all.append(wait("next attempt", delayed, firstDue)) }
        if let nextStart { all.append(wait("pause between targets", 1, nextStart)) }
        if needWorker { all.append(wait("worker", unreached, nil)) }
        all += refusals.map {
            .object([
                JSON.Member("for", .string("other files")), JSON.Member("worker", .integer(Int($0.worker.number))),
                JSON.Member("reason", .string($0.reason)),
            ])
        }
        return .array(all)
    }

    /// Which sentences there are, whatever their numbers: when it is another one, there is something to tell.
    var kinds: [String] {
        windows.map { WindowWords.of($0.rule) } + (delayed > 0 ? ["next attempt"] : [])
            + (unreached > 0 ? ["worker"] : []) + (isDeserted ? ["any worker"] : [])
            + refusals.map { "\($0.worker.number): \($0.reason)" }
    }
}
