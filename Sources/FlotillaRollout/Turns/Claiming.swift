/// What a worker may begin now.
public struct ClaimedJob: Sendable, Hashable {
    public var number: JobNumber
    public var attempt: Int
    /// How many attempts count against the limit of retries, this one included.
    public var tries: Int
    /// Its last worker was lost, so that nobody knows what it did.
    public var wasUnsettled: Bool
    /// Only to be looked at, not to be changed.
    public var isProbe: Bool

    /// - Parameter tries: `nil` when every attempt counts.
    public init(
        number: JobNumber, attempt: Int, tries: Int? = nil, wasUnsettled: Bool = false, isProbe: Bool = false
    ) {
        self.number = number
        self.attempt = attempt
        self.tries = tries ?? attempt
        self.wasUnsettled = wasUnsettled
        self.isProbe = isProbe
    }
}

extension RolloutTurn {
    /// How many candidates are looked at together when some have to be passed over.
    private static var portion: Int { 256 }

    /// Hands up to `wanted` jobs to a worker: as many as budget, pace, servers and windows allow.
    mutating func claim(
        _ wanted: Int, for worker: WriterID, openWindows: Set<Int>, isAlone: Bool
    ) throws(RolloutFault<Rows.Failure>) -> [ClaimedJob] {
        guard wanted > 0 else { return [] }
        let now = rows.now
        let room = min(wanted, rollout.allowance(sinceLast: row.lastStart.map { now - $0 }, isAlone: isAlone))
        guard room > 0, let offer = rollout.offer else { return [] }
        let chosen = try choose(room, offer, openWindows, isAlone)
        var claimed: [ClaimedJob] = []
        var started: [Int: (count: Int, unsettled: Int)] = [:]
        let moved = try move(chosen.map { Move(seen: $0, event: .claimed) }, holder: worker)
        for (seen, job) in zip(chosen, moved) {
            let wasUnsettled = seen.job.state == .unsettled
            claimed.append(
                ClaimedJob(
                    number: seen.number, attempt: job.attempt, tries: job.tries, wasUnsettled: wasUnsettled,
                    isProbe: offer == .unsettled))
            started[seen.wave, default: (0, 0)].count += 1
            if wasUnsettled { started[seen.wave, default: (0, 0)].unsettled += 1 }
        }
        guard !claimed.isEmpty else { return [] }
        for (wave, number) in started.sorted(by: { $0.key < $1.key }) {
            try take(.jobsStarted(wave: wave, count: number.count, unsettled: number.unsettled))
        }
        row.lastStart = now
        let numbers = claimed.map(\.number)
        try ask { (rows) throws(Rows.Failure) in try rows.note(.claimed(by: worker, numbers)) }
        return claimed
    }

    /// How long the pause between two targets still keeps the next job back; `nil` when it does not.
    public var restOfPause: Duration? {
        guard let last = row.lastStart else { return nil }
        let (pause, since) = (rollout.shape.pace.pause, rows.now - last)
        return since >= .zero && since < pause ? pause - since : nil
    }

    /// In their order, passing over what a full server, a closed window or the budget keeps back.
    private mutating func choose(
        _ room: Int, _ offer: Rollout.Offer, _ openWindows: Set<Int>, _ isAlone: Bool
    ) throws(RolloutFault<Rows.Failure>) -> [JobRow] {
        var fresh = rollout.freshAllowance
        var unsettled = rollout.unsettled
        guard fresh > 0 || unsettled > 0 else { return [] }
        var busy = try ask { (rows) throws(Rows.Failure) in try rows.underWayByServer() }
        let perServer = rollout.shape.pace.perServer * (isAlone ? Rollout.loneReserve : 1)
        // A target that is only looked at needs no window.
        var barriers = Barriers(
            fullServers: Set(busy.filter { $0.value >= perServer }.keys),
            openWindows: offer == .unsettled ? nil : openWindows)
        var chosen: [JobRow] = []
        var place: (wave: Int, position: Int)?
        while chosen.count < room, fresh > 0 || unsettled > 0 {
            let (from, barriersNow) = (place, barriers)
            // Mostly nothing has to be passed over.
            let limit = from == nil ? min(room, Self.portion) : Self.portion
            let found = try ask { (rows) throws(Rows.Failure) in
                try rows.candidates(offer, after: from, limit: limit, barriers: barriersNow)
            }
            for candidate in found where chosen.count < room && !barriers.keepBack(candidate) {
                let isUnsettled = candidate.job.state == .unsettled
                guard isUnsettled || fresh > 0 else { continue }
                busy[candidate.server, default: 0] += 1
                if busy[candidate.server, default: 0] >= perServer { barriers.fullServers.insert(candidate.server) }
                if isUnsettled { unsettled -= 1 } else { fresh -= 1 }
                chosen.append(candidate)
            }
            guard found.count == limit, let last = found.last else { break }
            place = (last.wave, last.position)
        }
        return chosen
    }
}
