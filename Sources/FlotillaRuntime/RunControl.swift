import FlotillaDriver
import Synchronization

/// The handle by which a person steers a run that is under way. Every call may come from any thread.
public final class RunControl: Sendable {
    /// Raised: nothing new is started, running targets finish.
    let noMore = StopSignal()
    /// Raised: running statements are cancelled and rolled back.
    let cancel = StopSignal()
    private let reader = Mutex<(@Sendable () -> RunProgress)?>(nil)

    public init() {}

    /// The first `^C`: start nothing new and let what runs come to its end.
    public func stopStarting() { noMore.raise() }

    /// The second `^C`: cancel the running statements too; the servers roll back.
    public func cancelRunning() {
        noMore.raise()
        cancel.raise()
    }

    /// `nil` before the run has begun.
    public var progress: RunProgress? { reader.withLock { $0 }?() }

    func attach(_ read: @escaping @Sendable () -> RunProgress) { reader.withLock { $0 = read } }
}
