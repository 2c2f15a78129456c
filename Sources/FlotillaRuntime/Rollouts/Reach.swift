import FlotillaDriver
import FlotillaInventory
import FlotillaLedger
import Synchronization

/// The targets that a process reaches. Each has a number of its own, its place, by which the ledger hands it out; targets
/// that join while the process works get further ones, and none is ever given twice: one that was lost and is found again
/// gets another place, with the URL that it has then.
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
        /// Places of targets that the inventory did not list when they could not be opened.
        var lost: Set<Int> = []
        /// Those of them that have not been found again.
        var missed: Set<TargetID> = []

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

    /// The target is not reached there any more.
    func lose(_ target: TargetID, at place: Int) {
        state.withLock {
            $0.lost.insert(place)
            $0.missed.insert(target)
        }
    }

    /// Some target was lost and has not been found again.
    var missesTargets: Bool { state.withLock { !$0.missed.isEmpty } }

    /// Of all targets that are reached.
    var places: [Int] { state.withLock { state in (0..<state.count).filter { !state.lost.contains($0) } } }

    /// Takes those that it does not reach so far. Returns every target that joined since the process began, with its place.
    func add(_ roster: Roster) throws(InventoryError) -> [(entry: TargetEntry, place: Int)] {
        let known = try names()
        let builder = try Roster.Builder()
        for index in 0..<roster.count {
            let target = try roster[index]
            if !known.contains(target.id) { try builder.add(target) }
        }
        let joined = try builder.finish()
        if !joined.isEmpty { state.withLock { $0.append(joined) } }
        let first = state.withLock { $0.parts[0].roster.count }
        var entries: [(entry: TargetEntry, place: Int)] = []
        for place in places where place >= first {
            let target = try self[place]
            entries.append((TargetEntry(target), place))
            state.withLock { _ = $0.missed.remove(target.id) }
        }
        return entries
    }

    private func names() throws(InventoryError) -> Set<TargetID> {
        var names: Set<TargetID> = []
        for place in places { names.insert(try self[place].id) }
        return names
    }
}
