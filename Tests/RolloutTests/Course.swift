import FlotillaRollout

/// A rollout with its jobs, driven by dice: what a ledger full of rows would do with it, without the rows.
///
/// Every act is one that some process or person could come up with in that state, and also some that do not fit.
struct Course {
    struct Member {
        let wave: Int
        var state = JobState.planned
        var isReopened = false
    }

    private(set) var rollout: Rollout
    private(set) var members: [Member] = []
    /// Failures that may be borne: what the shape says, or a person bore later.
    private(set) var budget: Int
    private(set) var waveBudgets: [Int]
    private(set) var begun: [Int] = []
    var random: Seeded

    /// What has been seen: the phase before, the event and the phase after it.
    var onStep: (RolloutPhase, RolloutEvent, RolloutPhase) -> Void = { _, _, _ in }
    private(set) var refusalsThatChanged = 0

    init(_ shape: RolloutShape, seed: UInt64) {
        rollout = Rollout.begin(shape).rollout
        random = Seeded(state: seed)
        budget = shape.budget
        waveBudgets = shape.waves.map(\.budget)
        for wave in shape.waves.indices {
            for _ in 0..<shape.waves[wave].jobs { members.append(Member(wave: wave)) }
        }
    }

    mutating func roll(_ sides: Int) -> Int { Int(random.next() >> 33) % sides }
}

extension Course {
    /// One act by chance; most are work, a few are steering.
    mutating func act() {
        switch roll(17) {
        case 0...4: start()
        case 5...8: end()
        case 9: putBack(.putBack)
        case 10: putBack(.lapsed)
        case 11, 12: decideGate()
        case 13: reopen()
        case 14: sweep()
        default: steer()
        }
    }

    @discardableResult
    mutating func apply(_ event: RolloutEvent) -> Bool {
        let before = rollout
        do {
            _ = try rollout.apply(event)
        } catch {
            if rollout != before { refusalsThatChanged += 1 }
            return false
        }
        onStep(before.state.phase, event, rollout.state.phase)
        if rollout.state.phase == .aborting || rollout.state.phase == .aborted { withdraw() }
        return true
    }

    private mutating func start() {
        guard let offer = rollout.offer else { return }
        let room = min(rollout.allowance(sinceLast: nil), 1 + roll(4))
        guard room > 0, let chosen = choose(offer, room) else { return }
        let settling = chosen.count { members[$0].state == .unsettled }
        let wave = members[chosen[0]].wave
        guard apply(.jobsStarted(wave: wave, count: chosen.count, unsettled: settling)) else { return }
        for index in chosen {
            members[index].state = .underWay
            begun.append(index)
        }
    }

    /// Jobs of one wave.
    private mutating func choose(_ offer: Rollout.Offer, _ room: Int) -> [Int]? {
        let first = roll(members.count)
        var chosen: [Int] = []
        var fresh = rollout.freshAllowance
        for offset in members.indices where chosen.count < room {
            let index = (first + offset) % members.count
            guard isOffered(members[index], offer), chosen.isEmpty || members[chosen[0]].wave == members[index].wave
            else { continue }
            guard members[index].state == .unsettled || fresh > 0 else { continue }
            if members[index].state == .planned { fresh -= 1 }
            chosen.append(index)
        }
        return chosen.isEmpty ? nil : chosen
    }

    private func isOffered(_ member: Member, _ offer: Rollout.Offer) -> Bool {
        switch offer {
        case .wave(let wave): member.wave == wave && (member.state == .planned || member.state == .unsettled)
        case .reopened: member.isReopened && (member.state == .planned || member.state == .unsettled)
        case .unsettled: member.state == .unsettled
        }
    }

    private mutating func underWay() -> Int? {
        let first = roll(members.count)
        for offset in members.indices {
            let index = (first + offset) % members.count
            if members[index].state == .underWay { return index }
        }
        return nil
    }

    private mutating func end() {
        guard let index = underWay() else { return }
        let outcome = Outcome.allCases[roll(Outcome.allCases.count)]
        guard apply(.jobsEnded(wave: members[index].wave, [outcome: 1])) else { return }
        members[index].state = JobState(outcome)
        members[index].isReopened = false
    }

    private mutating func putBack(_ event: JobStateEvent) {
        guard let index = underWay() else { return }
        let wave = members[index].wave
        // Before the event, which may withdraw it at once.
        members[index].state = event == .lapsed ? .unsettled : .planned
        if !apply(event == .lapsed ? .jobsLapsed(wave: wave, count: 1) : .jobsPutBack(wave: wave, count: 1)) {
            members[index].state = .underWay
        }
    }

