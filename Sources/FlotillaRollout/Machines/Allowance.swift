/// How many jobs may begin now.
extension Rollout {
    /// Which jobs are handed out in this state.
    public enum Offer: Sendable, Hashable {
        /// Those planned in one wave.
        case wave(Int)
        /// Those that a person reopened, in any wave.
        case reopened
        /// Those whose worker was lost, only to look at what it left.
        case unsettled
    }

    /// `nil` when nothing may begin.
    public var offer: Offer? {
        switch state {
        case .advancing(let wave): .wave(wave)
        case .retrying: .reopened
        case .aborting: unsettled > 0 ? .unsettled : nil
        case .gating, .sweeping, .pausing, .paused, .completed, .aborted: nil
        }
    }

    /// How many further jobs may begin at once, before limits of single servers.
    ///
    /// In strict mode every job under way may fail, so that no more than one over the budget can.
    ///
    /// - Parameter sinceLast: since the last job began; `nil` when none has. Less than nothing when the ledger's clock was
    ///   set back meanwhile; then nobody waits for it to catch up.
    /// - Parameter isAlone: a single worker holds all jobs, which itself begins no more at once than the pace allows. It may
    ///   hold ``loneReserve`` times as many, so that it need not wait for the ledger each time one has ended.
    public func allowance(sinceLast: Duration?, isAlone: Bool = false) -> Int {
        guard let offer else { return 0 }
        if case .unsettled = offer { return max(0, shape.pace.total - underWay) }
        var room = paceLimit(offer, isAlone) - underWay
        if shape.mode == .strict { room = min(room, strictRoom(offer)) }
        if shape.pace.pause > .zero {
            guard sinceLast.map({ $0 < .zero || $0 >= shape.pace.pause }) ?? true else { return 0 }
            room = min(room, 1)
        }
        return max(0, room)
    }

    /// How many of them may be jobs that are not unsettled.
    ///
    /// A lost worker may have left a failure that nobody has seen yet. In strict mode its target counts as one until it has
    /// been looked at, and looking adds nothing.
    public var freshAllowance: Int {
        guard let offer, offer != .unsettled else { return 0 }
        guard shape.mode == .strict else { return .max }
        return max(0, strictRoom(offer, besideUnsettled: true))
    }

    /// A worker holds more than it begins only while its jobs are quick: then the ledger is asked for tens of them at once.
    public static let loneReserve = 4

    private func paceLimit(_ offer: Offer, _ isAlone: Bool) -> Int {
        let reserve = isAlone ? Self.loneReserve : 1
        guard case .wave(let wave) = offer else { return shape.pace.total * reserve }
        let limit = shape.pace.limit(succeeded: tallies[wave].arrived)
        // While the pace rises, only the ledger knows how many have arrived.
        return limit == shape.pace.total ? limit * reserve : limit
    }

    private func strictRoom(_ offer: Offer, besideUnsettled: Bool = false) -> Int {
        var room = shape.budget - failures + 1 - underWay - (besideUnsettled ? unsettled : 0)
        for wave in tallies.indices where tallies[wave].planned > 0 && concerns(offer, wave) {
            let tally = tallies[wave]
            let mayHaveFailed = tally.underWay + (besideUnsettled ? tally.unsettled : 0)
            room = min(room, shape.waves[wave].budget - tally.failures + 1 - mayHaveFailed)
        }
        return room
    }

    private func concerns(_ offer: Offer, _ wave: Int) -> Bool {
        switch offer {
        case .wave(let number): wave == number
        case .reopened: tallies[wave].reopened > 0
        case .unsettled: false
        }
    }
}
