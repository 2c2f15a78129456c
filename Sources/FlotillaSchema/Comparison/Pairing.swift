/// Values of two sides, put together by their names.
struct Pairing<Value: FingerprintWritable> {
    enum Outcome {
        case removed(Value)
        case added(Value)
        case altered(from: Value, to: Value)
    }

    /// Only what differs, in the order of the names; what goes before what comes.
    private(set) var outcomes: [(name: ExactText, outcome: Outcome)] = []

    /// `normal` gives the form that is compared; `name` the one by which values belong together. Names may occur twice: what
    /// is equal is put together first, the rest in its order.
    init(from: [Value], to: [Value], name: (Value) -> ExactText, normal: (Value) -> Value) {
        let rest = Leftovers(from: from, to: to, left: { normal($0).exact }, right: { normal($0).exact })
        let before = Dictionary(grouping: rest.from, by: name)
        let after = Dictionary(grouping: rest.to, by: name)
        for name in Set(before.keys).union(after.keys).sorted() {
            let left = before[name] ?? []
            let right = after[name] ?? []
            let shared = min(left.count, right.count)
            for index in 0..<shared { outcomes.append((name, .altered(from: left[index], to: right[index]))) }
            for value in left.dropFirst(shared) { outcomes.append((name, .removed(value))) }
            for value in right.dropFirst(shared) { outcomes.append((name, .added(value))) }
        }
    }
}

/// What is left of two sides when equal values have been taken out in pairs.
struct Leftovers<Value> {
    private(set) var from: [Value] = []
    private(set) var to: [Value] = []
    private(set) var pairs: [(from: Value, to: Value)] = []

    /// `left` and `right` say what a value of either side amounts to.
    init(from: [Value], to: [Value], left: (Value) -> ExactText, right: (Value) -> ExactText) {
        var waiting: [ExactText: [Int]] = [:]
        // Backwards, so that `popLast` gives them in their order.
        for (index, value) in to.enumerated().reversed() { waiting[right(value), default: []].append(index) }
        var taken: Set<Int> = []
        for value in from {
            if let index = waiting[left(value)]?.popLast() {
                pairs.append((value, to[index]))
                taken.insert(index)
            } else {
                self.from.append(value)
            }
        }
        self.to = to.enumerated().filter { !taken.contains($0.offset) }.map(\.element)
    }

    /// Parts the pairs that satisfy the condition, and returns whether there was one.
    mutating func part(where condition: ((from: Value, to: Value)) -> Bool) -> Bool {
        let parted = pairs.filter(condition)
        pairs.removeAll(where: condition)
        from += parted.map(\.from)
        to += parted.map(\.to)
        return !parted.isEmpty
    }
}
