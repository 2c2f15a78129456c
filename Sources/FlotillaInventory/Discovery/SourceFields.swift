/// The keys of one source, whether they stand beside the name of its kind or below it.
struct SourceFields {
    let kind: String
    let own: Fields

    init(_ value: Value, file: String) throws(InventoryError) {
        let outer = try Fields(value, file: file, key: "sources")
        let named = outer.members.filter { Source.kinds.contains($0.key) }
        guard let first = named.first, named.count == 1 else {
            // Most likely the kind itself is mistyped.
            if named.isEmpty, let stranger = outer.members.first {
                throw outer.unknown(stranger, allowed: Source.kinds)
            }
            throw InventoryError(.chooseOne(of: Source.kinds), at: outer.place)
        }
        kind = first.key
        guard case .mapping(let inner) = first.value.content else {
            own = outer
            return
        }
        let others = outer.members.filter { $0.key != first.key }
        for member in others {
            guard let twin = inner.first(where: { $0.key == member.key }) else { continue }
            throw InventoryError(
                .repeatedKey(member.key, first: member.keySpot.place(in: file)), at: twin.keySpot.place(in: file))
        }
        own = try Fields(Value(content: .mapping(inner + others), spot: outer.spot), file: file)
    }
}
