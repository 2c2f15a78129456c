/// A wait for a lock that ended without one.
public struct LockWait: Sendable, Hashable {
    /// What the statement's text may name, as the engine's catalogue would have it.
    public var words: Set<String>
    /// It waited at least this long.
    public var limit: Duration

    /// More holders than this say no more about what is wrong.
    public static let holderLimit = 3

    public init(words: Set<String>, limit: Duration) {
        self.words = words
        self.limit = limit
    }
}
