import FlotillaDriver
import FlotillaLedger
import FlotillaRollout

/// Targets that nobody reaches because the inventory does not list them any more. What is remembered from look to look is
/// only since when; another coordinator begins anew, which costs some seconds.
extension RolloutCoordinator {
    func endVanished(_ vanishing: inout Vanishing) async throws(LedgerError) {
        guard let record = try scene.ledger.rollout(scene.run), Vanishing.concerns(record.rollout),
            let offer = record.rollout.offer
        else { return vanishing = Vanishing() }
        let offered = record.rollout.offered
        let unreached = try scene.ledger.unreached(of: scene.run, offer)
        // The inventory is asked only when nothing else is left to wait for.
        guard unreached.count == offered, let listed = await lookout.listed() else { return vanishing = Vanishing() }
        let gone = unreached.filter { !listed.contains($0.target) }.map(\.number)
        let due = vanishing.look(gone, offered: offered, at: record.now)
        guard !due.isEmpty else { return }
        try scene.ledger.giveUp(due, of: scene.run, reason: "the inventory does not list it any more")
    }
}
