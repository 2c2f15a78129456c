import FlotillaRollout
import Testing

@testable import FlotillaLedger

@Suite("Handing over the lead of a rollout, in the ledger")
struct HandoverTests {
    let scratches = Scratches()

    @Test(
        "a coordinator finds a worker that reaches all that a wave has changed, and lets it lead",
        arguments: LedgerEngine.allCases)
    func handover(_ engine: LedgerEngine) throws {
        let rollout = try SmallRollout(try scratches.make(engine).ledger(), [["a", "b"], ["c"]])
        let ledger = rollout.ledger
        let all = try rollout.worker()
        try rollout.end(try rollout.claim(2, all), .succeeded, all)
        let some = try rollout.worker(reaching: ["b", "c"])
        #expect(try ledger.lead(rollout.run, some))
        #expect(try ledger.workerReaching(wave: 0, of: rollout.run, besides: some) == all)
        #expect(try ledger.workerReaching(wave: 0, of: rollout.run, besides: all) == nil)
        try ledger.release(rollout.run, by: all)
        #expect(try !ledger.lead(rollout.run, all), "only who leads can let others")
        try ledger.release(rollout.run, by: some)
        #expect(try ledger.lead(rollout.run, all))
        #expect(try !ledger.lead(rollout.run, some))
        try ledger.dismiss(all)
        #expect(try ledger.workerReaching(wave: 0, of: rollout.run, besides: some) == nil)
    }
}
