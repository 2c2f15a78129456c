import FlotillaRollout

/// Groups of people who approve, as `flotilla.yaml` and policies have them under `groups:`, each a list of names.
struct GroupReader {
    static let key = "groups"
    static let shape = FileShape.named(.words(.free))

    let file: String

    func groups(_ value: Value) throws(InventoryError) -> [String: [String]] {
        let fields = try Fields(value, file: file, key: Self.key)
        var groups: [String: [String]] = [:]
        var members: [Written] = []
        for member in fields.members {
            try ApproverName.check(Written(text: member.key, spot: member.keySpot), key: Self.key, file: file)
            let names = try self.members(member, fields)
            groups[member.key] = names.map(\.text)
            members += names
        }
        // A group in a group would leave open who is meant by its name.
        if let both = members.first(where: { groups[$0.text] != nil }) {
            throw InventoryError(.policy(.groupInGroup(both.text)), at: both.spot.place(in: file))
        }
        return groups
    }

    private func members(_ member: Value.Member, _ fields: Fields) throws(InventoryError) -> [Written] {
        let key = "\(Self.key).\(member.key)"
        var seen: Set<String> = []
        let names = try fields.words(member.key)
        for name in names {
            try ApproverName.check(name, key: key, file: file)
            guard seen.insert(name.text).inserted else {
                throw InventoryError(
                    .badValue(key: key, text: name.text, expected: "each name once"), at: name.spot.place(in: file))
            }
        }
        // Nobody could approve what such a group is asked for.
        guard !names.isEmpty else {
            throw InventoryError(.policy(.emptyGroup(member.key)), at: member.keySpot.place(in: file))
        }
        return names
    }
}

/// Names of people and groups that approve: what an operating system calls its users has no blanks.
enum ApproverName {
    static func check(_ name: Written, key: String, file: String) throws(InventoryError) {
        guard !name.text.isEmpty, !name.text.contains(where: \.isWhitespace) else {
            throw InventoryError(
                .badValue(key: key, text: name.text, expected: "names without blanks"), at: name.spot.place(in: file))
        }
    }
}
