import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import Synchronization

/// The targets that a process reaches. Each has a number of its own, its place, by which the ledger hands it out; targets
/// that join while the process works get further ones, and none is ever given twice.
///
/// Safe from any thread.
public final class Reach: Sendable {
    private struct Part: Sendable {
        var first: Int
        var roster: Roster
        /// Of each server of the roster, its number among all.
        var servers: [Int]
    }

    private struct State: Sendable {
        var parts: [Part] = []
        var numbers: [String: Int] = [:]
        var count = 0

        mutating func append(_ roster: Roster) {
            let servers = roster.servers.map { server in
                let number = numbers[server.key] ?? numbers.count
                numbers[server.key] = number
                return number
            }
            parts.append(Part(first: count, roster: roster, servers: servers))
            count += roster.count
        }

        func part(of place: Int) -> Part { parts.last { $0.first <= place } ?? parts[0] }
    }

    private let state: Mutex<State>

    public init(_ roster: Roster) {
        var state = State()
        state.append(roster)
        self.state = Mutex(state)
    }

    public var count: Int { state.withLock { $0.count } }

    public subscript(place: Int) -> Target {
        get throws(InventoryError) {
            let part = state.withLock { $0.part(of: place) }
            return try part.roster[place - part.first]
        }
    }

    /// Numbers servers.
    public func server(of place: Int) -> Int {
        let part = state.withLock { $0.part(of: place) }
        return part.servers[part.roster.server(of: place - part.first)]
    }

    /// Takes those that it has not had so far. Returns every target that joined since the process began, with its place.
    func add(_ roster: Roster) throws(InventoryError) -> [(entry: TargetEntry, place: Int)] {
        let known = try names()
        let builder = try Roster.Builder()
        for index in 0..<roster.count {
            let target = try roster[index]
            if !known.contains(target.id) { try builder.add(target) }
        }
        let joined = try builder.finish()
        if !joined.isEmpty { state.withLock { $0.append(joined) } }
        var entries: [(entry: TargetEntry, place: Int)] = []
        for place in state.withLock({ $0.parts[0].roster.count..<$0.count }) {
            entries.append((TargetEntry(try self[place]), place))
        }
        return entries
    }

    private func names() throws(InventoryError) -> Set<TargetID> {
        var names: Set<TargetID> = []
        for place in 0..<count { names.insert(try self[place].id) }
        return names
    }
}
