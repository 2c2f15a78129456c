import FlotillaRollout

/// What workers do with jobs and targets.
extension World {
    /// Looks for something to do: takes its reports to the ledger, mostly asks for further jobs with the same words.
    func pump(_ worker: SimulatedWorker) {
        guard worker.asking < 0 else { return }
        guard worker.writer >= 0 else { return ask(worker, .register) }
        let mayClaim = !worker.freePlaces.isEmpty && worker.nextClaim <= now && holdsLease(worker)
        if !worker.outbox.isEmpty {
            let wanted = mayClaim && dice.roll(4) > 0 ? worker.freePlaces.count : 0
            return ask(worker, .exchange(worker.outbox, claiming: wanted))
        }
        guard !worker.freePlaces.isEmpty else { return }
        guard worker.nextClaim <= now else { return rouse(worker, at: worker.nextClaim) }
        guard mayClaim else { return loseLease(worker) }
        ask(worker, .exchange([], claiming: worker.freePlaces.count))
    }

    func begin(_ worker: SimulatedWorker, _ jobs: [ClaimedJob]) {
        for job in jobs {
            guard let place = worker.freePlaces.popLast() else { return report("more was claimed than was asked for") }
            worker.places[place] = .init(attempt: Attempt(job), session: newSession(job), isBusy: true)
            send(worker, place, .look, step: 0)
            guard worker.isUp else { return }
        }
    }

    private func newSession(_ job: ClaimedJob) -> Int32 {
        sessions.append(Session(target: Int32(job.number.number), serverStarts: -1))
        return Int32(sessions.count - 1)
    }

    /// The lease is looked at and the message sent in one step.
    func send(_ worker: SimulatedWorker, _ place: Int, _ kind: Message.Kind, step: Int32) {
        guard holdsLease(worker) || bug == .leaseIgnored else { return loseLease(worker) }
        let held = worker.places[place]
        let job = held.attempt.job
        if kind != .look { witness.begins(job, worker.writer, ledger.rows[Int(job.number.number)]) }
        let number = Int32(messages.count)
        messages.append(
            Message(
                worker: worker.process, life: worker.life, place: place, session: held.session,
                target: Int32(job.number.number), kind: kind, step: step, attempt: job.attempt))
        guard hasFaults, setting.faultiness > 0 else { return deliver(number, after: dice.between(0, 20_000)) }
        if dice.happens(setting.faultiness) { return reply(number, kind == .look ? .unreachable : .lost) }
        if dice.happens(4) { return hold(number) }
        deliver(number, after: dice.between(0, 50_000))
    }

    /// The message hangs in the network, and the worker may give the connection up meanwhile.
    private func hold(_ number: Int32) {
        if dice.roll(3) > 0 { reply(number, .lost, after: 5 * .second) }
        deliver(number, after: dice.between(.second, 60 * .second))
    }

    private func deliver(_ number: Int32, after delay: Moment) {
        if delay < 15_000 { return arrive(number) }
        queue.add(.arrived(number), at: now + delay)
    }

    /// The answer goes back, or is lost on the way.
    func reply(_ number: Int32, _ answer: Message.Answer, after delay: Moment = 0) {
        messages[Int(number)].answer = answer
        if hasFaults, dice.happens(setting.faultiness) { messages[Int(number)].answer = .lost }
        queue.add(.replied(number), at: now + delay + dice.between(100, 30_000))
    }

    func answered(_ number: Int32) {
        let message = messages[Int(number)]
        let worker = workers[Int(message.worker)]
        guard worker.isUp, worker.life == message.life else { return }
        guard worker.standsUntil <= now else { return queue.add(.replied(number), at: worker.standsUntil) }
        let place = message.place
        guard worker.places[place].isBusy, worker.places[place].session == message.session, !message.isAnswered
        else { return }
        messages[Int(number)].isAnswered = true
        switch message.answer {
        case .ok: proceed(worker, place, message)
        case .moved: send(worker, place, .look, step: 0)
        case .locked: fail(worker, place, .locked, isInDoubt: false)
        case .failed(let isTransient): fail(worker, place, isTransient ? .deadlock : .syntax, isInDoubt: false)
        case .unreachable: fail(worker, place, .unreachable, isInDoubt: false)
        case .lost:
            fail(worker, place, .connectionLost, isInDoubt: message.kind != .look)
        }
    }

