import FlotillaKit
import FlotillaLedger

/// Asks now and then what a rollout of which nothing runs waits for, and has it told.
struct WaitWatch: Sendable {
    private static let interval = Duration.seconds(5)

    let flotilla: Flotilla
    let teller: WaveTeller

    /// Watches beside the work.
    func during<Value: Sendable, Failure: Error>(
        _ work: () async throws(Failure) -> Value
    ) async throws(Failure) -> Value {
        // Ended by leaving this scope, which cancels it and waits for it.
        async let _: Void = run()
        return try await work()
    }

    private func run() async {
        repeat {
            guard let record = teller.meter.record, record.rollout.underWay == 0 else { continue }
            // A ledger that is away is told of by whoever works.
            if let waits = try? await flotilla.waits(of: record) { teller.tell(waits, of: record) }
        } while (try? await Task.sleep(for: Self.interval)) != nil
    }
}
