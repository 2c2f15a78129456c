import FlotillaDriver
import FlotillaRollout

/// Something that was done to the fleet or to a rollout.
public struct LedgerEvent: Sendable, Hashable {
    /// From 1, without gaps.
    public let number: Int64
    public let at: LedgerTime
    public let run: RunID?
    /// What happened, in a few words: `pause requested`, `job ended`.
    public let kind: String
    /// Empty where it concerns no single target.
    public let target: String
    public let actor: String
    public let host: String
    public let reason: String
    /// Particulars.
    public let body: String
    /// Of this entry and of all before it.
    public let seal: String
}

/// An event that is about to be written.
struct EventDraft {
    var run: RunID?
    var kind: String
    var target = ""
    var author: EventAuthor
    var reason = ""
    var body = ""
}

/// Who does something, and from where.
public struct EventAuthor: Sendable, Hashable {
    public var actor: String
    public var host: String

    public init(actor: String, host: String) {
        self.actor = actor
        self.host = host
    }

    init(_ process: ProcessMark) { self.init(actor: process.user, host: process.host) }
}

/// The seal of an entry: SHA-256 over the seal before it and over every field, each with its length in front, so that no
/// two entries have the same text to be sealed.
enum EventSeal {
    static func of(_ event: EventDraft, number: Int64, at time: LedgerTime, after seal: String) -> String {
        of(
            [
                seal, String(number), String(time.microseconds), event.run.map { String($0.number) } ?? "",
                event.kind, event.target, event.author.actor, event.author.host, event.reason, event.body,
            ])
    }

    static func of(_ event: LedgerEvent, after seal: String) -> String {
        of(
            [
                seal, String(event.number), String(event.at.microseconds), event.run.map { String($0.number) } ?? "",
                event.kind, event.target, event.actor, event.host, event.reason, event.body,
            ])
    }

    private static func of(_ fields: [String]) -> String {
        var text: [UInt8] = []
        for field in fields {
            text += Array("\(field.utf8.count):".utf8)
            text += Array(field.utf8)
        }
        return Digest.sha256(text).description
    }
}

extension Ledger {
    /// The latest events of a run, the last first.
    public func events(of run: RunID, limit: Int) throws(LedgerError) -> [LedgerEvent] {
        try ask { (store) throws(DriverError) in try store.events(of: run, limit: limit) }
    }
}

extension LedgerStore {
    private enum SQL {
        static let ofRun = """
            SELECT id, at, run, kind, target, actor, host, reason, body, seal FROM events WHERE run = ?1
            ORDER BY id DESC LIMIT ?2
            """
        static let chain = "SELECT last, seal FROM chain"
        static let append = """
            INSERT INTO events (id, at, run, kind, target, actor, host, reason, body, seal)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
            """
        static let advance = "UPDATE chain SET last = ?1, seal = ?2"
    }

    func events(of run: RunID, limit: Int) throws(DriverError) -> [LedgerEvent] {
        try connection.rows(SQL.ofRun, .integer(run.number), .integer(Int64(limit)), read: event)
    }

    private func event(_ row: any LedgerRow) throws(DriverError) -> LedgerEvent {
        LedgerEvent(
            number: row.integer(0) ?? 0, at: try row.time(1), run: row.optionalRun(2), kind: row.text(3) ?? "",
            target: row.text(4) ?? "", actor: row.text(5) ?? "", host: row.text(6) ?? "", reason: row.text(7) ?? "",
            body: row.text(8) ?? "", seal: row.text(9) ?? "")
    }

    /// Appends to the record, in the transaction that does what the events say. Nobody else appends before it ends.
    func append(_ drafts: [EventDraft], now: LedgerTime) throws(DriverError) {
        guard !drafts.isEmpty else { return }
        let found = try connection.rows(SQL.chain + dialect.forUpdate) { ($0.count(0), $0.text(1) ?? "") }
        var (last, seal) = try only(found)
        var statements: [LedgerStatement] = []
        for draft in drafts {
            last += 1
            seal = EventSeal.of(draft, number: Int64(last), at: now, after: seal)
            statements.append(
                LedgerStatement(
                    SQL.append, .integer(Int64(last)), .integer(now.microseconds), LedgerValue(draft.run?.number),
                    .text(draft.kind), .text(draft.target), .text(draft.author.actor), .text(draft.author.host),
                    .text(draft.reason), .text(draft.body), .text(seal)))
        }
        statements.append(LedgerStatement(SQL.advance, .integer(Int64(last)), .text(seal)))
        _ = try connection.run(statements)
    }
}
