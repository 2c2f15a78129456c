import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

/// Where a process works on rollouts: an open ledger in which it is enrolled, and the targets that it reaches.
struct Station: Sendable {
    let ledger: Ledger
    let worker: WriterID
    let reach: Reach
    /// For which targets it was opened, so that the inventory can be asked again.
    let selection: Selection
    /// Of the targets that it reached from the beginning.
    let servers: [Roster.Server]
}

extension Flotilla {
    /// - Parameter name: the selector, for whoever looks at the workers.
    func station(_ selection: FleetSelection, as name: String) async throws(FlotillaError) -> Station {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            do throws(FlotillaError) {
                var failure: InventoryError?
                let targets = (0..<selection.count).lazy.compactMap { place -> (entry: TargetEntry, place: Int)? in
                    do throws(InventoryError) {
                        return (TargetEntry(try selection.roster[place]), place)
                    } catch {
                        failure = error
                        return nil
                    }
                }
                let worker = try reading { () throws(LedgerError) in
                    try ledger.enrol(selection: name, targets: targets)
                }
                if let failure { throw FlotillaError.inventory(failure) }
                return Station(
                    ledger: ledger, worker: worker, reach: Reach(selection.roster), selection: selection.selection,
                    servers: selection.roster.servers)
            } catch {
                ledger.close()
                throw error
            }
        }
    }

    /// Says goodbye to the ledger. Returns what was wrong with it.
    func close(_ station: Station) async -> LedgerError? {
        let farewell = Task(executorPreference: desk) { () -> LedgerError? in
            // Awaited below.
            let failure = station.ledger.failure
            try? station.ledger.dismiss(station.worker)
            station.ledger.close()
            return failure
        }
        return await farewell.value
    }
}
