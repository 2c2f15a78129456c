import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaRollout

/// Looks after one rollout: takes jobs away from workers that are gone, and measures the gates between waves. Whatever it
/// finds becomes an event of the rollout's machine; it holds no state of its own, so that another one can go on at any
/// moment.
///
/// One coordinator at a time does so. The others wait and take over when it is gone.
public struct RolloutCoordinator: Sendable {
    let scene: RolloutScene
    let measurer: GateMeasurer
    let control: RunControl
    let lookout: Lookout
    /// Rung when the rollout may have come to a phase in which there is something to do here.
    let news: Bell
    /// Told whenever the rollout has been looked at.
    let onLook: (@Sendable (RolloutRecord) -> Void)?

    /// How long nothing is done when there is nothing to do, at most.
    private static let rest = Duration.milliseconds(200)
    /// And at least.
    private static let blink = Duration.milliseconds(50)
    /// Between two looks for workers that are gone.
    static let patrol = Duration.seconds(1)
    /// Between two looks for targets that are gone, or that joined.
    static let search = Duration.seconds(5)
    /// Between two looks for targets that were given back and may be there again: the inventory may be slow, or large.
    static let reunion = Duration.seconds(15)
    /// How long others have to take over before this one leads again.
    private static let abstention = Duration.seconds(3)

    public init(
        _ scene: RolloutScene, measurer: GateMeasurer, control: RunControl, lookout: Lookout, news: Bell,
        onLook: (@Sendable (RolloutRecord) -> Void)? = nil
    ) {
        self.scene = scene
        self.measurer = measurer
        self.control = control
        self.lookout = lookout
        self.news = news
        self.onLook = onLook
    }

    /// Returns when the rollout is held or has ended, or when told to stop. For a thread of its own.
    ///
    /// A ledger that is away for a while is asked again: as long as the lease holds, nobody else has taken over.
    public func run() async throws(LedgerError) {
        var rounds = Rounds(waves: scene.policy.waves.count)
        while !control.noMore.isRaised, !Task.isCancelled, scene.ledger.holdsLeases {
            do throws(LedgerError) {
                guard let wait = try await look(&rounds) else { return }
                await rest(wait)
            } catch {
                guard error.mayPass else { throw error }
                await rest(Self.patrol)
            }
        }
    }

    /// Leads, or watches who does. Returns how long to wait before the next look, `nil` when there will be none.
    private func look(_ rounds: inout Rounds) async throws(LedgerError) -> Duration? {
        if let end = rounds.abstainsUntil, .now < end { return try await goesOn(&rounds) ? Self.patrol : nil }
        // Who leads goes on doing so until its lease has run out.
        if rounds.lastPatrol.map({ .now - $0 >= Self.patrol }) ?? true {
            guard try scene.ledger.lead(scene.run, scene.worker) else {
                return try await goesOn(&rounds) ? Self.patrol : nil
            }
            try scene.ledger.lapse(scene.run)
            rounds.lastPatrol = .now
        }
        if .now - rounds.lastSearch >= Self.search {
            try await endVanished(&rounds.vanishing)
            rounds.lastSearch = .now
        }
        return try await turn(&rounds)
    }

    /// What is done now and then.
    struct Rounds {
        /// Whose targets this process has gone through the inventory for.
        var waves: Int
        /// When it was last tried.
        var lastReading: ContinuousClock.Instant?
        var lastPatrol: ContinuousClock.Instant?
        var lastSearch = ContinuousClock.now
        var vanishing = Vanishing()
        /// It has let others lead.
        var abstainsUntil: ContinuousClock.Instant?
    }

    /// Whether the rollout goes on.
    private func goesOn(_ rounds: inout Rounds) async throws(LedgerError) -> Bool {
        guard let record = try scene.ledger.rollout(scene.run) else { return false }
        onLook?(record)
        try await keepUp(with: record, &rounds)
        switch record.state.phase {
        case .advancing, .gating, .sweeping, .retrying, .pausing, .aborting: return true
        case .paused, .completed, .aborted: return false
        }
    }

    /// What there is to do now; returns how long to wait before the next turn, `nil` when there will be none.
    private func turn(_ rounds: inout Rounds) async throws(LedgerError) -> Duration? {
        guard let record = try scene.ledger.rollout(scene.run) else { return nil }
        onLook?(record)
        try await keepUp(with: record, &rounds)
        switch record.state {
        case .gating(let wave, let gate): return try await attend(wave, gate, record, &rounds)
        case .sweeping(let wave): return try await sweep(for: wave, record)
        case .advancing, .retrying, .pausing, .aborting:
            // A quick rollout is not to wait at its end for longer than a small part of what it took.
            return max(Self.blink, min(Self.rest, (record.now - record.startedAt) / 20))
        case .paused, .completed, .aborted: return nil
        }
    }

