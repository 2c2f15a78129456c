/// A database with a version row, a lock and, when its engine has no transactional DDL, a journal.
struct PretendedTarget {
    enum Kind {
        /// Step, version and commit go to the server in one message.
        case oneTrip
        /// The commit is a message of its own; in between the transaction is open.
        case twoTrips
        /// Intent, statement and version are messages of their own, under a lock of the session.
        case journalled
    }

    let kind: Kind
    let server: Int32
    /// How many steps were behind it when the rollout began.
    let start: Int32
    /// The step that never works, if there is one.
    let brokenStep: Int32
    /// The catalogue cannot show what its statements did.
    let isOpaque: Bool

    /// The version: how many steps are behind it.
    var marker: Int32
    /// The step whose intent is in the journal, or -1.
    var journalled: Int32 = -1
    /// The session that holds the lock: 0 nobody, -1 a stranger.
    var lock: Int32 = 0
    /// The session whose transaction is open with a step done in it, or 0.
    var open: Int32 = 0
    /// The session whose statement runs, or 0.
    var running: Int32 = 0
    /// A message reached it whose sender had long lost its lease.
    var wasReachedLate = false
}

/// What a worker sends to a target, and what comes back.
struct Message {
    enum Kind { case look, step, open, commit, intent, statement, done }

    enum Answer {
        case ok
        case locked
        /// The version is another one than the message was made for.
        case moved
        case failed(isTransient: Bool)
        /// The connection broke, before or after the message took effect.
        case lost
        case unreachable
    }

    let worker: Int32
    let life: Int32
    let place: Int
    let session: Int32
    let target: Int32
    let kind: Kind
    /// The step it is about.
    let step: Int32
    /// The attempt it belongs to.
    let attempt: Int
    var answer = Answer.ok
    /// The worker has taken an answer, or has given up waiting for one.
    var isAnswered = false
    /// What a look has seen.
    var marker: Int32 = 0
    var journalled: Int32 = -1
    var hasEffect = false
}

/// A worker's connection as its server sees it.
struct Session {
    let target: Int32
    /// How often the server had been started.
    let serverStarts: Int32
    var isOpen = false
    /// It has been open, or never will be.
    var hasEnded = false
}

/// A machine with targets.
struct Server {
    var isUp = true
    var starts: Int32 = 0
}
