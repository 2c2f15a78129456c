import FlotillaDriver

/// The members of one mapping, asked for by name; complains with the place.
struct Fields {
    let file: String
    let spot: Spot
    private(set) var members: [Value.Member]

    /// - Parameter key: what the mapping belongs to, for the message; empty for the whole file.
    init(_ value: Value, file: String, key: String = "") throws(InventoryError) {
        guard case .mapping(let members) = value.content else {
            throw InventoryError(.wrongType(key: key, expected: .mapping), at: value.spot.place(in: file))
        }
        self.file = file
        spot = value.spot
        self.members = members
    }

    var place: Place { spot.place(in: file) }

    func check(allowed: [String]) throws(InventoryError) {
        for member in members where !allowed.contains(member.key) { throw unknown(member, allowed: allowed) }
    }

    func unknown(_ member: Value.Member, allowed: [String]) -> InventoryError {
        let nearest = NearMisses.nearest(to: member.key, among: allowed, limit: 1).first
        return InventoryError(
            .unknownKey(member.key, nearest: nearest, allowed: allowed), at: member.keySpot.place(in: file))
    }

    /// `nil` when the key is missing or has nothing behind it.
    subscript(key: String) -> Value? {
        guard let value = members.first(where: { $0.key == key })?.value else { return nil }
        if case .absent = value.content { return nil }
        return value
    }

    func text(_ key: String) throws(InventoryError) -> Written? {
        guard let value = self[key] else { return nil }
        guard case .text(let text) = value.content else {
            throw InventoryError(.wrongType(key: key, expected: .text), at: value.spot.place(in: file))
        }
        return Written(text: text, spot: value.textSpot)
    }

    func required(_ key: String) throws(InventoryError) -> Written {
        guard let text = try text(key) else { throw InventoryError(.missingKey(key), at: place) }
        return text
    }

    func flag(_ key: String) throws(InventoryError) -> Bool {
        guard let written = try text(key) else { return false }
        switch written.text {
        case "true": return true
        case "false": return false
        default:
            throw InventoryError(
                .badValue(key: key, text: written.text, expected: "true or false"), at: written.spot.place(in: file))
        }
    }

    /// A mapping of texts; empty when the key is missing. Nothing behind a key leaves it out.
    func texts(_ key: String) throws(InventoryError) -> [(key: Written, value: Written)] {
        guard let value = self[key] else { return [] }
        var pairs: [(key: Written, value: Written)] = []
        for member in try Fields(value, file: file, key: key).members {
            switch member.value.content {
            case .absent: continue
            case .text(let text):
                let name = Written(text: member.key, spot: member.keySpot)
                pairs.append((name, Written(text: text, spot: member.value.textSpot)))
            case .list, .mapping:
                throw InventoryError(
                    .wrongType(key: "\(key).\(member.key)", expected: .text), at: member.value.spot.place(in: file))
            }
        }
        return pairs
    }

    /// A list of texts; one text is a list of one.
    func words(_ key: String) throws(InventoryError) -> [Written] {
        guard let value = self[key] else { return [] }
        guard case .list(let elements) = value.content else { return try text(key).map { [$0] } ?? [] }
        var words: [Written] = []
        for element in elements {
            guard case .text(let text) = element.content else {
                throw InventoryError(.wrongType(key: key, expected: .text), at: element.spot.place(in: file))
            }
            words.append(Written(text: text, spot: element.textSpot))
        }
        return words
    }
}

/// A text and where its first character stands.
struct Written {
    var text: String
    var spot: Spot
}
