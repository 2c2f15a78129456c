import FlotillaRollout

typealias Turn = RolloutTurn<PretendedRows>

/// What the ledger does with requests.
extension World {
    func execute(_ number: Int32) {
        let request = requests[Int(number)]
        guard ledger.isUp else { return back(number, .lost) }
        switch request.kind {
        case .register: register(number)
        case .heartbeat: back(number, takeSign(request))
        case .look: look(number, request)
        case .exchange(let reports, let wanted): exchange(number, request, reports, wanted)
        case .tick: tick(number, request)
        case .gate(let wave, let gate, let passes): decide(number, request, wave, gate, passes)
        case .sweep(let wave, let seen): sweep(number, request, wave, seen)
        }
    }

    private func back(_ number: Int32, _ answer: Request.Answer) {
        guard !requests[Int(number)].isDetached else { return }
        requests[Int(number)].answer = answer
        if hasFaults, dice.happens(setting.faultiness) {
            requests[Int(number)].answer = .lost
            if dice.roll(8) == 0 { crash(workers[Int(requests[Int(number)].process)]) }
        }
        queue.add(.answered(number), at: now + dice.between(500, 10_000))
    }

    private func register(_ number: Int32) {
        requests[Int(number)].newWriter = Int64(ledger.writers.count)
        ledger.writers.append(.init(lastSign: now + ledger.clockOffset))
        back(number, .done)
    }

    private func takeSign(_ request: Request) -> Request.Answer {
        guard !ledger.writers[Int(request.writer)].isLost else { return .refused }
        ledger.writers[Int(request.writer)].lastSign = now + ledger.clockOffset
        return .done
    }

    /// Whoever looks takes a number of its own, so that the transaction it asks about cannot be committed any more.
    private func look(_ number: Int32, _ request: Request) {
        guard case .look(let earlier) = request.kind else { return }
        let token = ledger.writers[Int(request.writer)].token
        // A look whose own answer was lost has moved the number on already, and so says what it saw then.
        let asked = requests[Int(earlier)]
        requests[Int(number)].isCommitted = token == asked.token || asked.isCommitted
        if token < request.token { ledger.writers[Int(request.writer)].token = request.token }
        if token == asked.token { requests[Int(earlier)].isCommitted = true }
        back(number, .done)
    }

    private func exchange(_ number: Int32, _ request: Request, _ reports: [JobReport], _ wanted: Int) {
        let windows: Set<Int> = !setting.hasWindows || !hasFaults || now / (120 * .second) % 2 == 0 ? [0] : []
        var claimed: [ClaimedJob] = []
        let answer = transact(request) { (turn) throws(RolloutFault<LedgerLost>) in
            claimed =
                try turn.exchange(reports, claiming: wanted, for: WriterID(request.writer), openWindows: windows)
                .claimed
        }
        if answer == .done { requests[Int(number)].claimed = claimed }
        back(number, answer)
        guard !reports.isEmpty, answer == .done, hasFaults, dice.happens(2 * setting.faultiness) else { return }
        queue.add(.repeated(number), at: now + dice.between(0, 60 * .second))
    }

    /// A report is delivered once more, beside all that numbers of transactions could prevent.
    func repeatReport(_ number: Int32) {
        let request = requests[Int(number)]
        guard case .exchange(let reports, _) = request.kind, ledger.isUp else { return }
        _ = transact(request, isRepeated: true) { (turn) throws(RolloutFault<LedgerLost>) in
            let taken = try turn.exchange(reports, for: WriterID(request.writer)).taken
            if !taken.isEmpty { self.report("a report was taken twice") }
        }
    }

