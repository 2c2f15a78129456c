import FlotillaDriver
import FlotillaInventory
import FlotillaRuntime
import FlotillaSQL

/// Which targets a command is for, looked up and frozen.
public struct FleetSelection: Sendable {
    let roster: Roster
    /// Without an inventory there is no name by which a ledger could know the target.
    let isListed: Bool
    /// As it was asked.
    public internal(set) var selection = Selection.all
    /// The whole inventory.
    var isEverything = false

    public var count: Int { roster.count }

    /// In the order in which they were first met.
    public var servers: [(name: String, count: Int)] { roster.servers.map { ($0.key, $0.count) } }

    /// Spread evenly over the selection.
    public func sample(_ count: Int) throws(FlotillaError) -> [TargetID] {
        do { return try roster.sample(count).map(\.id) } catch { throw .inventory(error) }
    }

    func target(at place: Int) throws(FlotillaError) -> Target {
        do { return try roster[place] } catch { throw .inventory(error) }
    }

    /// The target, when there is only one.
    public func single() throws(FlotillaError) -> Target? {
        guard count == 1 else { return nil }
        do { return try roster[0] } catch { throw .inventory(error) }
    }

    /// In the order of the inventory. Reads them one by one.
    public func forEachTarget(_ body: (Target) throws(FlotillaError) -> Void) throws(FlotillaError) {
        for index in 0..<count {
            let target: Target
            do { target = try roster[index] } catch { throw .inventory(error) }
            try body(target)
        }
    }

    /// The engines of the selection; all of them where a secret would have to be fetched to know.
    func engines() throws(FlotillaError) -> Set<Engine> {
        var engines: Set<Engine> = []
        var isCertain = true
        try forEachTarget { target in
            if let engine = target.engine { engines.insert(engine) } else { isCertain = false }
        }
        return isCertain ? engines : Set(Engine.allCases)
    }
}

extension Flotilla {
    /// Reads the inventory once, asks its sources, and keeps what is selected.
    ///
    /// - Parameter known: of these nothing is kept.
    public func select(
        _ selection: Selection, except known: Set<TargetID> = []
    ) async throws(FlotillaError) -> FleetSelection {
        try await atDesk { [self] () throws(FlotillaError) in
            var found =
                switch selection {
                case .database(let url): try single(url)
                case .all: try everything(except: known)
                case .targets(let ids): try gather(ids.filter { !known.contains($0) })
                case .selector(let text): try gather(text, except: known)
                }
            found.selection = selection
            return found
        }
    }

    /// The whole inventory; `nil` where there is none and none was named.
    public func fleet() async throws(FlotillaError) -> FleetSelection? {
        settings.hasInventory ? try await select(.all) : nil
    }

    private func everything(except known: Set<TargetID>) throws(FlotillaError) -> FleetSelection {
        var isEmpty = true
        var selection = try gather { target in
            isEmpty = false
            return !known.contains(target.id)
        } ifEmpty: {
            isEmpty ? .emptyInventory(path: $0) : nil
        }
        selection.isEverything = known.isEmpty
        return selection
    }

    private func single(_ text: String) throws(FlotillaError) -> FleetSelection {
        let url: URLTemplate
        do { url = try URLTemplate(parsing: text) } catch { throw .badDatabaseURL(error.problem) }
        do {
            let builder = try Roster.Builder()
            try builder.add(Target(id: TargetID(url.redacted), url: url))
            return FleetSelection(roster: try builder.finish(), isListed: false)
        } catch {
            throw .inventory(error)
        }
    }

    private func gather(_ ids: [TargetID]) throws(FlotillaError) -> FleetSelection {
        guard !ids.isEmpty else { throw .nothingSelected }
        let wanted = Set(ids)
        var found: Set<TargetID> = []
        var near: Set<String> = []
        let selection = try gather { target in
            guard !wanted.contains(target.id) else {
                found.insert(target.id)
                return true
            }
            // Bounded, because it is looked at only when an id was mistyped.
            for id in ids where near.count < 50 && !NearMisses.nearest(to: id.text, among: [target.id.text]).isEmpty {
                near.insert(target.id.text)
            }
            return false
        } ifEmpty: { _ in
            nil
        }
        let missing = ids.filter { !found.contains($0) }
        guard missing.isEmpty else {
            let candidates = NearMisses.nearest(to: missing[0].text, among: near)
            throw .unknownTargets(missing, nearMisses: candidates.map { TargetID($0) })
        }
        return selection
    }

    private func gather(_ text: String, except known: Set<TargetID>) throws(FlotillaError) -> FleetSelection {
        let selector: Selector
        do { selector = try Selector(parsing: text) } catch { throw .selector(error, text: text) }
        var labels = LabelIndex(for: selector)
        var total = 0
        var matching = 0
        let selection = try gather { target in
            labels.add(target)
            total += 1
            guard selector.matches(target) else { return false }
            matching += 1
            return !known.contains(target.id)
        } ifEmpty: { path in
            total == 0 ? .emptyInventory(path: path) : nil
        }
        guard matching > 0 else {
            throw .emptySelection(selector: text, nearMisses: selector.nearMisses(labels), total: total)
        }
        return selection
    }

    private func gather(
        where isSelected: (Target) -> Bool, ifEmpty: (String) -> FlotillaError?
    ) throws(FlotillaError) -> FleetSelection {
        do {
            let inventory = try Inventory.load(settings.inventory)
            let builder = try Roster.Builder()
            let context = InventoryContext(drivers: adapters.mapValues(\.driver), secrets: secrets)
            try inventory.forEachTarget(context) { (target) throws(InventoryError) in
                if isSelected(target) { try builder.add(target) }
            }
            let roster = try builder.finish()
            if roster.isEmpty, let refusal = ifEmpty(inventory.path) { throw refusal }
            return FleetSelection(roster: roster, isListed: true)
        } catch let error as InventoryError {
            throw .inventory(error)
        } catch let error as FlotillaError {
            throw error
        } catch {
            throw .emptyInventory(path: settings.inventory)
        }
    }
}
