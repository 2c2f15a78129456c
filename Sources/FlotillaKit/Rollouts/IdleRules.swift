import FlotillaInventory
import FlotillaRollout
import FlotillaRuntime

extension Flotilla {
    /// Throws `idleRules` when a wave, a window or an entry of the quarantine is for nobody in the whole inventory. That
    /// one is for nobody of the selection is common: it may be for other parts of the fleet.
    ///
    /// - Parameter policy: `nil` to look at the quarantine only.
    func refuseIdleRules(
        of policy: RolloutPolicy?, on selection: FleetSelection
    ) async throws(FlotillaError) {
        var idle = try await idleRules(policy, selection)
        if !idle.isEmpty, !selection.isEverything { idle = try await idleRules(policy, try await select(.all)) }
        guard idle.isEmpty else { throw .rollout(.idleRules(idle)) }
    }

    private func idleRules(
        _ policy: RolloutPolicy?, _ selection: FleetSelection
    ) async throws(FlotillaError) -> [IdleRule] {
        try await atDesk { [self] () throws(FlotillaError) in
            var search = IdleRuleSearch(policy, try quarantine())
            for place in 0..<selection.count where !search.isOver {
                do throws(InventoryError) { search.add(try selection.roster[place]) } catch {
                    throw .inventory(error)
                }
            }
            return search.found
        }
    }
}
