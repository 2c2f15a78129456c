/// What will happen, soonest first; of two things at the same moment, what was said first.
struct EventQueue {
    struct Entry {
        /// The moment, and below it the order in which entries came in.
        let key: Int64
        let event: Event

        var moment: Moment { key >> 24 }
    }

    private var heap: ContiguousArray<Entry> = []
    private var count: Int64 = 0

    init() { heap.reserveCapacity(256) }

    mutating func add(_ event: Event, at moment: Moment) {
        count += 1
        let entry = Entry(key: moment << 24 | (count & 0xFF_FFFF), event: event)
        var place = heap.count
        heap.append(entry)
        while place > 0 {
            let above = (place - 1) >> 1
            let other = heap[above]
            guard other.key > entry.key else { break }
            heap[place] = other
            place = above
        }
        heap[place] = entry
    }

    mutating func next() -> Entry? {
        guard let first = heap.first, let last = heap.popLast() else { return nil }
        let count = heap.count
        guard count > 0 else { return first }
        var place = 0
        while true {
            var below = place << 1 + 1
            guard below < count else { break }
            var other = heap[below]
            if below + 1 < count {
                let right = heap[below + 1]
                if right.key < other.key {
                    below += 1
                    other = right
                }
            }
            guard other.key < last.key else { break }
            heap[place] = other
            place = below
        }
        heap[place] = last
        return first
    }
}

/// Something that happens at a moment. Numbers stand for processes, requests, messages and the like.
enum Event {
    /// A process looks for work; in vain if it has been restarted since.
    case wakes(process: Int32, life: Int32)
    case heartbeatDue(process: Int32, life: Int32)
    /// A request has reached the ledger; its answer has reached the process.
    case requested(Int32), answered(Int32), repeated(Int32)
    /// A message has reached a target; a statement has run to its end; the answer has reached the worker.
    case arrived(Int32), finished(Int32), replied(Int32)
    /// A server finds out that whoever held a session is gone.
    case sessionEnds(Int32)
    case restarts(process: Int32)
    case faultDue
    case ledgerReturns, serverReturns(Int32), strangerLeaves(Int32)
    case operatorActs
    /// So many targets come into the inventory.
    case targetsJoin(Int)
    /// A coordinator knows which targets had joined when it looked for a wave of that number.
    case inventoryRead(_ process: Int32, _ life: Int32, _ wave: Int, Range<Int>)
    case faultsEnd
}
