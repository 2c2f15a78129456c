import FlotillaRollout

/// A failure reported by an engine or its client library, classified where it was met.
public struct DriverError: Error, Sendable, Hashable {
    public var cause: FailureCause
    /// The engine's own code: an SQLSTATE, a MySQL error number, the name of an SQLite result code. Empty if none.
    public var code: String
    /// The engine's words, at most ``messageLimit`` bytes, without values of rows and without secrets.
    public var message: String
    /// How many statements of the batch had completed before this one failed; `nil` when that is not known.
    public var completedStatements: Int?
    /// The results of those statements, where the session kept them.
    public var completedResults: [StatementResult]
    /// Offset in characters (Unicode scalars) from the start of the batch, where the engine gives one; from 0.
    public var position: Int?
    /// Whether the server may have received and carried out what was sent although no answer came back.
    public var effectIsUnknown: Bool

    public static let messageLimit = 8 * 1024

    public init(
        _ cause: FailureCause, code: String = "", message: String, completedStatements: Int? = nil,
        completedResults: [StatementResult] = [], position: Int? = nil, effectIsUnknown: Bool = false
    ) {
        self.cause = cause
        self.code = code
        self.message = DriverError.capped(message)
        self.completedStatements = completedStatements
        self.completedResults = completedResults
        self.position = position
        self.effectIsUnknown = effectIsUnknown
    }

    /// `text` without trailing white space, cut at ``messageLimit`` bytes, saying how much was cut.
    public static func capped(_ text: String) -> String {
        var text = text
        while let last = text.last, last.isWhitespace { text.removeLast() }
        guard text.utf8.count > messageLimit else { return text }
        let head = String(decoding: text.utf8.prefix(messageLimit), as: UTF8.self)
        return head + "… (\(text.utf8.count - messageLimit) more bytes)"
    }
}
