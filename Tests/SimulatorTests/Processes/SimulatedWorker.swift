import FlotillaRollout

/// A worker process: what it holds in memory. All of it is gone when the process ends.
final class SimulatedWorker {
    /// An attempt under way, in one of the places that the worker has.
    struct Place {
        var attempt: Attempt
        var session: Int32
        var isBusy = false
    }

    let process: Int32
    /// Its clock runs faster or slower by so many millionths.
    let drift: Int64
    /// Rises whenever it is started, so that nothing meant for an earlier life reaches it.
    var life: Int32 = 0
    var isUp = false
    /// It stands still until then: stopped, or its machine asleep.
    var standsUntil: Moment = 0
    /// The number under which it writes, or -1 until it has one.
    var writer: Int64 = -1
    var token: Int64 = 0
    var lease = HeldLease(length: .zero, askedAt: .zero)
    var places: [Place]
    var freePlaces: [Int]
    var outbox: [JobReport] = []
    /// The request whose answer it waits for; others wait for that. Beside it runs only the sign of life.
    var asking: Int32 = -1
    var nextClaim: Moment = 0
    /// When it looks for work of itself, if that is to come.
    var nextWake: Moment = 0

    init(process: Int32, drift: Int64, capacity: Int) {
        self.process = process
        self.drift = drift
        let idle = Place(attempt: Attempt(ClaimedJob(number: JobNumber(-1), attempt: 0)), session: 0)
        places = Array(repeating: idle, count: capacity)
        freePlaces = Array(0..<capacity)
    }

    /// Its own steady clock.
    func clock(_ now: Moment) -> Duration { .microseconds(now + now * drift / 1_000_000) }

    func forgetEverything() {
        life += 1
        writer = -1
        token = 0
        asking = -1
        nextWake = 0
        outbox = []
        for index in places.indices { places[index].isBusy = false }
        freePlaces = Array(places.indices)
    }
}

/// What a process asks of the ledger.
struct Request {
    enum Kind {
        case register
        case heartbeat
        case exchange([JobReport], claiming: Int)
        /// What became of the transaction with this number? Whatever of it is still under way comes too late from now on.
        case look(Int32)
        case tick
        case gate(wave: Int, gate: Int, passes: Bool?)
        case sweep(wave: Int, Range<Int>)
    }

    enum Answer {
        case done
        /// Nothing has changed.
        case refused
        /// The connection broke, before or after the commit.
        case lost
    }

    let process: Int32
    let life: Int32
    let writer: Int64
    let token: Int64
    let kind: Kind
    /// By the clock of who asks.
    let askedAt: Duration
    var answer = Answer.lost
    var claimed: [ClaimedJob] = []
    var newWriter: Int64 = -1
    /// The answer to a look.
    var isCommitted = false
    /// Whoever asked waits no longer.
    var isDetached = false
    /// What a coordinator has seen.
    var gating: (wave: Int, gate: Int)?
    var sweeping: (wave: Int, joined: Range<Int>)?
}
