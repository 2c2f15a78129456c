import FlotillaDriver
import FlotillaInventory
import FlotillaRevisions
import FlotillaSQL
import FlotillaSchema

/// Something that differs from what the revisions give, and of which somebody has said so.
public struct KnownDrift: Sendable, Hashable {
    public enum Mark: Sendable, Hashable {
        /// What a target is made of on one version; files of earlier times have these.
        case shape(String, version: [RevisionID])
        /// What separates it from what the revisions give, on whatever version: see ``ChangeSummary/digest``.
        case difference(String)
    }

    public var engine: Engine
    public var mark: Mark
    public var actor: String
    public var reason: String

    public init(engine: Engine, mark: Mark, actor: String, reason: String) {
        self.engine = engine
        self.mark = mark
        self.actor = actor
        self.reason = reason
    }
}

extension ChangeSummary {
    /// Equal for equal lines, whatever else the schemas hold.
    public var digest: String {
        let texts = lines.map { line in
            [line.kind.rawValue, line.object, line.table?.text, line.name, line.property, line.from, line.to]
                .map { $0.map { "=" + $0 } ?? "" }.joined(separator: "\0")
        }
        return Digest.sha256(Array(texts.sorted().joined(separator: "\0\0").utf8)).description
    }
}

extension KnownDrift {
    /// All that the file beside the revisions holds. Blocks.
    public static func all(in migrations: String) throws(InventoryError) -> [KnownDrift] {
        try KnownDriftFile.read(migrations).split(whereSeparator: \.isNewline).compactMap { KnownDrift(line: $0) }
    }

    private static let anyVersion = "*"

    /// One line of the file: engine, version, fingerprint, who, and why to the end of the line.
    public var line: String {
        let (version, fingerprint) =
            switch mark {
            case .shape(let shape, let version):
                (version.isEmpty ? "base" : version.map(\.text).joined(separator: ","), shape)
            case .difference(let digest): (Self.anyVersion, digest)
            }
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
        let fingerprint = String(words[2])
        let version = words[1] == "base" ? [] : words[1].split(separator: ",").map { RevisionID(String($0)) }
        self.init(
            engine: engine,
            mark: words[1] == Self.anyVersion ? .difference(fingerprint) : .shape(fingerprint, version: version),
            actor: String(words[3]), reason: words.count > 4 ? String(words[4]) : "")
    }
}
