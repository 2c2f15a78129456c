/// The machine that governs one rollout: a lock-keeper who lets boats through gate by gate, counts them, and closes the
/// gates when too many run aground.
///
/// It only decides. Whoever has an event loads the machine from the ledger, applies the event, and stores machine, event
/// and the effects' consequences in one transaction; so several processes may have events for one rollout, and the
/// machine is the same whichever of them lives.
public struct Rollout: Sendable, Hashable {
    public private(set) var shape: RolloutShape
    public private(set) var state: RolloutState
    public private(set) var tallies: [Tally]

    /// A rollout that begins with its first wave.
    public static func begin(_ shape: RolloutShape) -> (rollout: Rollout, effects: [RolloutEffect]) {
        var rollout = Rollout(
            shape: shape, state: .advancing(wave: 0), tallies: shape.waves.map { Tally(planned: $0.jobs) })
        let effects = shape.waves.isEmpty ? rollout.enter(.completed) : rollout.settle()
        return (rollout, effects)
    }

    /// One that was written down.
    public init(shape: RolloutShape, state: RolloutState, tallies: [Tally]) {
        self.shape = shape
        self.state = state
        self.tallies = tallies
    }

    /// Moves on by one event. Throws, and changes nothing, when the event does not fit.
    public mutating func apply(_ event: RolloutEvent) throws(IllegalTransition) -> [RolloutEffect] {
        guard RolloutTransitions.isLegal(event.kind, in: state.phase) else {
            throw .noSuchTransition(from: state.phase, on: event.kind)
        }
        var next = self
        var effects = try next.take(event)
        effects += next.settle()
        self = next
        return effects
    }
}

extension Rollout {
    public var underWay: Int { tallies.reduce(0) { $0 + $1.underWay } }
    public var failures: Int { tallies.reduce(0) { $0 + $1.failures } }
    public var unsettled: Int { tallies.reduce(0) { $0 + $1.unsettled } }
    public var reopened: Int { tallies.reduce(0) { $0 + $1.reopened } }

    /// The budget that is exceeded: of a wave, or of the whole (`wave` is `nil`).
    public var exceeded: (wave: Int?, failures: Int, budget: Int)? {
        if failures > shape.budget { return (nil, failures, shape.budget) }
        return tallies.indices.first { tallies[$0].failures > shape.waves[$0].budget }
            .map { ($0, tallies[$0].failures, shape.waves[$0].budget) }
    }
}

// MARK: Taking an event

extension Rollout {
    private mutating func take(_ event: RolloutEvent) throws(IllegalTransition) -> [RolloutEffect] {
        switch event {
        case .jobsStarted, .jobsEnded, .jobsPutBack, .jobsLapsed:
            try count(event)
            return []
        case .gatePassed(let wave, let gate):
            try requireOpen(wave, gate)
            return enter(behind(wave: wave, gate: gate))
        case .gateFailed(let wave, let gate):
            try requireOpen(wave, gate)
            state = .paused(Hold(.gate(wave: wave, gate: gate), .gateFailed(wave: wave, gate: gate)))
            return []
        case .gateInconclusive(let wave, let gate):
            try requireOpen(wave, gate)
            state = .paused(Hold(.gate(wave: wave, gate: gate), .gateInconclusive(wave: wave, gate: gate)))
            return []
        case .pauseRequested:
            hold(.request)
            return []
        case .resumeRequested(let tolerating): return try resume(tolerating)
        case .gateWaived: return try waiveGate()
        case .abortRequested(let takesBack):
            state = .aborting(takesBack: takesBack)
            return [.withdrawPlanned]
        case .jobsReopened(let jobs, let resumes):
            try reopen(jobs, resumes: resumes)
            return []
        case .targetsJoined(let wave, let late):
            try requireSweep(wave)
            guard late.jobs > 0 else { throw .miscounted(wave: wave) }
            shape.add(late)
            tallies.append(Tally(planned: late.jobs))
            return [.addWave(wave)] + enter(.wave(wave))
        case .noneJoined(let wave):
            try requireSweep(wave)
            return enter(.completed)
        }
    }

