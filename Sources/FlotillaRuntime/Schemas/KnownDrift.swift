import FlotillaInventory
import FlotillaRevisions
import FlotillaSQL

/// A shape that differs from what the revisions give, and of which somebody has said so.
public struct KnownDrift: Sendable, Hashable {
    public var engine: Engine
    public var version: [RevisionID]
    public var fingerprint: String
    public var actor: String
    public var reason: String

    public init(engine: Engine, version: [RevisionID], fingerprint: String, actor: String, reason: String) {
        self.engine = engine
        self.version = version
        self.fingerprint = fingerprint
        self.actor = actor
        self.reason = reason
    }
}

extension KnownDrift {
    /// All that the file beside the revisions holds. Blocks.
    public static func all(in migrations: String) throws(InventoryError) -> [KnownDrift] {
        try KnownDriftFile.read(migrations).split(whereSeparator: \.isNewline).compactMap { KnownDrift(line: $0) }
    }

    /// One line of the file: engine, version, fingerprint, who, and why to the end of the line.
    public var line: String {
        let version = version.isEmpty ? "base" : version.map(\.text).joined(separator: ",")
        let words = reason.split(whereSeparator: \.isNewline).joined(separator: " ")
        let who = actor.split(whereSeparator: \.isWhitespace).joined(separator: "-")
        return "\(engine.rawValue) \(version) \(fingerprint) \(who) \(words)\n"
    }

    /// `nil` for a blank line or a comment, and for what is no such line.
    init?(line: Substring) {
        let words = line.split(separator: " ", maxSplits: 4, omittingEmptySubsequences: true)
        guard words.count >= 4, !line.hasPrefix("#"), let engine = Engine(rawValue: String(words[0])) else {
            return nil
        }
        self.init(
            engine: engine,
            version: words[1] == "base" ? [] : words[1].split(separator: ",").map { RevisionID(String($0)) },
            fingerprint: String(words[2]), actor: String(words[3]), reason: words.count > 4 ? String(words[4]) : "")
    }
}
