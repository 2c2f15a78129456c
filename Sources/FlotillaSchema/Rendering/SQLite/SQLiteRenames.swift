/// Several renames at once, in an order in which no name is taken twice; what goes round in a circle takes a step aside.
struct SQLiteRenames {
    struct Rename: Hashable {
        var from: String
        var to: String
    }

    struct Step {
        var from: String
        var to: String
        /// What was asked for.
        var cause: Rename
    }

    private(set) var steps: [Step] = []

    init(_ renames: [Rename]) {
        var waiting = renames.map { Step(from: $0.from, to: $0.to, cause: $0) }
        while !waiting.isEmpty {
            let taken = Set(waiting.map { SQLiteWords.folded($0.from) })
            if let free = waiting.firstIndex(where: { !taken.contains(SQLiteWords.folded($0.to)) }) {
                steps.append(waiting.remove(at: free))
            } else {
                let aside = "flotilla_renamed_" + waiting[0].from
                steps.append(Step(from: waiting[0].from, to: aside, cause: waiting[0].cause))
                waiting[0].from = aside
            }
        }
    }
}