    private mutating func count(_ event: RolloutEvent) throws(IllegalTransition) {
        switch event {
        case .jobsStarted(let wave, let count, let unsettled):
            try change(wave) { $0.start(count, unsettled: unsettled) }
        case .jobsEnded(let wave, let outcomes): try change(wave) { $0.end(outcomes) }
        case .jobsPutBack(let wave, let count): try change(wave) { $0.putBack(count, unsettled: false) }
        case .jobsLapsed(let wave, let count): try change(wave) { $0.putBack(count, unsettled: true) }
        case .gatePassed, .gateFailed, .gateInconclusive, .pauseRequested, .resumeRequested, .gateWaived,
            .abortRequested, .jobsReopened, .targetsJoined, .noneJoined:
            break
        }
    }

    private mutating func change(_ wave: Int, _ body: (inout Tally) -> Bool) throws(IllegalTransition) {
        guard tallies.indices.contains(wave), body(&tallies[wave]) else { throw .miscounted(wave: wave) }
    }

    private func requireOpen(_ wave: Int, _ gate: Int) throws(IllegalTransition) {
        guard state == .gating(wave: wave, gate: gate) else { throw .staleGate(wave: wave, gate: gate) }
    }

    private func requireSweep(_ wave: Int) throws(IllegalTransition) {
        guard state == .sweeping(wave: wave) else { throw .staleSweep(wave: wave) }
    }

    private mutating func hold(_ cause: Hold.Cause) {
        switch state {
        case .advancing(let wave): state = .pausing(Hold(.wave(wave), cause))
        case .gating(let wave, let gate): state = .pausing(Hold(.gate(wave: wave, gate: gate), cause))
        case .retrying(let hold, _): state = .pausing(Hold(hold.course, cause))
        case .sweeping(let wave): state = .pausing(Hold(.sweep(wave: wave), cause))
        case .pausing, .paused, .aborting, .completed, .aborted: break
        }
    }

    private mutating func resume(_ tolerating: Int?) throws(IllegalTransition) -> [RolloutEffect] {
        let hold: Hold
        switch state {
        case .paused(let held), .pausing(let held): hold = held
        case .advancing, .gating, .sweeping, .retrying, .aborting, .completed, .aborted: return []
        }
        if let tolerating { shape.bear(tolerating) }
        return try proceed(to: hold.course, hold.cause)
    }

    /// First to what a person reopened, if that has not ended yet.
    private mutating func proceed(
        to course: Hold.Course, _ cause: Hold.Cause
    ) throws(IllegalTransition) -> [RolloutEffect] {
        if let exceeded { throw .budgetExceeded(failures: exceeded.failures, budget: exceeded.budget) }
        guard reopened == 0 else {
            state = .retrying(Hold(course, cause), resumes: true)
            return []
        }
        return enter(course)
    }

    private mutating func waiveGate() throws(IllegalTransition) -> [RolloutEffect] {
        switch state {
        case .gating(let wave, let gate): return enter(behind(wave: wave, gate: gate))
        case .paused(let hold):
            guard case .gate(let wave, let gate) = hold.course else { throw .noGate }
            return try proceed(to: behind(wave: wave, gate: gate), hold.cause)
        case .advancing, .sweeping, .retrying, .pausing, .aborting, .completed, .aborted: throw .noGate
        }
    }

    private mutating func reopen(_ jobs: [Int: [Outcome: Int]], resumes: Bool) throws(IllegalTransition) {
        let isFirst = reopened == 0
        let before = unsettled
        for (wave, outcomes) in jobs { try change(wave) { $0.reopen(outcomes) } }
        switch state {
        case .paused(let hold), .retrying(let hold, _):
            state = .retrying(hold, resumes: resumes)
            if isFirst, unsettled == before { try requireRoom() }
        case .completed: state = .retrying(Hold(.completed, .reopening), resumes: false)
        case .aborted: state = .retrying(Hold(.aborted, .reopening), resumes: false)
        case .advancing, .gating, .sweeping, .pausing, .aborting: break
        }
    }

    /// What was reopened could never begin if targets that nobody may look at now fill the budget.
    private func requireRoom() throws(IllegalTransition) {
        guard unsettled > 0, exceeded == nil, freshAllowance == 0 else { return }
        throw .budgetExceeded(failures: failures + unsettled, budget: shape.budget)
    }
}

