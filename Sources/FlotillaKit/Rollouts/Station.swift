import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import FlotillaRollout
import FlotillaRuntime

/// Where a process works on rollouts: an open ledger in which it is enrolled, and the targets that it reaches.
struct Station: Sendable {
    let ledger: Ledger
    let worker: WriterID
    let roster: Roster
}

extension Flotilla {
    /// - Parameter name: the selector, for whoever looks at the workers.
    func station(_ selection: FleetSelection, as name: String) async throws(FlotillaError) -> Station {
        try await atDesk { [self] () throws(FlotillaError) in
            let ledger = try ledger()
            do throws(FlotillaError) {
                let ids = try selection.ids()
                let worker = try reading { () throws(LedgerError) in
                    try ledger.enrol(selection: name, targets: ids)
                }
                return Station(ledger: ledger, worker: worker, roster: selection.roster)
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
