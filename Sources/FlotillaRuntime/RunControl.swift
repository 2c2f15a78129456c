import FlotillaDriver
import Synchronization

/// The handle by which a person steers a run that is under way. Every call may come from any thread.
public final class RunControl: Sendable {
    /// Raised: nothing new is started, running targets finish.
    let noMore = StopSignal()
    /// Raised: running statements are cancelled and rolled back.
    public let cancel = StopSignal()
    private let run = Mutex<Run?>(nil)
    private let companions = Mutex<[RunControl]>([])

    private struct Run: Sendable {
        var progress: @Sendable () -> RunProgress
        var onStop: @Sendable () -> Void
    }

    public init() {}

    /// The first `^C`: start nothing new and let what runs come to its end.
    public func stopStarting() {
        noMore.raise()
        for companion in companions.withLock({ $0 }) { companion.stopStarting() }
        run.withLock { $0 }?.onStop()
    }

    /// The second `^C`: cancel the running statements too; the servers roll back.
    public func cancelRunning() {
        cancel.raise()
        for companion in companions.withLock({ $0 }) { companion.cancelRunning() }
        stopStarting()
    }

    /// Nothing new is to be started.
    public var isStopping: Bool { noMore.isRaised }

    /// Running statements are to be cancelled.
    public var isCancelling: Bool { cancel.isRaised }

    /// `nil` before the run has begun.
    public var progress: RunProgress? { run.withLock { $0 }?.progress() }

    /// For a run that goes on beside this one, and is told to stop with it.
    public func companion() -> RunControl {
        let companion = RunControl()
        companions.withLock { $0.append(companion) }
        if isStopping { companion.stopStarting() }
        if isCancelling { companion.cancelRunning() }
        return companion
    }

    public func attach(progress: @escaping @Sendable () -> RunProgress, onStop: @escaping @Sendable () -> Void) {
        run.withLock { $0 = Run(progress: progress, onStop: onStop) }
        if noMore.isRaised { onStop() }
    }
}
