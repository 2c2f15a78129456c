import FlotillaDriver
import FlotillaRollout

/// Why a worker that is alive does not work on a rollout, for whoever looks at the rollout from elsewhere.
public struct WorkerRefusal: Sendable, Hashable {
    public let worker: WriterID
    /// Empty when it works on it after all.
    public let reason: String

    public init(worker: WriterID, reason: String) {
        self.worker = worker
        self.reason = reason
    }
}

/// Refusals are entries of the record, of which the newest of a worker counts.
extension LedgerStore {
    private static let refused = "worker refused"
    private static let joined = "worker joined"
    private static let refusals = """
        SELECT body, reason FROM events WHERE run = ?1 AND kind IN ('worker refused', 'worker joined') ORDER BY id
        """

    func note(_ refusal: WorkerRefusal, of run: RunID, author: EventAuthor) throws(DriverError) {
        try connection.transaction(.deciding) { () throws(DriverError) in
            let draft = EventDraft(
                run: run, kind: refusal.reason.isEmpty ? Self.joined : Self.refused, author: author,
                reason: refusal.reason, body: String(refusal.worker.number))
            try append([draft], now: try now())
        }
    }

    func refusals(of run: RunID) throws(DriverError) -> [WorkerRefusal] {
        var newest: [Int64: String] = [:]
        try connection.forEachRow(LedgerStatement(Self.refusals, .integer(run.number))) { row in
            if let worker = row.text(0).flatMap({ Int64($0) }) { newest[worker] = row.text(1) ?? "" }
            return true
        }
        return newest.filter { !$0.value.isEmpty }.sorted { $0.key < $1.key }
            .map { WorkerRefusal(worker: WriterID($0.key), reason: $0.value) }
    }
}

extension Ledger {
    /// Leaves word that a worker does not work on a rollout, or does so after all.
    public func note(_ refusal: WorkerRefusal, of run: RunID) throws(LedgerError) {
        try write { (store) throws(DriverError) in try store.note(refusal, of: run, author: .current) }
    }

    /// The workers that do not work on a rollout, alive or not, with the reason of each.
    public func refusals(of run: RunID) throws(LedgerError) -> [WorkerRefusal] {
        try ask { (store) throws(DriverError) in try store.refusals(of: run) }
    }
}
