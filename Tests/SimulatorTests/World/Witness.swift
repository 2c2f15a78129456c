import FlotillaRollout

/// Looks on and knows what must never happen.
struct Witness {
    private(set) var lastState: RolloutState
    /// How many of a wave's gates have been passed or waived.
    private var gatesBehind: ContiguousArray<Int>
    private var attempts: ContiguousArray<Int>
    /// The attempts that were given out only to look.
    private var probes: ContiguousArray<Int>
    private var lastOutcomes: ContiguousArray<Outcome?>
    private var sections: ContiguousArray<Int32>
    /// The failures that may be borne: what the policy says, or what a person bore later.
    private(set) var budget: Int
    private(set) var waveBudgets: [Int]
    /// What it has seen.
    var experience = Experience()
    private(set) var found: String?

    init(_ shape: RolloutShape, jobs: Int, first: RolloutState) {
        lastState = first
        gatesBehind = ContiguousArray(repeating: 0, count: shape.waves.count)
        attempts = ContiguousArray(repeating: 0, count: jobs)
        probes = ContiguousArray(repeating: 0, count: jobs)
        lastOutcomes = ContiguousArray(repeating: nil, count: jobs)
        sections = ContiguousArray(repeating: 0, count: jobs)
        budget = shape.budget
        waveBudgets = shape.waves.map(\.budget)
    }

    /// Targets that joined have jobs now, in a wave of their own.
    mutating func grow(to ledger: PretendedLedger) {
        let shape = ledger.rollout.rollout.shape
        let further = ledger.rows.count - attempts.count
        guard further > 0 else { return }
        for wave in waveBudgets.count..<shape.waves.count { waveBudgets.append(shape.waves[wave].budget) }
        gatesBehind += ContiguousArray(repeating: 0, count: shape.waves.count - gatesBehind.count)
        attempts += ContiguousArray(repeating: 0, count: further)
        probes += ContiguousArray(repeating: 0, count: further)
        lastOutcomes += ContiguousArray(repeating: nil, count: further)
        sections += ContiguousArray(repeating: 0, count: further)
        experience.latecomers += further
    }

    mutating func find(_ text: String) {
        if found == nil { found = text }
    }

    mutating func bear(_ failures: Int) {
        budget = max(budget, failures)
        for wave in waveBudgets.indices { waveBudgets[wave] = max(waveBudgets[wave], failures) }
    }
}

/// How rough a world was, or many of them.
struct Experience: Sendable {
    var targetSteps = 0
    var latecomers = 0
    var claims = 0
    var probes = 0
    var putBacks = 0
    var lapses = 0
    var refusals = 0
    /// Messages that reached a target when their sender had lost the job.
    var lateMessages = 0
    /// By ``JobState/place``.
    var outcomes: [Int] = Array(repeating: 0, count: 10)

    static func += (left: inout Experience, right: Experience) {
        left.targetSteps += right.targetSteps
        left.latecomers += right.latecomers
        left.claims += right.claims
        left.probes += right.probes
        left.putBacks += right.putBacks
        left.lapses += right.lapses
        left.refusals += right.refusals
        left.lateMessages += right.lateMessages
        for place in left.outcomes.indices { left.outcomes[place] += right.outcomes[place] }
    }
}

// MARK: The ledger

extension Witness {
    mutating func committed(_ before: RolloutRow, _ ledger: PretendedLedger) {
        for note in ledger.notes { take(note, ledger) }
        let rollout = ledger.rollout.rollout
        guard ledger.rollout.generation != before.generation else { return }
        if lastState != rollout.state { find("the state changed without a note: \(lastState), \(rollout.state)") }
        checkTallies(rollout, ledger)
        checkBudget(rollout)
        if rollout.state.phase.isFinal, ledger.closed != rollout.state.phase { find("the rollout ended unclosed") }
        switch rollout.state.phase {
        case .gating, .sweeping, .paused, .completed, .aborted:
            if rollout.underWay > 0 { find("jobs are under way though the rollout is \(rollout.state.phase)") }
        case .advancing, .retrying, .pausing, .aborting: break
        }
    }

