import FlotillaRollout

/// A fleet, its ledger and its processes in virtual time, all from one seed.
///
/// What decides is the product's own code: rollout, job, transactions, lease, attempt, retries. What is pretended is what it
/// runs on. One event after another happens, and after each the witness says whether something happened that must not.
final class World {
    let seed: UInt64
    let setting: Setting
    let bug: PlantedBug?
    var dice: Dice
    var queue = EventQueue()
    var now: Moment = 0
    let ledger: PretendedLedger
    var targets: ContiguousArray<PretendedTarget> = []
    var servers: ContiguousArray<Server>
    /// How often each step took effect on each target.
    var effects: ContiguousArray<UInt8>
    /// Coordinators stand behind the workers.
    var workers: [SimulatedWorker] = []
    var requests: ContiguousArray<Request> = []
    var messages: ContiguousArray<Message> = []
    /// Session 0 is nobody's.
    var sessions: ContiguousArray<Session> = [Session(target: 0, serverStarts: -1)]
    var witness: Witness
    var hasFaults = true
    var faultsEnd: Moment
    var nextJump: Moment = 0
    /// How many targets have joined since the plan was made.
    var joined = 0
    private(set) var eventCount = 0

    init(seed: UInt64, bug: PlantedBug? = nil) {
        self.seed = seed
        self.bug = bug
        var dice = Dice(seed: seed)
        var setting = Setting(&dice)
        let jobs = setting.shape.waves.reduce(0) { $0 + $1.jobs }
        let truth = setting.shape
        if bug == .budgetOffByOne { setting.shape.budgetOneMore() }
        self.setting = setting
        ledger = PretendedLedger(setting, bug: bug, &dice)
        servers = ContiguousArray(repeating: Server(), count: setting.servers)
        effects = ContiguousArray(repeating: 0, count: jobs * setting.steps)
        witness = Witness(truth, jobs: jobs, first: ledger.rollout.rollout.state)
        faultsEnd = setting.faultsEnd
        self.dice = dice
        makeTargets()
        makeProcesses()
    }

    /// For every job that has none yet.
    func makeTargets() {
        while targets.count < ledger.rows.count {
            let row = ledger.rows[targets.count]
            let kinds: [PretendedTarget.Kind] = [.oneTrip, .oneTrip, .twoTrips, .journalled]
            // Somebody was there before.
            let start = dice.happens(5) ? setting.steps : 0
            let missing = ledger.rows.count * setting.steps - effects.count
            if missing > 0 { effects += ContiguousArray(repeating: 0, count: missing) }
            for step in 0..<start { effects[Int(row.number.number) * setting.steps + step] = 1 }
            targets.append(
                PretendedTarget(
                    kind: kinds[dice.roll(4)], server: Int32(row.server), start: Int32(start),
                    brokenStep: dice.happens(setting.broken) ? Int32(dice.roll(setting.steps)) : -1,
                    isOpaque: dice.roll(10) == 0, marker: Int32(start)))
        }
    }

    private func makeProcesses() {
        for process in 0..<(setting.workers + Setting.coordinators) {
            let capacity = process < setting.workers ? setting.capacity : 0
            workers.append(
                SimulatedWorker(
                    process: Int32(process), drift: Int64(dice.roll(20_001)) - 10_000, capacity: capacity))
            queue.add(.restarts(process: Int32(process)), at: Moment(process) * 10 * .millisecond)
        }
        for count in setting.joining { queue.add(.targetsJoin(count), at: dice.between(0, faultsEnd)) }
        queue.add(.faultDue, at: setting.faultEvery)
        queue.add(.operatorActs, at: 20 * .second)
        queue.add(.faultsEnd, at: faultsEnd)
    }

    func report(_ text: String) { witness.find(text) }
}

// MARK: The course of events

extension World {
    /// Everything has to be over so long after the last fault.
    private static let patience: Moment = 4 * 3_600 * .second

    /// Lets the world go on to its end, or to the first thing that must not happen.
    ///
    /// - Parameter quietAfter: after so many events no more faults happen.
    func run(quietAfter: Int = .max) {
        var endOfAll = Moment.max
        while witness.found == nil, let entry = queue.next() {
            eventCount += 1
            now = entry.moment
            if eventCount == quietAfter, hasFaults { endFaults() }
            happen(entry.event)
            guard !hasFaults else { continue }
            if endOfAll == .max, isAtRest { endOfAll = now + 150 * .second }
            if now > endOfAll { return witness.found == nil ? checkEnd() : () }
            if now > faultsEnd + Self.patience { report("nothing was over, long after the last fault") }
        }
    }

    private var isAtRest: Bool {
        switch ledger.rollout.rollout.state.phase {
        case .paused, .completed, .aborted: true
        case .advancing, .gating, .sweeping, .retrying, .pausing, .aborting: false
        }
    }

    private func happen(_ event: Event) {
        switch event {
        case .requested(let number): execute(number)
        case .answered(let number): answer(number)
        case .repeated(let number): repeatReport(number)
        case .arrived(let number): arrive(number)
        case .finished(let number): finish(number)
        case .replied(let number): answered(number)
        case .wakes(let process, let life):
            if let living = living(process, life) { wake(living) }
        case .heartbeatDue(let process, let life):
            if let living = living(process, life) { heartbeat(living) }
        case .sessionEnds(let session): endSession(session)
        case .restarts(let process): start(workers[Int(process)])
        case .faultDue: breakSomething()
        case .ledgerReturns: ledger.isUp = true
        case .serverReturns(let server): servers[Int(server)].isUp = true
        case .strangerLeaves(let target):
            if targets[Int(target)].lock == -1 { targets[Int(target)].lock = 0 }
        case .operatorActs: operate()
        case .targetsJoin(let count): joined += count
        case .inventoryRead(let process, let life, let wave, let joined):
            if let living = living(process, life) { inventoryRead(living, wave, joined) }
        case .faultsEnd: endFaults()
        }
    }

    private func living(_ process: Int32, _ life: Int32) -> SimulatedWorker? {
        let found = workers[Int(process)]
        return found.isUp && found.life == life ? found : nil
    }
}

extension RolloutShape {
    fileprivate mutating func budgetOneMore() {
        budget += 1
        for wave in waves.indices { waves[wave].budget += 1 }
    }
}
