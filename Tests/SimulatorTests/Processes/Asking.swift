import FlotillaRollout

/// How processes ask the ledger, and what they do with answers.
extension World {
    func ask(_ process: SimulatedWorker, _ kind: Request.Kind) {
        let number = Int32(requests.count)
        var isAlone = true
        if case .heartbeat = kind { isAlone = false }
        if isAlone {
            process.asking = number
            process.token += 1
        }
        requests.append(
            Request(
                process: process.process, life: process.life, writer: process.writer, token: process.token,
                kind: kind, askedAt: process.clock(now)))
        guard hasFaults, setting.faultiness > 0, dice.happens(setting.faultiness) else {
            return queue.add(.requested(number), at: now + dice.between(500, 10_000))
        }
        // It is under way for long, and whoever asked gives it up meanwhile.
        requests[Int(number)].isDetached = true
        if dice.roll(3) > 0 { queue.add(.requested(number), at: now + dice.between(5 * .second, 50 * .second)) }
        queue.add(.answered(number), at: now + 5 * .second)
    }

    /// The answer to a request has come, or it has been given up.
    func answer(_ number: Int32) {
        let request = requests[Int(number)]
        let process = workers[Int(request.process)]
        guard process.isUp, process.life == request.life else { return }
        guard process.standsUntil <= now else { return queue.add(.answered(number), at: process.standsUntil) }
        if case .heartbeat = request.kind { return signTaken(process, request) }
        guard process.asking == number else { return }
        process.asking = -1
        switch request.answer {
        case .done: take(process, request, number)
        case .refused: pause(process)
        case .lost: uncertain(process, request, number)
        }
    }

    private func signTaken(_ process: SimulatedWorker, _ request: Request) {
        switch request.answer {
        case .done: process.lease.renewed(askedAt: request.askedAt)
        case .refused:
            if bug != .leaseIgnored { loseLease(process) }
        case .lost: break
        }
    }

    private func take(_ process: SimulatedWorker, _ request: Request, _ number: Int32) {
        switch request.kind {
        case .register: registered(process, request)
        case .heartbeat: break
        case .exchange(let reports, let wanted):
            process.outbox.removeFirst(reports.count)
            if wanted > 0 { claimed(process, request) } else { pump(process) }
        case .look(let earlier):
            guard request.isCommitted else { return pump(process) }
            take(process, requests[Int(earlier)], earlier)
        case .tick: ticked(process, request)
        case .gate, .sweep: break
        }
    }

    private func registered(_ process: SimulatedWorker, _ request: Request) {
        process.writer = request.newWriter
        process.lease = HeldLease(
            length: HeldLease.length(within: .microseconds(Setting.lease)), askedAt: request.askedAt)
        if process.isCoordinator {
            rouse(process, at: now + 1)
        } else {
            queue.add(.heartbeatDue(process: process.process, life: process.life), at: now + Setting.heartbeat)
            pump(process)
        }
    }

    private func claimed(_ process: SimulatedWorker, _ request: Request) {
        begin(process, request.claimed)
        guard process.isUp else { return }
        if request.claimed.isEmpty { process.nextClaim = now + dice.between(.second, 6 * .second) }
        pump(process)
    }

    /// Looks what became of a transaction whose answer did not come.
    private func uncertain(_ process: SimulatedWorker, _ request: Request, _ number: Int32) {
        switch request.kind {
        case .register, .heartbeat, .tick, .gate, .sweep: pause(process)
        case .exchange: ask(process, .look(number))
        case .look(let earlier): ask(process, .look(earlier))
        }
    }

    private func pause(_ process: SimulatedWorker) {
        rouse(process, at: now + dice.between(.second, 3 * .second))
    }
}

// MARK: Coordinators

extension SimulatedWorker {
    /// A coordinator is a process without places for jobs.
    var isCoordinator: Bool { places.isEmpty }
}

extension World {
    /// Has a process look for work at a moment, unless it will do so before.
    func rouse(_ process: SimulatedWorker, at moment: Moment) {
        guard process.nextWake <= now else { return }
        process.nextWake = moment
        queue.add(.wakes(process: process.process, life: process.life), at: moment)
    }

    func wake(_ process: SimulatedWorker) {
        process.nextWake = 0
        guard process.standsUntil <= now else { return rouse(process, at: process.standsUntil) }
        guard process.isCoordinator else { return pump(process) }
        guard process.asking < 0 else { return rouse(process, at: now + .second) }
        ask(process, process.writer < 0 ? .register : .tick)
    }

    func inventoryRead(_ process: SimulatedWorker, _ wave: Int, _ joined: Range<Int>) {
        guard process.asking < 0, process.standsUntil <= now else {
            let event = Event.inventoryRead(process.process, process.life, wave, joined)
            return queue.add(event, at: max(now + .second, process.standsUntil))
        }
        ask(process, .sweep(wave: wave, joined))
    }

    private func ticked(_ process: SimulatedWorker, _ request: Request) {
        rouse(process, at: now + dice.between(.second, 4 * .second))
        if let open = request.sweeping {
            // An inventory takes its time to be read.
            let length = hasFaults ? dice.between(0, 60 * .second) : dice.between(0, .second)
            queue.add(.inventoryRead(process.process, process.life, open.wave, open.joined), at: now + length)
        }
        guard let open = request.gating else { return }
        // What was measured may be out of date when it arrives.
        let verdict = dice.roll(10)
        guard verdict < 7 || hasFaults else {
            return ask(process, .gate(wave: open.wave, gate: open.gate, passes: true))
        }
        guard verdict < 8 else { return }
        ask(process, .gate(wave: open.wave, gate: open.gate, passes: verdict < 5 ? true : verdict < 7 ? nil : false))
    }
}
