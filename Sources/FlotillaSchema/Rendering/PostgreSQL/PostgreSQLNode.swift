import FlotillaSQL

/// Something that is made, with what it needs and what needs it, by names alone: an order that is too careful does no harm.
struct PostgreSQLNode {
    enum Need: Hashable {
        case relation(String)
        case routine(String)
        case type(String)
        case sequence(String)
        case collation(String)
    }

    /// Among those that could be made next, the lowest.
    var rank: Int
    var provides: Need?
    var needs: Set<Need> = []
    /// What is better there before, but can be done without: tables that foreign keys refer to, what a body speaks of.
    var likes: Set<Need> = []
    var statements: [RenderedStatement] = []
    /// A table that is to be made: which foreign keys it gets at once depends on what was made before.
    var table: Table?
    /// A table that exists and changes.
    var altered: ObjectName?

    static func enumeration(_ type: EnumType, _ statements: [RenderedStatement]) -> PostgreSQLNode {
        PostgreSQLNode(rank: 1, provides: .type(type.name.name), statements: statements)
    }

    static func sequence(_ sequence: SequenceObject, _ statements: [RenderedStatement]) -> PostgreSQLNode {
        PostgreSQLNode(rank: 3, provides: .sequence(sequence.name.name), statements: statements)
    }

    static func routine(_ routine: Routine, _ statements: [RenderedStatement]) -> PostgreSQLNode {
        var node = PostgreSQLNode(rank: 4, provides: .routine(routine.name.name), statements: statements)
        // A body in SQL is checked when it is made, one in another language is text until it runs.
        let parts = routine.parts
        let isChecked = parts.head.contains("\n LANGUAGE sql") || parts.body.isEmpty
        node.needs = Need.mentioned(in: parts.head + (isChecked ? parts.body : ""))
        node.likes = Need.mentioned(in: parts.body)
        // The functions of an aggregate are named without parentheses.
        if routine.kind == .aggregate {
            let names = SQLMentions(parts.head, engine: .postgresql).names
            node.needs.formUnion(names.map { .routine($0) })
        }
        node.forgetItself()
        return node
    }

    static func creation(of table: Table) -> PostgreSQLNode {
        var node = PostgreSQLNode.table(table)
        node.table = table
        return node
    }

    /// Of a table that exists, `table` has only what is new about it.
    static func table(_ table: Table) -> PostgreSQLNode {
        var node = PostgreSQLNode(rank: 6, provides: .relation(table.name.name))
        for column in table.columns { node.needs.formUnion(Need.types(of: column.type)) }
        for column in table.columns { node.needs.formUnion(column.collation.map(Need.collations) ?? []) }
        for text in table.expressions {
            let mentions = SQLMentions(text, engine: .postgresql, intoStrings: true)
            node.needs.formUnion(mentions.calls.map { .routine($0) })
            node.needs.formUnion(mentions.names.map { .sequence($0) })
            node.needs.formUnion(mentions.names.map { .type($0) })
            node.needs.formUnion(mentions.names.map { .collation($0) })
        }
        for key in table.foreignKeys { node.likes.insert(.relation(key.table.name)) }
        node.needs.formUnion(table.parents.map { .relation($0) })
        node.forgetItself()
        return node
    }

    static func view(_ view: View, _ statements: [RenderedStatement]) -> PostgreSQLNode {
        var node = PostgreSQLNode(rank: 7, provides: .relation(view.name.name), statements: statements)
        node.needs = Need.mentioned(in: view.query)
        node.needs.formUnion(view.sources.map { .relation($0.name) })
        node.forgetItself()
        return node
    }

    mutating func forgetItself() {
        guard let provides else { return }
        needs.remove(provides)
        likes.remove(provides)
    }
}

extension PostgreSQLNode.Need {
    static func mentioned(in text: String) -> Set<Self> {
        let mentions = SQLMentions(text, engine: .postgresql, intoStrings: true)
        var needs = Set(mentions.calls.map { Self.routine($0) })
        for name in mentions.names {
            needs.formUnion([.relation(name), .type(name), .sequence(name), .collation(name)])
        }
        return needs
    }

    static func types(of type: ColumnType) -> Set<Self> {
        switch type {
        case .named(let name): [.type(name.name), .relation(name.name)]
        case .array(let element): types(of: element)
        case .other(let spelling): Set(SQLMentions(spelling, engine: .postgresql).names.map { .type($0) })
        default: []
        }
    }

    static func collations(_ text: String) -> Set<Self> {
        Set(SQLMentions(text, engine: .postgresql).names.map { .collation($0) })
    }
}

// MARK: Order

extension PostgreSQLNode {
    /// Each after all that it needs and, where that is possible, likes. Quadratic, in the worst case, in their number.
    static func inOrder(_ nodes: [PostgreSQLNode]) -> [PostgreSQLNode] {
        var missing = Dictionary(grouping: nodes.compactMap(\.provides), by: \.self).mapValues(\.count)
        var waiting = nodes.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map {
            var node = $0.element
            node.needs = node.needs.filter { missing[$0] != nil }
            node.likes = node.likes.filter { missing[$0] != nil }
            return node
        }
        var order: [PostgreSQLNode] = []
        func isThere(_ needs: Set<Need>) -> Bool { needs.allSatisfy { missing[$0] == nil } }
        while !waiting.isEmpty {
            let next =
                waiting.firstIndex { isThere($0.needs) && isThere($0.likes) }
                ?? waiting.firstIndex { isThere($0.needs) } ?? waiting.startIndex
            let node = waiting.remove(at: next)
            order.append(node)
            guard let provided = node.provides, let count = missing[provided] else { continue }
            // Routines may share a name: what needs it waits for all of them.
            missing[provided] = count > 1 ? count - 1 : nil
        }
        return order
    }
}

extension Table {
    /// Of which it is a partition, or from which it inherits: their names, perhaps with those of their schemas.
    var parents: Set<String> {
        let texts = options.filter { ["PARTITION OF", "INHERITS"].contains($0.name) }.map { option in
            partition?.parent ?? option.value
        }
        return Set(texts.flatMap { SQLMentions($0, engine: .postgresql).names })
    }

    /// All expressions in it.
    var expressions: [String] {
        columns.compactMap(\.default) + columns.compactMap(\.generated?.expression) + checks.map(\.expression)
            + indexes.flatMap(\.expressions) + options.filter { $0.name == "PARTITION BY" }.map(\.value)
    }
}

extension Index {
    var expressions: [String] {
        let parts = parts.compactMap { part in if case .expression(let text) = part.key { text } else { nil } }
        return parts + (predicate.map { [$0] } ?? [])
    }

    /// Whether an expression speaks of one of the columns.
    func compares(_ columns: Set<String>) -> Bool {
        expressions.contains { !SQLMentions($0, engine: .postgresql).names.isDisjoint(with: columns) }
    }

    /// Whether it goes when one of the columns goes.
    func uses(_ columns: Set<String>) -> Bool {
        let keys = parts.compactMap { part in if case .column(let name) = part.key { name } else { nil } }
        return !columns.isDisjoint(with: keys + included) || compares(columns)
    }
}
