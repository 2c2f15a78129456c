/// Who has agreed to a gate of a rollout, and who may.
public struct Approvals: Sendable, Hashable {
    /// Who started the rollout: cannot agree to it, whatever groups they are in.
    public var author: String
    /// Actors, as the ledger names them.
    public var given: [String]
    /// The members of each group. A name that is a group's is nobody's own: otherwise whoever is called so by their machine
    /// would be one of it.
    public var groups: [String: [String]]

    /// Nobody has agreed.
    public static let none = Approvals(author: "", given: [])

    public init(author: String, given: [String], groups: [String: [String]] = [:]) {
        self.author = author
        self.given = given
        self.groups = groups
    }

    /// Whether one of those who agreed is called, or in a group called, one of `names`; with no names anybody will do.
    public func satisfies(_ names: [String]) -> Bool { given.contains { mayApprove($0, names) } }

    /// Whether this person's word counts.
    public func mayApprove(_ person: String, _ names: [String]) -> Bool {
        guard person != author, !person.isEmpty else { return false }
        return names.isEmpty || names.contains { groups[$0]?.contains(person) ?? ($0 == person) }
    }
}

/// Whom a gate asks for approval: people, and groups with their members.
public struct Approvers: Sendable, Hashable {
    public struct Name: Sendable, Hashable {
        public var text: String
        /// `nil` for a person.
        public var members: [String]?

        public init(_ text: String, members: [String]? = nil) {
            self.text = text
            self.members = members
        }
    }

    /// As the gate names them; empty for anybody.
    public var names: [Name]

    public init(_ names: [String], in groups: [String: [String]]) {
        self.names = names.map { Name($0, members: groups[$0]) }
    }

    /// Whether somebody else than this person may approve.
    public func include(besides person: String) -> Bool {
        names.isEmpty || names.contains { ($0.members ?? [$0.text]).contains { $0 != person } }
    }
}
