/// Views, which go before what they read changes and come back afterwards.
extension PostgreSQLPlan {
    mutating func dropViews() {
        let fallen = from.views.filter { scope.fallen.contains($0.name) }
        let nodes = fallen.map { view in
            let word = view.isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
            let stays = to.views.contains { $0.name == view.name }
            return PostgreSQLNode.view(
                view,
                [
                    RenderedStatement(
                        "\(stays ? "alter" : "drop") view \(view.name.text)",
                        "DROP \(word) \(PostgreSQLNames.quoted(view.name))",
                        remarks: stays ? ["comes back below; privileges on it have to be granted again"] : [])
                ])
        }
        let routines = scope.droppedRoutines.filter { scope.goesEarly($0) }.map { (routine: $0, verb: "drop") }
        let tied = from.routines.filter { scope.tied.contains(.init($0)) }.map { (routine: $0, verb: "alter") }
        let tiedNodes = (routines + tied).map { routine, verb in
            PostgreSQLNode.routine(routine, [RenderedStatement("\(verb) \(routine.purpose)", routine.removal)])
        }
        add(.detach, PostgreSQLNode.inOrder(nodes + tiedNodes).reversed().flatMap(\.statements))
    }

    mutating func createViews() {
        for case .createView(let view) in changes { nodes.append(.view(view, creation(of: view, "create"))) }
        for case .alterView(let old, let new) in changes where !scope.fallen.contains(old.name) { replace(old, new) }
        let back = to.views.filter { view in
            scope.fallen.contains(view.name) && !changes.contains(.createView(view))
        }
        for view in back { nodes.append(.view(view, creation(of: view, "alter"))) }
    }

    private func creation(of view: View, _ verb: String) -> [RenderedStatement] {
        let name = PostgreSQLNames.quoted(view.name)
        let kind = view.isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
        let statements =
            [view.creation(replaces: false)] + PostgreSQLComments.statement("\(kind) \(name)", view.comment)
            + view.indexes.flatMap { PostgreSQLTables.creation($0, on: view.name) }
        return (statements + view.triggers.flatMap { $0.statements(on: view.name) }).map {
            RenderedStatement("\(verb) view \(view.name.text)", $0)
        }
    }

    private mutating func replace(_ old: View, _ new: View) {
        let purpose = "alter view \(new.name.text)"
        let name = PostgreSQLNames.quoted(new.name)
        let kind = new.isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
        var statements: [String] = []
        if new.isMaterialized {
            statements += new.optionChanges(from: old)
        } else if old.query != new.query || old.options != new.options {
            statements.append(new.creation(replaces: true))
        }
        statements += PostgreSQLComments.change("\(kind) \(name)", from: old.comment, to: new.comment)
        for trigger in old.triggers where !new.triggers.contains(trigger) {
            statements.append("DROP TRIGGER \(PostgreSQLNames.quoted(trigger.name)) ON \(name)")
        }
        for trigger in new.triggers where !old.triggers.contains(trigger) {
            statements += trigger.statements(on: new.name)
        }
        nodes.append(.view(new, statements.map { RenderedStatement(purpose, $0) }))
        let indexes = PostgreSQLIndexChanges(
            relation: new.name, dropped: old.indexes.filter { !new.indexes.contains($0) },
            added: new.indexes.filter { !old.indexes.contains($0) })
        add(.alone, indexes.alone)
        add(.finish, indexes.finish)
    }
}

extension View {
    func creation(replaces: Bool) -> String {
        let word = isMaterialized ? "MATERIALIZED VIEW" : "VIEW"
        var text = "CREATE \(replaces ? "OR REPLACE " : "")\(word) \(PostgreSQLNames.quoted(name))"
        if let method = options.first(where: { $0.name == "USING" }) { text += " USING \(method.value)" }
        let parameters = options.filter(\.isParameter)
        if !parameters.isEmpty {
            text += " WITH (\(parameters.map { PostgreSQLNames.setting($0.name, $0.value) }.joined(separator: ", ")))"
        }
        return text + " AS\n" + query
    }

    /// Whether `CREATE OR REPLACE` is sure to take it: columns may only be added at the end, and none may change its type,
    /// which is not known. So what stands before the sources must be the same.
    func canBecome(_ other: View) -> Bool {
        guard isMaterialized == other.isMaterialized, !isMaterialized || query == other.query else { return false }
        guard query != other.query else { return true }
        return Set(sources) == Set(other.sources) && other.columns.starts(with: columns)
            && other.selection.starts(with: selection)
            && [nil, UInt8(ascii: ",")].contains(other.selection.dropFirst(selection.count).first)
    }

    /// The server writes `FROM` on a line of its own.
    private var selection: ArraySlice<UInt8> {
        Array(query.utf8)[..<(query.firstUTF8Offset(of: "\n   FROM ") ?? query.utf8.count)]
    }

    fileprivate func optionChanges(from old: View) -> [String] {
        let start = "ALTER MATERIALIZED VIEW \(PostgreSQLNames.quoted(name)) "
        let names = Set(options.map(\.name))
        let reset = old.options.filter { !names.contains($0.name) && $0.isParameter }.map { "RESET (\($0.name))" }
        let set = options.filter { !old.options.contains($0) }.map {
            $0.isParameter ? "SET (\(PostgreSQLNames.setting($0.name, $0.value)))" : "SET ACCESS METHOD \($0.value)"
        }
        return (reset + set).map { start + $0 }
    }
}

extension Trigger {
    func statements(on relation: ObjectName) -> [String] {
        let quoted = PostgreSQLNames.quoted(name)
        let table = PostgreSQLNames.quoted(relation)
        let enabled = state == "ENABLE" ? [] : ["ALTER TABLE \(table) \(state) TRIGGER \(quoted)"]
        return [definition] + enabled + PostgreSQLComments.statement("TRIGGER \(quoted) ON \(table)", comment)
    }

    func removal(on relation: ObjectName) -> String {
        "DROP TRIGGER \(PostgreSQLNames.quoted(name)) ON \(PostgreSQLNames.quoted(relation))"
    }
}
