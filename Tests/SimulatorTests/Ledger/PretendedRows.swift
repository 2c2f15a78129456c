import FlotillaRollout

/// The connection to the ledger broke in the middle of a transaction.
struct LedgerLost: Error {}

/// The rows of the pretended ledger inside one transaction.
struct PretendedRows: RolloutRows {
    unowned let ledger: PretendedLedger
    let moment: Moment
    let writer: Int64
    var hasWindows = false
    /// So many questions are answered before the connection breaks.
    var answers = Int.max

    var now: LedgerTime { LedgerTime(microseconds: moment + ledger.clockOffset) }

    private mutating func answer() throws(LedgerLost) {
        answers -= 1
        if answers < 0 { throw LedgerLost() }
    }

    mutating func load() throws(LedgerLost) -> RolloutRow? {
        try answer()
        if ledger.bug == .pauseOverlooked, let stale = ledger.beforePause { return stale }
        return ledger.rollout
    }

    mutating func store(_ row: RolloutRow) throws(LedgerLost) -> Bool {
        try answer()
        guard row.generation == ledger.rollout.generation || ledger.bug == .pauseOverlooked else { return false }
        ledger.rollout = row
        ledger.rollout.generation += 1
        return true
    }

    mutating func candidates(
        _ offer: Rollout.Offer, after place: (wave: Int, position: Int)?, limit: Int, barriers: Barriers
    ) throws(LedgerLost) -> [JobRow] {
        try answer()
        var index = place.map { ledger.firstOfWave[$0.wave] + $0.position + 1 } ?? 0
        var end = ledger.rows.count
        if case .wave(let wave) = offer {
            index = max(index, ledger.firstOfWave[wave])
            end = ledger.firstOfWave[wave + 1]
        }
        let time = now.microseconds
        var found: [JobRow] = []
        while index < end, found.count < limit {
            let row = ledger.rows[index]
            if isOffered(row, offer), ledger.due[index] <= time, !barriers.keepBack(row) { found.append(row) }
            index += 1
        }
        return found
    }

    private func isOffered(_ row: JobRow, _ offer: Rollout.Offer) -> Bool {
        let isUnsettled = row.job.state == .unsettled
        guard isUnsettled || row.job.state == .planned else { return false }
        switch offer {
        case .wave: return true
        case .reopened: return row.isReopened
        case .unsettled: return isUnsettled
        }
    }

    mutating func underWayByServer() throws(LedgerLost) -> [Int: Int] {
        try answer()
        var found: [Int: Int] = [:]
        for server in ledger.underWayOnServer.indices { found[server] = ledger.underWayOnServer[server] }
        return found
    }

    mutating func job(_ number: JobNumber) throws(LedgerLost) -> JobRow? {
        try answer()
        if ledger.bug == .holderNotCompared, let stale = ledger.asClaimed[writer << 32 | number.number] { return stale }
        return ledger.rows[Int(number.number)]
    }

    mutating func move(_ moves: [JobMove]) throws(LedgerLost) -> Bool {
        try answer()
        for one in moves where !move(one) { return false }
        return true
    }

    private mutating func move(_ move: JobMove) -> Bool {
        let index = Int(move.number.number)
        var row = ledger.rows[index]
        guard row.job == move.from || ledger.bug == .holderNotCompared else { return false }
        if move.from.state.isOutcome { row.isReopened = true }
        if move.to.state.isOutcome { row.isReopened = false }
        row.job = move.to
        row.holder = move.holder
        if ledger.bug == .holderNotCompared, let holder = move.holder {
            ledger.asClaimed[holder.number << 32 | move.number.number] = row
        }
        ledger.change(index, row, due: move.due?.microseconds ?? 0)
        return true
    }

    mutating func lapsed(limit: Int) throws(LedgerLost) -> [JobRow] {
        try answer()
        let oldest = now.microseconds - Setting.lease
        var found: [JobRow] = []
        guard ledger.rollout.rollout.underWay > 0 else { return found }
        for index in ledger.rows.indices where ledger.rows[index].job.state == .underWay {
            guard let holder = ledger.rows[index].holder else { continue }
            let seen = ledger.writers[Int(holder.number)]
            guard seen.lastSign < oldest || seen.isLost else { continue }
            found.append(ledger.rows[index])
            if found.count == limit { break }
        }
        return found
    }

    mutating func withdrawPlanned() throws(LedgerLost) {
        try answer()
        for index in ledger.rows.indices where ledger.rows[index].job.state == .planned {
            var row = ledger.rows[index]
            row.job = Job(state: .cancelled, attempt: row.job.attempt)
            row.isReopened = false
            ledger.change(index, row, due: 0)
        }
    }

    mutating func addWave(_ number: Int, _ wave: RolloutShape.Wave) throws(LedgerLost) {
        try answer()
        ledger.addWave(wave.jobs, hasWindows: hasWindows)
    }

    mutating func openGate(wave: Int, gate: Int) throws(LedgerLost) { try answer() }

    mutating func close(_ phase: RolloutPhase) throws(LedgerLost) {
        try answer()
        ledger.closed = phase
    }

    mutating func askForTakeBack() throws(LedgerLost) {
        try answer()
        ledger.hasAskedForTakeBack = true
    }

    mutating func note(_ note: RolloutNote) throws(LedgerLost) {
        try answer()
        ledger.notes.append(note)
    }
}

extension JobState {
    var isOutcome: Bool {
        switch self {
        case .planned, .unsettled, .underWay, .reverted: false
        case .succeeded, .skipped, .failed, .unreachable, .cancelled, .unknown: true
        }
    }
}
