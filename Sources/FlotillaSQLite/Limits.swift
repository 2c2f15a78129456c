import FlotillaDriver
import FlotillaRollout
import Glibc

/// When to give up: the deadline of the call under way, the stop signal, and how long to wait for another's lock.
struct Limits {
    /// How long a lock that another connection holds is waited for.
    var lockWait: Duration
    var deadline: Deadline?
    /// Of the statement under way.
    var statementDeadline: Deadline?
    let stop: StopSignal?
    private var waitEnds: ContinuousClock.Instant?

    init(lockWait: Duration, stop: StopSignal?) {
        self.lockWait = lockWait
        self.stop = stop
    }

    /// Why the work must end now; `nil` while it may go on.
    var verdict: FailureCause? {
        if stop?.isRaised == true { return .cancelled }
        if deadline?.hasPassed == true || statementDeadline?.hasPassed == true { return .statementTimeout }
        return nil
    }

    /// Sleeps a little, because a lock is held by another connection. False when there is no time left for it.
    ///
    /// - Parameter round: how often the same lock has been waited for already.
    mutating func waitForLock(round: Int32) -> Bool {
        let now = ContinuousClock.now
        if round == 0 { waitEnds = now + lockWait }
        guard let waitEnds, now < waitEnds, verdict == nil else { return false }
        // Short at first, because most locks are; never so long that a freed lock lies idle.
        let step = Deadline(now + .milliseconds(min(1 << Int(min(round, 5)), 25)))
        let end = Deadline.earlier(Deadline.earlier(step, Deadline(waitEnds)), deadline ?? step)
        var waiting = pollfd(fd: stop?.descriptor ?? -1, events: Int16(POLLIN), revents: 0)
        poll(&waiting, 1, end.pollMilliseconds)
        return true
    }
}