    private func proceed(_ worker: SimulatedWorker, _ place: Int, _ message: Message) {
        switch message.kind {
        case .look:
            let standing = self.standing(message.marker, isJournalled: message.journalled >= 0)
            follow(worker, place, worker.places[place].attempt.found(standing), message)
        case .step, .commit, .done:
            let standing = self.standing(message.step + 1, isJournalled: false)
            let next = worker.places[place].attempt.stepped(to: standing)
            guard case .report(let ending) = next else { return step(worker, place, message.step + 1) }
            end(worker, place, ending)
        case .open: send(worker, place, .commit, step: message.step)
        case .intent: send(worker, place, .statement, step: message.step)
        case .statement: send(worker, place, .done, step: message.step)
        }
    }

    /// What follows from a look.
    private func follow(_ worker: SimulatedWorker, _ place: Int, _ next: Attempt.Next, _ look: Message) {
        if case .report(let ending) = next { return end(worker, place, ending) }
        guard look.journalled >= 0 else { return step(worker, place, look.marker) }
        let visible = targets[Int(look.target)].isOpaque ? 0 : 1
        switch EffectVerdict(visible: visible, isComplete: true, before: 0, now: look.hasEffect ? visible : 0) {
        case .applied: send(worker, place, .done, step: look.marker)
        case .notApplied: send(worker, place, .statement, step: look.marker)
        case .undecidable: end(worker, place, .ended(.unknown))
        }
    }

    private func standing(_ marker: Int32, isJournalled: Bool) -> Attempt.Standing {
        if marker == Int32(setting.steps) { return .atDestination }
        return marker == 0 && !isJournalled ? .atStart : .between
    }

    private func step(_ worker: SimulatedWorker, _ place: Int, _ step: Int32) {
        let target = Int(worker.places[place].attempt.job.number.number)
        switch targets[target].kind {
        case .oneTrip: send(worker, place, .step, step: step)
        case .twoTrips: send(worker, place, .open, step: step)
        case .journalled: send(worker, place, .intent, step: step)
        }
    }

    private func fail(_ worker: SimulatedWorker, _ place: Int, _ cause: FailureCause, isInDoubt: Bool) {
        let attempt = worker.places[place].attempt
        let ending = attempt.failed(cause, isInDoubt: isInDoubt, retrying: RetryPolicy(), using: &dice)
        end(worker, place, ending, isConnected: cause != .connectionLost)
    }

    private func end(
        _ worker: SimulatedWorker, _ place: Int, _ ending: JobReport.Ending, isConnected: Bool = true
    ) {
        let job = worker.places[place].attempt.job
        worker.places[place].isBusy = false
        worker.freePlaces.append(place)
        leave(worker.places[place].session, atOnce: isConnected)
        worker.outbox.append(
            JobReport(number: job.number, attempt: job.attempt, wasUnsettled: job.wasUnsettled, ending: ending))
        pump(worker)
    }

    /// The worker has closed a session, or is gone. The server finds out now or later.
    func leave(_ session: Int32, atOnce: Bool) {
        if atOnce { return endSession(session) }
        queue.add(.sessionEnds(session), at: now + (hasFaults ? dice.between(0, 60 * .second) : .second))
    }
}

// MARK: Leases and lives

extension World {
    func holdsLease(_ worker: SimulatedWorker) -> Bool { worker.lease.isHeld(at: worker.clock(now)) }

    /// A process whose lease has run out forgets all it was doing and comes back under another number.
    func loseLease(_ worker: SimulatedWorker) {
        end(worker, restartsAfter: 100 * .millisecond, closesSessions: true)
    }

    /// The process ends, in good order or not.
    func end(_ worker: SimulatedWorker, restartsAfter delay: Moment, closesSessions: Bool) {
        guard worker.isUp else { return }
        worker.isUp = false
        for place in worker.places where place.isBusy { leave(place.session, atOnce: closesSessions) }
        worker.forgetEverything()
        queue.add(.restarts(process: worker.process), at: now + delay)
    }

    func start(_ worker: SimulatedWorker) {
        guard !worker.isUp else { return }
        worker.isUp = true
        worker.standsUntil = now
        pump(worker)
    }

    func heartbeat(_ worker: SimulatedWorker) {
        guard worker.standsUntil <= now else {
            return queue.add(.heartbeatDue(process: worker.process, life: worker.life), at: worker.standsUntil)
        }
        guard holdsLease(worker) || bug == .leaseIgnored else { return loseLease(worker) }
        ask(worker, .heartbeat)
        queue.add(.heartbeatDue(process: worker.process, life: worker.life), at: now + Setting.heartbeat)
    }
}
