/// What servers do with messages.
extension World {
    func arrive(_ number: Int32) {
        let index = Int(number)
        let message = messages[index]
        let target = Int(message.target)
        let server = servers[Int(targets[target].server)]
        if case .look = message.kind {
            guard server.isUp, !sessions[Int(message.session)].hasEnded else { return reply(number, .unreachable) }
            sessions[Int(message.session)] = Session(
                target: message.target, serverStarts: server.starts, isOpen: true)
        }
        guard isAlive(message.session) else { return reply(number, .lost) }
        noteLateness(message)
        switch message.kind {
        case .look: look(number, target)
        case .step, .open: beginStep(number, target)
        case .commit: commit(number, target)
        case .intent:
            guard targets[target].lock == message.session else { return reply(number, .lost) }
            targets[target].journalled = message.step
            reply(number, .ok)
        case .statement:
            guard targets[target].lock == message.session else { return reply(number, .lost) }
            run(number, target)
        case .done: finishJournalled(number, target)
        }
    }

    func isAlive(_ session: Int32) -> Bool {
        let found = sessions[Int(session)]
        let server = servers[Int(targets[Int(found.target)].server)]
        return found.isOpen && server.isUp && server.starts == found.serverStarts
    }

    /// A message may have been under way for longer than the ledger waited.
    private func noteLateness(_ message: Message) {
        let row = ledger.rows[Int(message.target)]
        if row.job.state != .underWay || row.job.attempt != message.attempt {
            targets[Int(message.target)].wasReachedLate = true
            witness.experience.lateMessages += 1
        }
    }

    private func look(_ number: Int32, _ target: Int) {
        let session = messages[Int(number)].session
        guard targets[target].lock == 0 || targets[target].lock == session else { return reply(number, .locked) }
        if targets[target].kind == .journalled { targets[target].lock = session }
        messages[Int(number)].marker = targets[target].marker
        messages[Int(number)].journalled = targets[target].journalled
        messages[Int(number)].hasEffect =
            targets[target].marker < Int32(setting.steps) && effect(target, targets[target].marker) > 0
        reply(number, .ok)
    }

    private func beginStep(_ number: Int32, _ target: Int) {
        let message = messages[Int(number)]
        guard targets[target].lock == 0 else { return reply(number, .locked) }
        guard targets[target].marker == message.step || bug == .versionNotCompared else { return reply(number, .moved) }
        targets[target].lock = message.session
        run(number, target)
    }

    private func run(_ number: Int32, _ target: Int) {
        witness.enter(target, messages[Int(number)].session)
        targets[target].running = messages[Int(number)].session
        // Some statements outlast a lease.
        let length = hasFaults && dice.happens(3) ? dice.between(5 * .second, 70 * .second) : dice.between(0, 400_000)
        if length < 100_000 { return finish(number) }
        queue.add(.finished(number), at: now + length)
    }

    func finish(_ number: Int32) {
        let message = messages[Int(number)]
        let target = Int(message.target)
        // The server has rolled it back when it went down.
        guard isAlive(message.session) else { return reply(number, .lost) }
        targets[target].running = 0
        witness.leave(target)
        if targets[target].brokenStep == message.step { return refuse(number, isTransient: false) }
        if hasFaults, dice.happens(setting.faultiness) { return refuse(number, isTransient: true) }
        switch message.kind {
        case .look, .commit, .intent, .done: break
        case .step:
            takeEffect(target, message.step)
            targets[target].marker = message.step + 1
            targets[target].lock = 0
            witness.experience.targetSteps += 1
        case .open: targets[target].open = message.session
        case .statement: takeEffect(target, message.step)
        }
        reply(number, .ok)
    }

    private func refuse(_ number: Int32, isTransient: Bool) {
        let target = Int(messages[Int(number)].target)
        if targets[target].kind != .journalled { targets[target].lock = 0 }
        reply(number, .failed(isTransient: isTransient))
    }

    private func commit(_ number: Int32, _ target: Int) {
        let message = messages[Int(number)]
        guard targets[target].open == message.session else { return reply(number, .lost) }
        takeEffect(target, message.step)
        targets[target].marker = message.step + 1
        targets[target].open = 0
        targets[target].lock = 0
        witness.experience.targetSteps += 1
        reply(number, .ok)
    }

    private func finishJournalled(_ number: Int32, _ target: Int) {
        let message = messages[Int(number)]
        guard targets[target].lock == message.session else { return reply(number, .lost) }
        guard targets[target].marker == message.step else { return reply(number, .moved) }
        targets[target].marker += 1
        targets[target].journalled = -1
        witness.experience.targetSteps += 1
        reply(number, .ok)
    }

    private func takeEffect(_ target: Int, _ step: Int32) {
        let place = target * setting.steps + Int(step)
        effects[place] += 1
        if effects[place] > 1 { report("step \(step) took effect \(effects[place]) times on target \(target)") }
    }

    func effect(_ target: Int, _ step: Int32) -> UInt8 { effects[target * setting.steps + Int(step)] }
}

// MARK: Ends of sessions

extension World {
    /// The server has found out that nobody is at the other end. A statement that runs comes to its end first.
    func endSession(_ session: Int32) {
        guard !sessions[Int(session)].hasEnded else { return }
        let target = Int(sessions[Int(session)].target)
        if targets[target].running == session, isAlive(session) {
            return queue.add(.sessionEnds(session), at: now + .second)
        }
        sessions[Int(session)].isOpen = false
        sessions[Int(session)].hasEnded = true
        if targets[target].lock == session { targets[target].lock = 0 }
        if targets[target].open == session { targets[target].open = 0 }
    }

    func stop(server: Int) {
        servers[server].isUp = false
        servers[server].starts += 1
        for index in targets.indices where targets[index].server == Int32(server) {
            if targets[index].lock > 0 { targets[index].lock = 0 }
            if targets[index].running > 0 { witness.leave(index) }
            targets[index].open = 0
            targets[index].running = 0
        }
    }
}
