/// The keys of a YAML or JSON inventory.
enum InventoryDocument {
    static let shape = [
        FileKey("targets", .list(.mapping(Entry.shape)), "The databases, one by one."),
        FileKey("sources", .list(Source.shape), "Where to find further ones."),
    ]
    static let keys = shape.names

    static func deliver(
        targets: Value, skipping: Int = 0, file: String, to delivery: Delivery, scope: Scope
    ) throws(InventoryError) {
        guard case .list(let elements) = targets.content else {
            if case .absent = targets.content { return }
            throw InventoryError(.wrongType(key: "targets", expected: .list), at: targets.spot.place(in: file))
        }
        for element in elements.dropFirst(skipping) {
            try deliver(target: element, file: file, to: delivery, scope: scope)
        }
    }

    static func deliver(
        target: Value, file: String, to delivery: Delivery, scope: Scope
    ) throws(InventoryError) {
        let entry: Entry
        do { entry = try Entry(target, file: file) } catch { return try delivery.report(error) }
        try delivery.deliver(entry, in: scope)
    }

    static func deliver(
        sources: Value, file: String, to delivery: Delivery, scope: Scope
    ) throws(InventoryError) {
        guard case .list(let elements) = sources.content else {
            if case .absent = sources.content { return }
            throw InventoryError(.wrongType(key: "sources", expected: .list), at: sources.spot.place(in: file))
        }
        for element in elements {
            do { try Source(element, file: file).deliver(to: delivery, scope: scope) } catch {
                try delivery.report(error)
            }
        }
    }
}