    private func tick(_ number: Int32, _ request: Request) {
        let time = now + ledger.clockOffset
        if ledger.leader != request.writer {
            guard ledger.leader < 0 || ledger.leaderSign < time - Setting.lease else { return back(number, .done) }
            ledger.leader = request.writer
        }
        ledger.leaderSign = time
        guard takeSign(request) == .done else { return back(number, .refused) }
        let answer = transact(request) { (turn) throws(RolloutFault<LedgerLost>) in _ = try turn.lapse() }
        if case .gating(let wave, let gate) = ledger.rollout.rollout.state {
            requests[Int(number)].gating = (wave, gate)
        }
        if case .sweeping(let wave) = ledger.rollout.rollout.state {
            requests[Int(number)].sweeping = (wave, ledger.lateCount..<joined)
        }
        back(number, answer)
    }

    /// - Parameter seen: targets that had joined and had no job, when the coordinator looked.
    private func sweep(_ number: Int32, _ request: Request, _ wave: Int, _ seen: Range<Int>) {
        var wave = wave
        if bug == .sweepNotCompared, case .sweeping(let other) = ledger.rollout.rollout.state { wave = other }
        let late = RolloutShape.Wave(jobs: seen.count, gates: seen.count % 2, budget: seen.count / 6)
        let taken = ledger.lateCount
        let answer = transact(request) { (turn) throws(RolloutFault<LedgerLost>) in
            try turn.apply(seen.isEmpty ? .noneJoined(wave: wave) : .targetsJoined(wave: wave, late))
        }
        if answer == .done, !seen.isEmpty, seen.lowerBound != taken {
            report("target \(seen.lowerBound) of those that joined has got two jobs")
        }
        back(number, answer)
    }

    private func decide(_ number: Int32, _ request: Request, _ wave: Int, _ gate: Int, _ passes: Bool?) {
        let event: RolloutEvent =
            switch passes {
            case true?: .gatePassed(wave: wave, gate: gate)
            case false?: .gateFailed(wave: wave, gate: gate)
            case nil: .gateInconclusive(wave: wave, gate: gate)
            }
        back(number, transact(request) { (turn) throws(RolloutFault<LedgerLost>) in try turn.apply(event) })
    }
}

// MARK: Transactions

extension World {
    /// One transaction of a process, which may break anywhere.
    private func transact(
        _ request: Request, isRepeated: Bool = false, _ body: (inout Turn) throws(RolloutFault<LedgerLost>) -> Void
    ) -> Request.Answer {
        let token = ledger.writers[Int(request.writer)].token
        guard isRepeated || token < request.token else { return .refused }
        let breaks = hasFaults && dice.happens(setting.faultiness)
        do throws(RolloutFault<LedgerLost>) {
            try commit(by: request.writer, answers: breaks ? dice.roll(12) : .max, body)
        } catch {
            if case .ledger = error { return .lost }
            return .refused
        }
        if !isRepeated { ledger.writers[Int(request.writer)].token = request.token }
        return .done
    }

    func commit(
        by writer: Int64, answers: Int = .max, _ body: (inout Turn) throws(RolloutFault<LedgerLost>) -> Void
    ) throws(RolloutFault<LedgerLost>) {
        ledger.begin()
        let before = ledger.rollout
        do throws(RolloutFault<LedgerLost>) {
            let rows = PretendedRows(
                ledger: ledger, moment: now, writer: writer, hasWindows: setting.hasWindows, answers: answers)
            guard var turn = try Turn(rows) else { return }
            try body(&turn)
        } catch {
            ledger.rollBack(to: before)
            if case .illegalJob(let fault) = error { report("a job was moved against its machine: \(fault)") }
            if case .illegal(.miscounted(let wave)) = error { report("the tally of wave \(wave) ran out") }
            throw error
        }
        if bug == .pauseOverlooked, before.rollout.state.phase == .advancing { ledger.beforePause = before }
        if bug == .pauseOverlooked, dice.roll(3) > 0 || ledger.rollout.rollout.state.phase == .advancing {
            ledger.beforePause = nil
        }
        markLost()
        makeTargets()
        witness.grow(to: ledger)
        witness.committed(before, ledger)
    }

    /// Whose job has been taken away may not come back under that number.
    private func markLost() {
        for note in ledger.notes {
            guard case .lapsed(_, _, let holder?) = note else { continue }
            ledger.writers[Int(holder.number)].isLost = true
        }
    }
}
