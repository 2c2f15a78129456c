import FlotillaInventory
import FlotillaLedger
import FlotillaRevisions
import FlotillaDriver
import FlotillaRuntime

/// Names for a shell that completes a word. Nothing here fails: whoever presses a key does not want to read an error.
extension Flotilla {
    /// Those that the ledger knows, because some inventories take long to read; where it knows none, those of the inventory.
    public func targetNames() async -> [String] {
        let known = try? await atDesk { [self] () throws(FlotillaError) -> [TargetID] in
            guard let ledger = try ledgerIfThere() else { return [] }
            defer { ledger.close() }
            return try reading { () throws(LedgerError) in try ledger.targets(except: []) }
        }
        if let known, !known.isEmpty { return known.map(\.text) }
        return ((try? await fleet()?.ids()) ?? []).map(\.text)
    }

    /// Of all targets.
    public func labelKeys() async -> [String] {
        var keys: Set<String> = []
        try? await fleet()?.forEachTarget { target in keys.formUnion(target.labels.keys) }
        return keys.sorted()
    }

    /// Identifiers and labels, and the words that stand for some of them.
    ///
    /// - Parameter prefix: with a label and `@`, for what there is on that branch.
    public func revisionNames(beginning prefix: String) async -> [String] {
        let graph = try? await atDesk { [self] () throws(FlotillaError) in try migrations().graph }
        guard let graph else { return [] }
        let labels = Set(graph.ids.flatMap { graph.labels(of: $0) }).sorted()
        guard let label = labels.first(where: { prefix.hasPrefix($0.text + "@") }) else {
            return ["head", "heads", "base"] + graph.ids.reversed().map(\.text) + labels.map { "\($0)@head" }
        }
        let own = graph.ids.reversed().filter { graph.labels(of: $0).contains(label) }
        return (["head", "base"] + own.map(\.text)).map { "\(label)@\($0)" }
    }
}
