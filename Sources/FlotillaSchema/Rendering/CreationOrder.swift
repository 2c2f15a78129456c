/// In which order tables and views can be created; read backwards, in which they can be dropped.
public struct CreationOrder: Sendable {
    /// A foreign key that can only be added once all tables are there.
    public struct LaterKey: Sendable, Hashable {
        public var table: ObjectName
        public var key: ForeignKey
    }

    /// Without the foreign keys of ``laterKeys``: those that are left point at the table itself, at tables before it, or at
    /// tables that are not created here.
    public private(set) var tables: [Table] = []
    /// They break the circles of tables that refer to each other; when tables are dropped they have to go first.
    public private(set) var laterKeys: [LaterKey] = []
    /// After the views that they read.
    public private(set) var views: [View]

    /// `needs` names what a table must come after for other reasons: what it inherits from, or is a partition of. The order
    /// is by name where nothing else decides.
    public init(tables: [Table], views: [View] = [], needs: (Table) -> [ObjectName] = { _ in [] }) {
        let views = views.sorted { $0.name < $1.name }
        self.views = DependencySort(views.map(\.name), needs: views.map { Set($0.sources) }).order.map { views[$0] }
        place(tables.sorted { $0.name < $1.name }, needs)
    }

    private mutating func place(_ tables: [Table], _ needs: (Table) -> [ObjectName]) {
        let sort = DependencySort(
            tables.map(\.name),
            needs: tables.map { table in Set(table.foreignKeys.map(\.table) + needs(table)) },
            firmly: tables.map { Set(needs($0)) })
        let present = Set(tables.map(\.name))
        var placed: Set<ObjectName> = []
        for index in sort.order {
            var table = tables[index]
            placed.insert(table.name)
            let later = table.foreignKeys.filter { present.contains($0.table) && !placed.contains($0.table) }
            table.foreignKeys.removeAll(where: later.contains)
            laterKeys += later.map { LaterKey(table: table.name, key: $0) }
            self.tables.append(table)
        }
    }
}

/// Puts things after those they need, in their given order where nothing else decides; where they need each other, first the
/// one that waits for the fewest.
struct DependencySort {
    /// Indices.
    private(set) var order: [Int] = []

    private let firm: [Set<Int>]
    private var waiting: [Set<Int>]
    private let dependants: [[Int]]
    private var isPlaced: [Bool]

    /// What is needed and has no place of its own is no reason to wait. What is needed `firmly` is waited for in a circle too,
    /// as long as anything else can be placed.
    init(_ names: [ObjectName], needs: [Set<ObjectName>], firmly: [Set<ObjectName>] = []) {
        let places = Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        func indices(_ needs: [Set<ObjectName>]) -> [Set<Int>] {
            needs.enumerated().map { index, names in Set(names.compactMap { places[$0] }).subtracting([index]) }
        }
        waiting = indices(needs)
        firm = firmly.isEmpty ? names.map { _ in [] } : indices(firmly)
        var dependants = names.map { _ in [Int]() }
        for (index, needed) in waiting.enumerated() { for other in needed { dependants[other].append(index) } }
        self.dependants = dependants
        isPlaced = names.map { _ in false }
        run()
    }

    private mutating func run() {
        // Falling, so that the first one is at the end.
        var ready = waiting.indices.filter { waiting[$0].isEmpty }.reversed() as [Int]
        while order.count < waiting.count {
            guard let next = ready.popLast() ?? leastWaiting() else { return }
            isPlaced[next] = true
            order.append(next)
            for other in dependants[next] where !isPlaced[other] {
                waiting[other].remove(next)
                if waiting[other].isEmpty { ready.insert(other, at: ready.firstIndex { $0 < other } ?? ready.endIndex) }
            }
        }
    }

    /// Of a circle that waits for nothing outside of it, the one that waits for the fewest.
    private func leastWaiting() -> Int? {
        guard var start = isPlaced.firstIndex(of: false) else { return nil }
        var circle = reached(from: start) { waiting[$0] }
        // What it waits for and does not wait for it in turn is nearer to such a circle.
        while let nearer = circle.subtracting(reached(from: start) { dependants[$0] }).min() {
            start = nearer
            circle = reached(from: start) { waiting[$0] }
        }
        return circle.min { rank($0) < rank($1) }
    }

    private func rank(_ index: Int) -> (Int, Int, Int) {
        (firm[index].contains { !isPlaced[$0] } ? 1 : 0, waiting[index].count, index)
    }

    /// With itself.
    private func reached(from start: Int, over next: (Int) -> some Sequence<Int>) -> Set<Int> {
        var found: Set<Int> = [start]
        var open = [start]
        while let index = open.popLast() {
            for other in next(index) where !isPlaced[other] && found.insert(other).inserted { open.append(other) }
        }
        return found
    }
}

extension Schema {
    /// The views that read one of the tables or views, or a view that does: what must go before they are changed in a way that
    /// the engine refuses under a view, and come again. In the order in which they can be created.
    public func views(reading names: Set<ObjectName>) -> [View] {
        var known = names
        var found: [View] = []
        for view in CreationOrder(tables: [], views: views).views where !known.isDisjoint(with: view.sources) {
            known.insert(view.name)
            found.append(view)
        }
        return found
    }
}
