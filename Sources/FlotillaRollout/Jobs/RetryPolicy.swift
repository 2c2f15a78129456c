/// When a failed attempt is tried again. A pure function of the cause and of how often it was tried.
///
/// The wait doubles with every attempt and is then drawn at random from its upper half, so that a thousand targets that
/// failed together do not come back together ("equal jitter", M. Brooker, AWS Architecture Blog, 2015).
public struct RetryPolicy: Sendable, Hashable {
    /// Attempts after the first.
    public var retries: Int
    /// The wait before the first retry.
    public var base: Duration
    /// The longest wait.
    public var cap: Duration

    public init(retries: Int = 3, base: Duration = .milliseconds(250), cap: Duration = .seconds(10)) {
        self.retries = retries
        self.base = base
        self.cap = cap
    }

    /// For what ends by itself, sooner or later: with the usual cap, some ten minutes.
    public var patient: RetryPolicy { RetryPolicy(retries: max(retries, 60), base: base, cap: cap) }

    /// How long to wait before trying again; `nil` means give up.
    ///
    /// - Parameter attempt: the attempt that failed, from 1.
    public func delay(
        after cause: FailureCause, attempt: Int, using random: inout some RandomNumberGenerator
    ) -> Duration? {
        guard cause.isTransient, attempt <= retries else { return nil }
        let doubled = min(cap, base * (1 << min(attempt - 1, 20)))
        return doubled / 2 + doubled / 2 * Double.random(in: 0..<1, using: &random)
    }
}
