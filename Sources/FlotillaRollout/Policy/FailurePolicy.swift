/// How many targets may fail, and what happens when one more does.
public struct FailurePolicy: Sendable, Hashable {
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// Never more than one failure over the budget: fewer targets are under way as the budget shrinks.
        case strict
        /// Nothing new begins once the budget is exceeded; what was under way then may fail too.
        case eventual
    }

    public enum Reaction: String, Sendable, Hashable, CaseIterable {
        /// Nothing begins until a person says so.
        case pause
        /// The rollout ends; what was not begun stays as it is.
        case abort
        /// The rollout ends and what it changed is taken back by a rollout of its own.
        case revert
    }

    /// Of each wave and of the whole.
    public var tolerate: Amount
    public var mode: Mode
    /// Attempts after the first, per target.
    public var retries: Int
    public var then: Reaction

    public init(
        tolerate: Amount = .share(basisPoints: 100), mode: Mode = .strict, retries: Int = 3, then: Reaction = .pause
    ) {
        self.tolerate = tolerate
        self.mode = mode
        self.retries = retries
        self.then = then
    }
}
