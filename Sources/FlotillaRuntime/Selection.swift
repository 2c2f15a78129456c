import FlotillaDriver
import FlotillaInventory

/// Which targets a command is for, as it was asked. A plan keeps it, so that whoever starts the plan later can ask again.
public enum Selection: Sendable, Hashable {
    /// One database, without an inventory and without a ledger.
    case database(String)
    case targets([TargetID])
    case selector(String)
    case all
}

extension Selection {
    /// The options of a command that ask for the same.
    public var words: [String] {
        switch self {
        case .database(let url): ["--database", url]
        case .targets(let ids): ids.flatMap { ["--target", $0.text] }
        case .selector(let text): ["--select", text]
        case .all: ["--all"]
        }
    }

    /// `{"select": "region=eu"}`, `{"targets": ["acme"]}` or `{"all": true}`. A single database has no place in a plan, and
    /// its URL none in a file.
    var json: JSON {
        switch self {
        case .database: .null
        case .targets(let ids): .object([JSON.Member("targets", .strings(ids.map(\.text)))])
        case .selector(let text): .object([JSON.Member("select", .string(text))])
        case .all: .object([JSON.Member("all", .boolean(true))])
        }
    }

    init?(json: JSON) {
        guard case .object(let members) = json, members.count == 1 else { return nil }
        switch (members[0].key, members[0].value) {
        case ("targets", .array(let ids)):
            let texts = ids.compactMap { id -> String? in if case .string(let text) = id { text } else { nil } }
            guard texts.count == ids.count else { return nil }
            self = .targets(texts.map { TargetID($0) })
        case ("select", .string(let text)): self = .selector(text)
        case ("all", .boolean(true)): self = .all
        default: return nil
        }
    }

    /// The same in one line, for the ledger.
    public var text: String { json.text }

    /// - Parameter text: what ``text`` gave.
    public init?(text: String) {
        guard let json = try? JSONDocument.parse(text, name: "selection") else { return nil }
        self.init(json: json)
    }
}
