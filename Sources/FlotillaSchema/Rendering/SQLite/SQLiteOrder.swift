/// In which order things are made. SQLite asks for none among tables and views; people who read the file do.
enum SQLiteOrder {
    /// Tables before those that refer to them, where that is possible.
    static func parentsFirst(_ tables: [Table]) -> [Table] {
        sorted(tables, name: \.name) { $0.foreignKeys.map(\.table) }
    }

    static func sourcesFirst(_ views: [View]) -> [View] {
        sorted(views, name: \.name) { $0.sources }
    }

    private static func sorted<Object>(
        _ objects: [Object], name: (Object) -> ObjectName, needs: (Object) -> [ObjectName]
    ) -> [Object] {
        let byName = Dictionary(objects.map { (name($0), $0) }, uniquingKeysWith: { first, _ in first })
        var result: [Object] = []
        var seen: Set<ObjectName> = []
        // A stack of our own: a chain of foreign keys may be longer than a thread's stack is deep.
        for start in byName.keys.sorted() where seen.insert(start).inserted {
            var stack = [start]
            while let current = stack.last {
                let next = byName[current].map(needs)?.sorted().first { byName[$0] != nil && seen.insert($0).inserted }
                if let next {
                    stack.append(next)
                } else {
                    stack.removeLast()
                    if let object = byName[current] { result.append(object) }
                }
            }
        }
        return result
    }
}
