import FlotillaRollout

/// An entry in the record of what was done to the fleet: who did what, where, when and why.
///
/// Think of a bound book whose every line ends with a seal over the line and the seal before it. Entries are only ever
/// added, and none can be changed, taken out or put elsewhere without breaking every seal behind it.
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

    public init(
        number: Int64, at: LedgerTime, run: RunID?, kind: String, target: String, actor: String, host: String,
        reason: String, body: String, seal: String
    ) {
        self.number = number
        self.at = at
        self.run = run
        self.kind = kind
        self.target = target
        self.actor = actor
        self.host = host
        self.reason = reason
        self.body = body
        self.seal = seal
    }
}

/// Who does something, and from where.
public struct EventAuthor: Sendable, Hashable {
    public var actor: String
    public var host: String

    /// Whoever runs this process.
    public static let current = EventAuthor(.current)

    public init(actor: String, host: String) {
        self.actor = actor
        self.host = host
    }

    init(_ process: ProcessMark) { self.init(actor: process.user, host: process.host) }
}

/// An event that is about to be written.
struct EventDraft {
    let run: RunID?
    let kind: String
    let target: String
    let author: EventAuthor
    let reason: String
    let body: String

    /// - Parameter reason: what a person typed, so a password in a URL is taken out. The body must be free of secrets.
    init(
        run: RunID? = nil, kind: String, target: String = "", author: EventAuthor, reason: String = "",
        body: String = ""
    ) {
        self.run = run
        self.kind = kind
        self.target = target
        self.author = author
        self.reason = Redaction.withoutURLPasswords(reason)
        self.body = body
    }

    /// The entry that it becomes behind the one with this seal.
    func sealed(as number: Int64, at time: LedgerTime, after seal: String) -> LedgerEvent {
        let open = LedgerEvent(
            number: number, at: time, run: run, kind: kind, target: target, actor: author.actor, host: author.host,
            reason: reason, body: body, seal: "")
        return LedgerEvent(open, seal: EventSeal.of(open, after: seal))
    }
}

extension LedgerEvent {
    init(_ event: LedgerEvent, seal: String) {
        self.init(
            number: event.number, at: event.at, run: event.run, kind: event.kind, target: event.target,
            actor: event.actor, host: event.host, reason: event.reason, body: event.body, seal: seal)
    }
}
