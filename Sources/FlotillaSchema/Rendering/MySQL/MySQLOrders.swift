import FlotillaSQL

/// Tables in an order in which each finds what it refers to, as far as there is one.
struct MySQLTableOrder {
    private(set) var tables: [Table] = []
    private var places: [ObjectName: Int] = [:]
    private let later: Set<ObjectName>

    /// `later`: tables whose keys cannot be counted on yet.
    init(_ unordered: [Table], later: Set<ObjectName> = []) {
        self.later = later
        let byName = Dictionary(unordered.map { ($0.name, $0) }) { first, _ in first }
        var visited: Set<ObjectName> = []
        func visit(_ table: Table) {
            guard visited.insert(table.name).inserted else { return }
            for target in Set(table.foreignKeys.map(\.table)).sorted() { byName[target].map(visit) }
            tables.append(table)
        }
        for name in byName.keys.sorted() { byName[name].map(visit) }
        for (place, table) in tables.enumerated() { places[table.name] = place }
    }

    /// Whether the key has to wait until all tables are there.
    func isLate(_ key: ForeignKey, of table: Table) -> Bool {
        guard key.table != table.name else { return false }
        if later.contains(key.table) { return true }
        guard let own = places[table.name], let target = places[key.table] else { return false }
        return target > own
    }
}

enum MySQLViewOrder {
    /// Each after those that it reads.
    static func sorted(_ views: [View]) -> [View] {
        let byName = Dictionary(views.map { ($0.name, $0) }) { first, _ in first }
        var visited: Set<ObjectName> = []
        var result: [View] = []
        func visit(_ view: View) {
            guard visited.insert(view.name).inserted else { return }
            for source in view.sources { byName[source].map(visit) }
            result.append(view)
        }
        for name in byName.keys.sorted() { byName[name].map(visit) }
        return result
    }
}

/// Triggers of one table and one moment run one after the other; each but the first names the one before it.
enum MySQLTriggerChain {
    /// Each after the one that it follows.
    static func inOrder(_ triggers: [Trigger]) -> [Trigger] {
        var rest = triggers.sorted { $0.name < $1.name }
        var result: [Trigger] = []
        while !rest.isEmpty {
            let waiting = Set(rest.map(\.name))
            let ready = rest.filter { trigger in predecessor(of: trigger).map { !waiting.contains($0) } ?? true }
            // A circle cannot have been read; given one, the engine says so.
            let next = ready.isEmpty ? rest : ready
            result += next
            rest.removeAll { next.contains($0) }
        }
        return result
    }

    /// Those to be dropped and made, so that the order comes out right: a trigger that is made comes last in its moment, so
    /// all that follow it are made again.
    static func edits(
        dropped: [Trigger], added: [Trigger], to table: Table
    ) -> (dropped: [Trigger], added: [Trigger]) {
        var dropped = dropped
        var added = added
        var isGrowing = !added.isEmpty
        while isGrowing {
            let moved = table.triggers.filter { trigger in
                !added.contains { $0.name == trigger.name }
                    && added.contains { $0.name == predecessor(of: trigger) }
            }
            dropped += moved
            added += moved
            isGrowing = !moved.isEmpty
        }
        return (dropped, added)
    }

    private static func predecessor(of trigger: Trigger) -> String? {
        // FOLLOWS stands in the first line of the definitions that were read, and nowhere else in it but inside a name.
        let line = trigger.definition.prefix { $0 != "\n" }
        let marker = " FOR EACH ROW FOLLOWS `"
        guard let start = line.lastEnd(of: marker), line.hasSuffix("`") else { return nil }
        return line[start...].dropLast().replacingDoubled("`")
    }
}

extension Substring {
    /// Where the last occurrence of `text` ends.
    fileprivate func lastEnd(of text: String) -> Index? {
        var start = endIndex
        while start > startIndex {
            start = index(before: start)
            if self[start...].hasPrefix(text) { return index(start, offsetBy: text.count) }
        }
        return nil
    }

    /// With each doubled character once.
    fileprivate func replacingDoubled(_ character: Character) -> String {
        var result = ""
        var skips = false
        for next in self {
            if skips && next == character {
                skips = false
                continue
            }
            skips = next == character
            result.append(next)
        }
        return result
    }
}