    private func rest(_ duration: Duration) async {
        await withTaskCancellationHandler {
            news.wait(atMost: min(duration, Self.patrol))
        } onCancel: {
            // The worker has seen the end.
            news.ring()
        }
    }
}

// MARK: Gates

extension RolloutCoordinator {
    private func attend(
        _ wave: Int, _ gate: Int, _ record: RolloutRecord, _ rounds: inout Rounds
    ) async throws(LedgerError) -> Duration {
        let rule = scene.policy.gates(after: wave)[gate]
        var progress = record.gate ?? GateProgress(openedAt: record.since)
        let approvals = Approvals(
            author: record.author, given: try scene.ledger.approvals(of: scene.run, wave: wave, gate: gate),
            groups: scene.policy.groups)
        switch progress.verdict(rule, at: record.now, approvals: approvals) {
        case .passed: return try decide(.gatePassed(wave: wave, gate: gate))
        case .failed: return try decide(.gateFailed(wave: wave, gate: gate), progress.lastWords)
        case .inconclusive: return try decide(.gateInconclusive(wave: wave, gate: gate), progress.lastWords)
        case .open(let next):
            guard let next else { return Self.rest }
            guard next <= record.now else { return next - record.now }
            let sight = try sight(rule, wave)
            if let heir = sight.heir {
                progress.note(sight.words + "; worker \(heir.number) reaches all of them and is to lead")
                try scene.ledger.keepGate(progress, of: scene.run)
                try scene.ledger.release(scene.run, by: scene.worker)
                rounds.abstainsUntil = .now + Self.abstention
                rounds.lastPatrol = nil
                return Self.patrol
            }
            let measurement = await measure(rule, wave, record, sight)
            guard let now = try scene.ledger.rollout(scene.run)?.now else { return .zero }
            progress.apply(measurement, at: now)
            try scene.ledger.keepGate(progress, of: scene.run)
            return .zero
        }
    }

    /// A verdict on a gate that is not open any more is nobody's business.
    private func decide(_ event: RolloutEvent, _ reason: String = "") throws(LedgerError) -> Duration {
        _ = try scene.ledger.steer(scene.run, event, author: .current, reason: reason)
        return .zero
    }

    /// What a measurement can see from here.
    private struct Sight {
        var targets: [Target] = []
        var versions: [TargetID: [RevisionID]] = [:]
        /// Which targets are out of sight; empty when all that the gate asks can be asked.
        var words = ""
        /// Another worker that reaches all of them.
        var heir: WriterID?
    }

    private func sight(_ rule: GateRule, _ wave: Int) throws(LedgerError) -> Sight {
        guard rule.kind.asksTargets else { return Sight() }
        let jobs = try scene.ledger.changedJobs(of: scene.run).filter { $0.wave == wave }
        let changed = Set(jobs.map(\.target))
        let targets = reachable(changed)
        guard targets.count < changed.count else {
            let versions = jobs.compactMap { job in job.after.map { (job.target, $0) } }
            return Sight(targets: targets, versions: Dictionary(versions) { $1 })
        }
        let words =
            "\(changed.count - targets.count) of \(changed.count) targets are out of reach of worker "
            + "\(scene.worker.number)"
        let heir = try scene.ledger.workerReaching(wave: wave, of: scene.run, besides: scene.worker)
        return Sight(words: words, heir: heir)
    }

    private func measure(
        _ rule: GateRule, _ wave: Int, _ record: RolloutRecord, _ sight: Sight
    ) async -> GateMeasurement {
        // Nobody knows about those that cannot be asked from here.
        guard sight.words.isEmpty else { return .error(sight.words + ", and no living worker reaches all of them") }
        let deadline = Deadline.after(max(rule.timing.interval, .seconds(1)))
        return await measurer.measure(
            rule.kind,
            GateMeasurer.Scene(
                rollout: String(scene.run.number), wave: record.waveNames[wave], versions: sight.versions),
            targets: sight.targets, deadline: deadline, stop: control.cancel)
    }

    private func reachable(_ names: Set<TargetID>) -> [Target] {
        scene.reach.places.compactMap { place in
            guard let target = try? scene.reach[place], names.contains(target.id) else { return nil }
            return target
        }
    }
}
