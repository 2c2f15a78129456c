import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRollout

/// Targets that joined when the plan had been made. Whoever coordinates the rollout brings along those that the plan has
/// steps for, in a wave of their own; every process goes through the inventory again when it sees such a wave, so that its
/// worker can be handed what it reaches of it.
extension RolloutCoordinator {
    /// For how long the inventory, or somebody who holds one of the targets, is waited for. Then the rollout ends without
    /// them, and they are named.
    private static let patience = Duration.seconds(30)

    func sweep(for wave: Int, _ record: RolloutRecord) async throws(LedgerError) -> Duration {
        let sighting = await lookout.joined(record)
        // A look that was cut short has not seen everybody.
        guard !control.noMore.isRaised, !Task.isCancelled else { return .zero }
        switch sighting {
        case .none: return try end(wave, "")
        case .unclear(let words): return try wait(wave, record, words)
        case .some(let late):
            do throws(LedgerError) {
                _ = try scene.ledger.addWave(late.wave, late.jobs, to: scene.run, author: .current)
            } catch {
                guard case .busy(let holder) = error else { throw error }
                let names = holder.sample.map(\.text).joined(separator: ", ")
                return try wait(wave, record, "run \(holder.run) holds \(names)")
            }
            // They have just been looked at from here, whatever this process was started for.
            try extend(by: late.roster)
            return .zero
        }
    }

    private func wait(_ wave: Int, _ record: RolloutRecord, _ words: String) throws(LedgerError) -> Duration {
        record.now - record.since < Self.patience ? Self.patrol : try end(wave, words)
    }

    /// That the rollout is not sweeping any more is nobody's business.
    private func end(_ wave: Int, _ words: String) throws(LedgerError) -> Duration {
        _ = try scene.ledger.steer(scene.run, .noneJoined(wave: wave), author: .current, reason: words)
        return .zero
    }

    /// Reaches the targets of waves that were added since this process read the inventory, and those that had left it and are
    /// back.
    func keepUp(with record: RolloutRecord, _ rounds: inout Rounds) async throws(LedgerError) {
        let isBehind = record.waveNames.count > rounds.waves
        guard isBehind || scene.reach.missesTargets else { return }
        let pause = isBehind ? Self.search : Self.reunion
        guard rounds.lastReading.map({ .now - $0 >= pause }) ?? true else { return }
        rounds.lastReading = .now
        guard let selected = await lookout.selected() else { return }
        try extend(by: selected)
        rounds.waves = record.waveNames.count
        if !scene.reach.missesTargets { rounds.lastReading = nil }
    }

    private func extend(by roster: Roster) throws(LedgerError) {
        // What cannot be read back is not reached from here; others may reach it.
        guard let joined = try? scene.reach.add(roster), !joined.isEmpty else { return }
        try scene.ledger.extendReach(of: scene.worker, by: joined)
    }
}
