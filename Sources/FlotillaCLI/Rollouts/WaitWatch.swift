import FlotillaKit
import FlotillaLedger

/// Asks now and then what a rollout waits for, and has it told: of one that has targets under way, only that nobody is at
/// work on it.
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
            guard let record = teller.meter.record else { continue }
            // A ledger that is away is told of by whoever works.
            if let waits = try? await flotilla.waits(of: record) { teller.tell(waits, of: record) }
        } while (try? await Task.sleep(for: Self.interval)) != nil
    }
}
