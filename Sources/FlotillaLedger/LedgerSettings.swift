/// The ledger's periods. The defaults are meant for every use but tests.
public struct LedgerSettings: Sendable, Hashable {
    /// How long a run counts as alive after its last sign of life.
    public var lease: Duration = .seconds(30)
    /// How often a run gives a sign of life when nothing else is written.
    public var heartbeat: Duration = .seconds(5)
    /// How long an event may wait for others to be written with it.
    public var linger: Duration = .milliseconds(20)
    /// How many waiting events are written without lingering.
    public var batch = 512
    /// How many events may wait before ``Ledger/record(_:in:)`` makes its caller wait.
    public var capacity = 1_024
    /// How long one write waits for another process that is writing, before it starts anew.
    public var lockWait: Duration = .seconds(10)
    /// How long a server may take to let us in.
    public var connectWait: Duration = .seconds(5)
    /// How long a server may take to answer. Less than a lease, so that a hung one is noticed in time.
    public var answerWait: Duration = .seconds(10)
    /// The same for the beginning of a run, which writes as many rows as there are targets.
    public var decisionWait: Duration = .seconds(60)
    /// Added to the ledger's clock, to try what happens when time passes.
    public var clockOffset: Duration = .zero

    public init() {}

    /// With another lease, and with everything that has to happen within one in proportion.
    public init(lease: Duration) {
        self.lease = lease
        heartbeat = min(heartbeat, lease / 6)
        connectWait = min(connectWait, lease / 3)
        answerWait = min(answerWait, lease / 3)
    }
}
