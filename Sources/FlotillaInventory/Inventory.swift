/// The list of a fleet's targets: a file that names them, or says where to find them.
///
/// Targets come one after the other and none is kept, so the length of the list does not matter. Everything here
/// blocks: call it on a ``BlockingPool``.
public struct Inventory: Sendable, Hashable {
    /// As given; errors name it so.
    public let path: String
    let kind: InventoryFile.Kind

    /// Chooses the reader by the file's extension: `.yaml`, `.yml`, `.json`, `.ndjson`, `.jsonl`, `.csv`. The file
    /// itself is opened when targets are asked for.
    public static func load(_ path: String) throws(InventoryError) -> Inventory {
        Inventory(path: path, kind: try InventoryFile.Kind(path: path))
    }

    /// Hands each target to `body`, in the order of the files; sources follow the targets listed beside them.
    ///
    /// Sources are asked each time: use the answer of one call (a ``Roster``) for everything that must agree. Throws
    /// the first problem; what `body` was given before that is then no inventory.
    public func forEachTarget(
        _ context: InventoryContext, _ body: (Target) throws(InventoryError) -> Void
    ) throws(InventoryError) {
        try withoutActuallyEscaping(body) { body throws(InventoryError) in
            let delivery = Delivery(context: context, collecting: nil, body: body)
            try InventoryFile(path: path, kind: kind).deliver(
                to: delivery, scope: Scope(folder: Paths.folder(of: path)))
        }
    }

    /// Up to `limit` problems of the inventory, in order; empty when it can be used. A file that cannot be read on ends
    /// the search.
    public func problems(_ context: InventoryContext, limit: Int = 20) -> [InventoryError] {
        let delivery = Delivery(context: context, collecting: limit) { _ in }
        do {
            try InventoryFile(path: path, kind: kind).deliver(
                to: delivery, scope: Scope(folder: Paths.folder(of: path)))
            return delivery.collectedProblems
        } catch {
            let collected = delivery.collectedProblems
            return collected.last == error ? collected : collected + [error]
        }
    }
}