    /// Notes come in the order of what they tell of: reports may have moved the rollout on before jobs were claimed.
    private mutating func take(_ note: RolloutNote, _ ledger: PretendedLedger) {
        switch note {
        case .claimed(_, let numbers):
            experience.claims += numbers.count
            if lastState.phase == .aborting { experience.probes += numbers.count }
            for number in numbers { checkClaim(Int(number.number), ledger) }
        case .changed(let kind, let from, let to):
            if from != lastState { find("a note leads on from \(from), but it was \(lastState)") }
            passGate(kind, from, to)
            lastState = to
        case .ended(let number, _, let outcome):
            experience.outcomes[JobState(outcome).place] += 1
            lastOutcomes[Int(number.number)] = outcome
        case .putBack: experience.putBacks += 1
        case .lapsed(let number, _, _):
            experience.lapses += 1
            // After too many of these a job ends in doubt, and that is all that is noted of its end.
            if ledger.rows[Int(number.number)].job.state == .unknown { lastOutcomes[Int(number.number)] = .unknown }
        case .refused: experience.refusals += 1
        }
    }

    private mutating func passGate(_ kind: RolloutEventKind, _ from: RolloutState, _ to: RolloutState) {
        guard kind == .gatePassed || kind == .gateWaived else { return }
        switch from {
        case .gating(let wave, let gate): gatesBehind[wave] = gate + 1
        case .paused(let hold):
            guard case .gate(let wave, let gate) = hold.course else { return find("there was no gate in \(from)") }
            gatesBehind[wave] = gate + 1
        case .advancing, .sweeping, .retrying, .pausing, .aborting, .completed, .aborted:
            find("a gate was passed in \(from)")
        }
    }

    /// What the notes say of a job that has ended otherwise than by being withdrawn.
    mutating func checkNotes(_ row: JobRow) {
        guard row.job.state.isOutcome, row.job.state != .cancelled else { return }
        if lastOutcomes[Int(row.number.number)].map(JobState.init) != row.job.state {
            find("job \(row.number.number) is \(row.job.state), but that was not noted")
        }
    }

    private mutating func checkClaim(_ job: Int, _ ledger: PretendedLedger) {
        let row = ledger.rows[job]
        let rollout = ledger.rollout.rollout
        attempts[job] += 1
        if row.job.attempt != attempts[job] { find("job \(job) has attempt \(row.job.attempt), not \(attempts[job])") }
        switch lastState {
        case .advancing(let wave):
            if row.wave != wave { find("job \(job) of wave \(row.wave) was claimed in wave \(wave)") }
            for earlier in 0..<wave where rollout.tallies[earlier].total > 0 {
                let isOver = rollout.tallies[earlier].isOver
                if !isOver || gatesBehind[earlier] < rollout.shape.waves[earlier].gates {
                    find("wave \(wave) began before wave \(earlier) and its gates were over")
                }
            }
        case .retrying:
            if !row.isReopened { find("job \(job), which nobody reopened, was claimed in a retry") }
        case .aborting: probes[job] = attempts[job]
        case .gating, .sweeping, .pausing, .paused, .completed, .aborted:
            find("job \(job) was claimed though the rollout is \(lastState.phase)")
        }
    }

    private mutating func checkTallies(_ rollout: Rollout, _ ledger: PretendedLedger) {
        for (wave, tally) in rollout.tallies.enumerated() {
            let unsettled = ledger.count(wave: wave, .unsettled)
            var isRight =
                tally.underWay == ledger.count(wave: wave, .underWay) && tally.unsettled == unsettled
                && tally.planned == ledger.count(wave: wave, .planned) + unsettled
            if rollout.state.phase != .aborting {
                isRight = isRight && tally.reopened == ledger.reopened(wave: wave)
            }
            for outcome in Outcome.allCases where isRight {
                isRight = tally[outcome] == ledger.count(wave: wave, JobState(outcome))
            }
            if !isRight { find("the tally of wave \(wave) is not what its jobs say") }
        }
    }

    private mutating func checkBudget(_ rollout: Rollout) {
        guard rollout.shape.mode == .strict else { return }
        if rollout.failures > budget + 1 { find("\(rollout.failures) failures where \(budget) are borne") }
        for (wave, tally) in rollout.tallies.enumerated() where tally.failures > waveBudgets[wave] + 1 {
            find("wave \(wave) has \(tally.failures) failures where \(waveBudgets[wave]) are borne")
        }
    }
}

// MARK: Targets

extension Witness {
    /// A worker sends something that may change a target.
    mutating func begins(_ job: ClaimedJob, _ writer: Int64, _ row: JobRow) {
        if probes[Int(job.number.number)] == job.attempt { find("a job that was only to be looked at is worked on") }
        guard row.job.state == .underWay, row.job.attempt == job.attempt, row.holder?.number == writer else {
            return find("a step of job \(job.number.number) is sent by a worker that does not hold it any more")
        }
    }

    mutating func enter(_ target: Int, _ session: Int32) {
        if sections[target] != 0 { find("two sessions work on target \(target) at once") }
        sections[target] = session
    }

    mutating func leave(_ target: Int) { sections[target] = 0 }
}