    private mutating func withdraw() {
        for index in members.indices where members[index].state == .planned {
            members[index].state = .cancelled
            members[index].isReopened = false
        }
    }
}

extension Course {
    private mutating func decideGate() {
        var wave = roll(waveBudgets.count)
        var gate = roll(2)
        if case .gating(let openWave, let openGate) = rollout.state, roll(8) > 0 { (wave, gate) = (openWave, openGate) }
        switch roll(6) {
        case 0: apply(.gateFailed(wave: wave, gate: gate))
        case 1: apply(.gateInconclusive(wave: wave, gate: gate))
        default: apply(.gatePassed(wave: wave, gate: gate))
        }
    }

    /// Now and then for a wave that nobody looks for any more, or with nobody in it.
    private mutating func sweep() {
        let wave = roll(8) > 0 ? waveBudgets.count : roll(waveBudgets.count)
        guard roll(3) > 0 else { return _ = apply(.noneJoined(wave: wave)) }
        let late = RolloutShape.Wave(jobs: roll(4), gates: roll(2), budget: roll(2))
        guard apply(.targetsJoined(wave: wave, late)) else { return }
        waveBudgets.append(late.budget)
        for _ in 0..<late.jobs { members.append(Member(wave: wave)) }
    }

    private mutating func reopen() {
        var jobs: [Int: [Outcome: Int]] = [:]
        var chosen: [Int] = []
        for index in members.indices where roll(2) == 0 {
            guard JobTransitions.next(members[index].state, .reopened) != nil,
                let outcome = Outcome(rawValue: members[index].state.rawValue)
            else { continue }
            jobs[members[index].wave, default: [:]][outcome, default: 0] += 1
            chosen.append(index)
        }
        guard !chosen.isEmpty, apply(.jobsReopened(jobs, resumes: roll(2) == 0)) else { return }
        for index in chosen {
            members[index].state = JobTransitions.next(members[index].state, .reopened) ?? .planned
            members[index].isReopened = true
        }
    }

    private mutating func steer() {
        switch roll(7) {
        case 0, 1: apply(.pauseRequested)
        case 2, 3: apply(.resumeRequested(tolerating: nil))
        case 4: bear()
        case 5: apply(.gateWaived)
        default:
            if roll(4) == 0 { apply(.abortRequested(takesBack: roll(2) == 0)) }
        }
    }

    private mutating func bear() {
        let failures = roll(4)
        guard apply(.resumeRequested(tolerating: failures)) else { return }
        budget = max(budget, failures)
        for wave in waveBudgets.indices { waveBudgets[wave] = max(waveBudgets[wave], failures) }
    }
}

extension Course {
    /// The failures that are too many, if there are any: more than one over a budget.
    var excess: String? {
        if rollout.failures > budget + 1 { return "\(rollout.failures) failures, \(budget) are borne" }
        for (wave, tally) in rollout.tallies.enumerated() where tally.failures > waveBudgets[wave] + 1 {
            return "wave \(wave): \(tally.failures) failures, \(waveBudgets[wave]) are borne"
        }
        return nil
    }

    /// The tallies as the jobs themselves give them.
    var counted: [Tally] {
        waveBudgets.indices.map { wave in
            let own = members.filter { $0.wave == wave }
            let planned = own.count { $0.state == .planned }
            let unsettled = own.count { $0.state == .unsettled }
            let isGivenUp = rollout.state.phase == .aborting
            var outcomes: [Outcome: Int] = [:]
            for outcome in Outcome.allCases {
                let number = own.count { $0.state == JobState(outcome) }
                if number > 0 { outcomes[outcome] = number }
            }
            return Tally(
                planned: planned + unsettled, underWay: own.count { $0.state == .underWay }, unsettled: unsettled,
                reopened: isGivenUp ? 0 : own.count { $0.isReopened }, outcomes: outcomes)
        }
    }
}

extension RolloutShape {
    /// Small waves, of any kind.
    static func random(_ random: inout Seeded) -> RolloutShape {
        var dice = random
        defer { random = dice }
        func roll(_ sides: Int) -> Int { Int(dice.next() >> 33) % sides }
        let waves = (0...roll(3)).map { _ in Wave(jobs: roll(4), gates: roll(3), budget: roll(3)) }
        return RolloutShape(
            waves: waves, budget: roll(3), mode: roll(4) == 0 ? .eventual : .strict,
            reaction: FailurePolicy.Reaction.allCases[roll(3)], pace: Pace(total: 1 + roll(8)),
            sweeps: roll(3) == 0 ? 1 + roll(2) : 0)
    }
}
