import FlotillaRollout

/// What goes wrong of itself, and what people do meanwhile.
extension World {
    func breakSomething() {
        guard hasFaults else { return }
        queue.add(.faultDue, at: now + dice.between(.second, 2 * setting.faultEvery))
        let process = workers[dice.roll(workers.count)]
        switch dice.roll(9) {
        case 0, 1: crash(process)
        case 2, 3: process.standsUntil = now + dice.between(.second, 70 * .second)
        case 4:
            ledger.isUp = false
            queue.add(.ledgerReturns, at: now + dice.between(.second, 45 * .second))
        case 5:
            let server = dice.roll(servers.count)
            stop(server: server)
            queue.add(.serverReturns(Int32(server)), at: now + dice.between(100 * .millisecond, 40 * .second))
        case 6: lockOut()
        case 7: jump()
        default: break
        }
    }

    func crash(_ process: SimulatedWorker) {
        end(process, restartsAfter: dice.between(100 * .millisecond, 60 * .second), closesSessions: false)
    }

    /// Somebody else holds a target's lock for a while.
    private func lockOut() {
        guard !targets.isEmpty else { return }
        let target = dice.roll(targets.count)
        guard targets[target].lock == 0 else { return }
        targets[target].lock = -1
        queue.add(.strangerLeaves(Int32(target)), at: now + dice.between(.second, 30 * .second))
    }

    private func jump() {
        guard now >= nextJump else { return }
        nextJump = now + 3 * Setting.lease
        ledger.clockOffset += dice.between(-Setting.clockJump, Setting.clockJump)
    }

    /// From now on all goes well.
    func endFaults() {
        guard hasFaults else { return }
        hasFaults = false
        faultsEnd = now
        ledger.isUp = true
        for index in servers.indices { servers[index].isUp = true }
        for index in targets.indices where targets[index].lock == -1 { targets[index].lock = 0 }
        for process in workers { process.standsUntil = min(process.standsUntil, now) }
    }
}

// MARK: Operators

extension World {
    func operate() {
        guard hasFaults else { return }
        queue.add(.operatorActs, at: now + dice.between(3 * .second, 60 * .second))
        let rollout = ledger.rollout.rollout
        switch rollout.state.phase {
        case .advancing, .retrying:
            if dice.roll(rollout.reopened > 0 ? 2 : 7) == 0 { steer(.pauseRequested) }
            if dice.roll(50) == 0 { steer(.abortRequested(takesBack: dice.roll(2) == 0)) }
        case .sweeping: if dice.roll(3) == 0 { steer(.pauseRequested) }
        case .gating: steer(dice.roll(3) == 0 ? .gateWaived : .pauseRequested)
        case .pausing:
            steer(dice.roll(8) > 0 ? .resumeRequested(tolerating: nil) : .abortRequested(takesBack: dice.roll(2) == 0))
        case .aborting: break
        case .paused: goOn(rollout)
        case .completed, .aborted: reopenOrLeave()
        }
    }

    private func goOn(_ rollout: Rollout) {
        // Somebody who does not know what another one has reopened.
        if rollout.reopened > 0, dice.roll(2) == 0 { return _ = steer(.gateWaived) }
        if case .paused(let hold) = rollout.state, case .gate = hold.course, dice.roll(2) == 0 { return reopen() }
        switch dice.roll(14) {
        case 0...3: steer(.resumeRequested(tolerating: nil))
        case 4...8:
            let borne = rollout.failures + dice.roll(4)
            if steer(.resumeRequested(tolerating: borne)) { witness.bear(borne) }
        case 9, 11: steer(.gateWaived)
        case 10:
            if dice.roll(6) == 0 { steer(.abortRequested(takesBack: dice.roll(2) == 0)) }
        default: reopen()
        }
    }

    private func reopenOrLeave() {
        if dice.roll(3) > 0 { return reopen() }
        queue.add(.faultsEnd, at: now + 30 * .second)
    }

    @discardableResult
    private func steer(_ event: RolloutEvent) -> Bool {
        attempt { (turn) throws(RolloutFault<LedgerLost>) in try turn.apply(event) }
    }

    private func reopen() {
        let share = 1 + dice.roll(3)
        let resumes = dice.roll(2) == 0
        var chosen: [JobNumber] = []
        for row in ledger.rows where row.job.state.isOutcome && dice.roll(share) == 0 { chosen.append(row.number) }
        attempt { (turn) throws(RolloutFault<LedgerLost>) in _ = try turn.reopen(chosen, resumes: resumes) }
    }

    @discardableResult
    private func attempt(_ body: (inout Turn) throws(RolloutFault<LedgerLost>) -> Void) -> Bool {
        guard ledger.isUp else { return false }
        do throws(RolloutFault<LedgerLost>) {
            try commit(by: -1, body)
            return true
        } catch {
            return false
        }
    }
}

// MARK: The end

extension World {
    /// What ledger and targets have to agree on when nothing happens any more.
    func checkEnd() {
        for (index, row) in ledger.rows.enumerated() {
            let target = targets[index]
            checkEffects(index, target)
            witness.checkNotes(row)
            guard !target.wasReachedLate else { continue }
            let isRight =
                switch row.job.state {
                case .succeeded, .skipped: target.marker == Int32(setting.steps)
                case .planned, .cancelled, .unreachable: target.marker == target.start
                case .failed: target.marker < Int32(setting.steps) || target.marker == target.start
                case .unsettled, .unknown: true
                case .underWay, .reverted: false
                }
            if !isRight { report("job \(index) is \(row.job.state), but its target has \(target.marker) steps") }
        }
    }

    private func checkEffects(_ index: Int, _ target: PretendedTarget) {
        for step in 0..<Int32(setting.steps) {
            let times = effect(index, step)
            let isOpen = step == target.marker && target.journalled == step
            if times != (step < target.marker ? 1 : 0) && !isOpen {
                report("step \(step) took effect \(times) times on target \(index) with \(target.marker) steps")
            }
        }
    }
}
