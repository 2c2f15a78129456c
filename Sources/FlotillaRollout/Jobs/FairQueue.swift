/// Which job starts next: a waiting room with one line per server.
///
/// Lines are served in turn, and none has more jobs under way than its server may bear; whoever is free takes the next
/// job, whatever server it is for. A job that is to be tried again waits outside until its time has come and then stands
/// at the head of its line. Time is a duration since some fixed start, given by the caller.
///
/// Jobs are positions in a list kept elsewhere; the room holds four bytes for each.
public struct FairQueue: Sendable {
    /// A job under way, or on its way back into the room.
    public struct Ticket: Sendable, Hashable {
        public let job: Int
        public let server: Int
        /// From 1.
        public let attempt: Int
    }

    public enum Next: Sendable, Hashable {
        case start(Ticket)
        /// Nothing may start now; ask again when a job has ended, or at the given time if there is one.
        case wait(until: Duration?)
        /// Every job has ended, or none will be started any more.
        case finished
    }

    private struct Line: Sendable {
        var jobs: [UInt32]
        var head = 0
        var returned: [Ticket] = []
        var underWay = 0
        var limit: Int

        var isEmpty: Bool { returned.isEmpty && head == jobs.count }
        var mayStart: Bool { !isEmpty && underWay < limit }
    }

    private var lines: [Line]
    private var turn = 0
    /// Soonest last.
    private var delayed: [(ticket: Ticket, due: Duration)] = []
    private var isClosed = false
    public private(set) var underWay = 0

    /// - Parameter lines: for each server its jobs, in the order in which they should start, and how many may be under
    ///   way at once (at least 1).
    public init(_ lines: [(jobs: [UInt32], limit: Int)]) {
        self.lines = lines.map { Line(jobs: $0.jobs, limit: max(1, $0.limit)) }
    }

    /// Jobs that wait for the time of their next attempt.
    public var waitingForRetry: Int { delayed.count }

    /// Nothing is under way or waits.
    public var isEmpty: Bool { underWay == 0 && delayed.isEmpty && lines.allSatisfy(\.isEmpty) }

    /// Amortised O(number of servers).
    public mutating func next(at now: Duration) -> Next {
        guard !isClosed else { return .finished }
        readmit(at: now)
        for offset in lines.indices {
            let server = (turn + offset) % lines.count
            guard lines[server].mayStart else { continue }
            turn = server + 1
            return .start(takeFirst(of: server))
        }
        if let soonest = delayed.last { return .wait(until: soonest.due) }
        return isEmpty ? .finished : .wait(until: nil)
    }

    /// The job of `ticket` has ended for good.
    public mutating func end(_ ticket: Ticket) {
        lines[ticket.server].underWay -= 1
        underWay -= 1
    }

    /// The job of `ticket` failed and is to be tried again at `due`. False, and nothing has changed, when the room is
    /// closed: then the job has to be ended.
    @discardableResult
    public mutating func retry(_ ticket: Ticket, at due: Duration) -> Bool {
        guard !isClosed else { return false }
        end(ticket)
        let again = Ticket(job: ticket.job, server: ticket.server, attempt: ticket.attempt + 1)
        let position = delayed.lastIndex { $0.due >= due }.map { $0 + 1 } ?? 0
        delayed.insert((again, due), at: position)
        return true
    }

    /// The server has no connection left: from now on it gets one less than it has, but at least one.
    public mutating func narrow(_ server: Int) {
        lines[server].limit = max(1, min(lines[server].limit, lines[server].underWay) - 1)
    }

    /// Starts nothing any more. Returns the jobs that will thus never end: not begun, and waiting for a retry.
    public mutating func close() -> (untouched: [Int], interrupted: [Ticket]) {
        isClosed = true
        var interrupted = delayed.map(\.ticket)
        var untouched: [Int] = []
        for index in lines.indices {
            interrupted += lines[index].returned
            untouched += lines[index].jobs[lines[index].head...].map(Int.init)
            lines[index].returned = []
            lines[index].head = lines[index].jobs.count
        }
        delayed = []
        return (untouched, interrupted)
    }

    private mutating func readmit(at now: Duration) {
        while let soonest = delayed.last, soonest.due <= now {
            delayed.removeLast()
            lines[soonest.ticket.server].returned.append(soonest.ticket)
        }
    }

    private mutating func takeFirst(of server: Int) -> Ticket {
        lines[server].underWay += 1
        underWay += 1
        if !lines[server].returned.isEmpty { return lines[server].returned.removeFirst() }
        let job = lines[server].jobs[lines[server].head]
        lines[server].head += 1
        return Ticket(job: Int(job), server: server, attempt: 1)
    }
}