// MARK: Moving on

extension Rollout {
    /// Where it goes on once the gate has been passed, or, without a gate, once the wave's jobs have ended.
    private func behind(wave: Int, gate: Int? = nil) -> Hold.Course {
        let next = gate.map { $0 + 1 } ?? 0
        if tallies[wave].total > 0, next < shape.waves[wave].gates { return .gate(wave: wave, gate: next) }
        if wave + 1 < shape.waves.count { return .wave(wave + 1) }
        return shape.sweeps > 0 ? .sweep(wave: wave + 1) : .completed
    }

    private mutating func enter(_ course: Hold.Course) -> [RolloutEffect] {
        switch course {
        case .wave(let wave):
            state = .advancing(wave: wave)
            return []
        case .gate(let wave, let gate):
            state = .gating(wave: wave, gate: gate)
            return [.openGate(wave: wave, gate: gate)]
        case .sweep(let wave):
            state = .sweeping(wave: wave)
            return []
        case .completed:
            state = .completed
            return [.close(.completed)]
        case .aborted:
            state = .aborted
            return [.close(.aborted)]
        }
    }

    /// Takes every step that needs no further event.
    private mutating func settle() -> [RolloutEffect] {
        var effects: [RolloutEffect] = []
        while let more = step() { effects += more }
        return effects
    }

    /// `nil` when there is nothing to do but wait.
    private mutating func step() -> [RolloutEffect]? {
        switch state {
        case .advancing(let wave): return advance(wave)
        case .retrying(let hold, let resumes): return retry(hold, resumes)
        case .pausing(let hold):
            guard underWay == 0 else { return nil }
            state = .paused(hold)
            return []
        case .aborting(let takesBack):
            let withdrawn = tallies.indices.reduce(0) { $0 + tallies[$1].withdraw() }
            guard underWay == 0, unsettled == 0 else { return withdrawn > 0 ? [.withdrawPlanned] : nil }
            state = .aborted
            return [.withdrawPlanned, .close(.aborted)] + (takesBack ? [.takeBack] : [])
        case .gating, .sweeping, .paused, .completed, .aborted: return nil
        }
    }

    private mutating func advance(_ wave: Int) -> [RolloutEffect]? {
        if let exceeded { return react(to: exceeded.wave) }
        guard tallies[wave].isOver else { return nil }
        return enter(behind(wave: wave))
    }

    private mutating func react(to wave: Int?) -> [RolloutEffect] {
        switch shape.reaction {
        case .pause:
            hold(.budget(wave: wave))
            return []
        case .abort:
            state = .aborting(takesBack: false)
            return [.withdrawPlanned]
        case .revert:
            state = .aborting(takesBack: true)
            return [.withdrawPlanned]
        }
    }

    private mutating func retry(_ hold: Hold, _ resumes: Bool) -> [RolloutEffect]? {
        guard reopened > 0 else { return retried(hold, resumes) }
        // In strict mode no further job may begin now; in the other mode what a person reopened is tried to the end.
        guard shape.mode == .strict, let exceeded else { return nil }
        state = .pausing(Hold(hold.course, .budget(wave: exceeded.wave)))
        return []
    }

    private mutating func retried(_ hold: Hold, _ resumes: Bool) -> [RolloutEffect] {
        switch hold.course {
        case .completed, .aborted: return enter(hold.course)
        case .wave, .gate, .sweep:
            // A person who watches is asked; the policy's reaction is for those that nobody watches.
            if let exceeded {
                state = .paused(Hold(hold.course, .budget(wave: exceeded.wave)))
            } else if resumes {
                return enter(hold.course)
            } else {
                state = .paused(hold)
            }
            return []
        }
    }
}

extension RolloutShape {
    /// What is borne in all stays what was planned for: nobody has agreed that more may fail because more targets came.
    fileprivate mutating func add(_ late: Wave) {
        waves.append(late)
        sweeps -= 1
    }

    /// A person bears so many failures, in each wave and in all.
    fileprivate mutating func bear(_ failures: Int) {
        budget = max(budget, failures)
        for index in waves.indices { waves[index].budget = max(waves[index].budget, failures) }
    }
}
