import FlotillaSQL

/// Indexes, triggers, options and texts of tables that exist, and the texts that stand alone.
extension PostgreSQLPlan {
    mutating func alterIndexes(_ change: TableChange) {
        let table = change.to
        let disturbed = scope.disturbed[table.name] ?? []
        var dropped: [Index] = []
        var added: [Index] = []
        for edit in change.edits {
            if case .dropIndex(let index) = edit { dropped.append(index) }
            if case .addIndex(let index) = edit { added.append(index) }
        }
        guard !table.isPartitioned else {
            for index in added {
                let statements = PostgreSQLTables.creation(index, on: table.name)
                let purpose = "create index \(index.name) of \(table.name.text)"
                add(.link, statements.map { RenderedStatement(purpose, $0, remarks: [Self.readsUnderLock]) })
            }
            return
        }
        let comments = Self.onlyComments(&dropped, &added)
        for index in comments {
            let target = "INDEX \(index.path(beside: table.name))"
            add(
                .attach, "alter index \(index.name) of \(table.name.text)",
                PostgreSQLComments.change(target, from: nil, to: index.comment ?? "").map {
                    index.comment == nil ? "COMMENT ON \(target) IS NULL" : $0
                })
        }
        let indexes = PostgreSQLIndexChanges(
            relation: table.name, dropped: dropped.filter { !$0.uses(disturbed) }, added: added,
            keys: change.from.keyNames)
        add(.alone, indexes.alone)
        add(.finish, indexes.finish)
    }

    /// Takes out those that differ in nothing else.
    private static func onlyComments(_ dropped: inout [Index], _ added: inout [Index]) -> [Index] {
        func bare(_ index: Index) -> Index {
            var index = index
            index.comment = nil
            return index
        }
        let old = Set(dropped.map(bare))
        let same = added.filter { old.contains(bare($0)) }
        let new = Set(same.map(bare))
        dropped.removeAll { new.contains(bare($0)) }
        added.removeAll { same.contains($0) }
        return same
    }

    mutating func attach(_ edit: TableEdit, _ table: Table) {
        switch edit {
        case .addTrigger(let trigger):
            add(.attach, "create trigger \(trigger.name) of \(table.name.text)", trigger.statements(on: table.name))
        case .addOther(let object):
            // On a table that exists, constraints come last.
            let isOnConstraint = ["CONSTRAINT", "INDEX PARAMETERS", "COMMENT"].contains(object.kind)
            add(
                isOnConstraint ? .relink : .attach,
                "create \(object.kind.lowercased()) \(object.name) of \(table.name.text)", [object.definition])
        case .setComment(let old, let new):
            let target = "TABLE \(PostgreSQLNames.quoted(table.name))"
            add(.attach, "comment on table \(table.name.text)", PostgreSQLComments.change(target, from: old, to: new))
        case .setOption(let old, let new):
            let needsIndex = ["REPLICA IDENTITY", "CLUSTER ON"].contains((new ?? old)?.name)
            // The columns of a partition cannot be changed.
            let isDetached = old?.name == "PARTITION OF" && new == nil
            let actions = PostgreSQLTableOptions.change(from: old, to: new, in: table)
            add(
                isDetached ? .detach : needsIndex && new != nil ? .finish : .attach,
                actions.map { RenderedStatement("alter table \(table.name.text)", $0.sql, remarks: $0.remarks) })
        default: break
        }
    }

    // MARK: Texts that stand alone

    mutating func addText(_ change: Change) {
        switch change {
        case .createOther(let object): create(object)
        case .dropOther(let object): drop(object, isReplaced: false)
        case .alterOther(let old, let new):
            let isRemade = new.ownType.map(scope.remade.contains) ?? false
            if !isRemade, let change = PostgreSQLTypeChange(from: old, to: new), let statement = change.statements.first
            {
                return alterType(change, as: new.node(statement))
            }
            if let name = new.ownType, isRemade {
                let word = new.kind == "DOMAIN" ? "DOMAIN" : "TYPE"
                let aside = PostgreSQLNames.quoted(scope.aside(name).name)
                add(.found, "alter type \(name.text)", ["ALTER \(word) \(old.name) RENAME TO \(aside)"])
            } else {
                drop(old, isReplaced: true)
            }
            create(new)
            let words = ["DOMAIN", "TYPE", "COLLATION", "OPERATOR"].map { "\($0) \(new.name)" }
            let comments = to.others.filter { $0.kind == "COMMENT" && words.contains($0.name) }
            add(.attach, "comment on \(new.name)", comments.map(\.definition))
        default: break
        }
    }

    private mutating func alterType(_ change: PostgreSQLTypeChange, as node: PostgreSQLNode?) {
        guard var node else { return }
        node.statements = change.statements
        nodes.append(node)
        add(.alone, change.validations)
    }

    private mutating func create(_ object: TextObject) {
        let statement = RenderedStatement("create \(object.kind.lowercased()) \(object.name)", object.definition)
        if let node = object.node(statement) {
            nodes.append(node)
        } else {
            add(.attach, [statement] + advance(object))
        }
    }

    /// A new sequence, from which a column takes its numbers from now on, goes on behind those that are there.
    private func advance(_ owner: TextObject) -> [RenderedStatement] {
        let isNew = changes.contains { change in
            if case .createSequence(let new) = change { PostgreSQLNames.quoted(new.name) == owner.name } else { false }
        }
        guard owner.kind == "SEQUENCE OWNER", isNew else { return [] }
        let value = "nextval(\(PostgreSQLNames.literal(owner.name))::regclass)"
        for case .alterTable(let change) in changes {
            for case .alterColumn(let old, let new) in change.edits where new.default == value && old.default != value {
                guard case .integer = new.type else { continue }
                let purpose = "alter column \(change.to.name.text).\(new.name)"
                return [RenderedStatement(purpose, PostgreSQLColumns.advance(new, in: change.to.name))]
            }
        }
        return []
    }

    private mutating func drop(_ object: TextObject, isReplaced: Bool) {
        guard let removal = object.removal else { return }
        let losesData = object.holdsRows || isReplaced && object.isTypeOfColumns
        let statement = RenderedStatement(
            "drop \(object.kind.lowercased()) \(object.name)", removal, losesData: losesData)
        if object.nodeRank != nil {
            if isReplaced { add(.drop, [statement]) }
        } else if !scope.goesAlong(object) {
            add(.detach, [statement])
        }
    }

    /// What goes at the end.
    func dropNode(_ object: TextObject) -> [PostgreSQLNode] {
        guard let removal = object.removal else { return [] }
        let statement = RenderedStatement(
            "drop \(object.kind.lowercased()) \(object.name)", removal, losesData: object.holdsRows)
        return object.node(statement).map { [$0] } ?? []
    }

    mutating func addRoutine(_ change: Change) {
        switch change {
        case .createRoutine(let routine): nodes.append(.routine(routine, creation(of: routine, "create")))
        case .alterRoutine(let old, let new):
            let purpose = "alter \(new.purpose)"
            if old.canBecome(new), old.definition == new.definition {
                add(.attach, purpose, PostgreSQLComments.change(new.path, from: old.comment, to: new.comment))
            } else {
                let comment =
                    old.canBecome(new) && new.comment == nil
                    ? PostgreSQLComments.change(
                        new.path, from: old.comment, to: nil) : []
                nodes.append(
                    .routine(new, creation(of: new, "alter") + comment.map { RenderedStatement(purpose, $0) }))
            }
        default: break
        }
    }

    /// Those that cannot become what they shall be: each before what it calls.
    mutating func dropRemadeRoutines() {
        let nodes = changes.compactMap { change -> PostgreSQLNode? in
            guard case .alterRoutine(let old, let new) = change, !old.canBecome(new) else { return nil }
            return .routine(old, [RenderedStatement("alter \(new.purpose)", old.removal)])
        }
        add(.drop, PostgreSQLNode.inOrder(nodes).reversed().flatMap(\.statements))
    }

    /// Those that had to let go of something, unless they change themselves.
    mutating func restoreRoutines() {
        for routine in to.routines where scope.tied.contains(.init(routine)) {
            let isChanged = changes.contains { change in
                if case .alterRoutine(_, routine) = change { true } else { false }
            }
            if !isChanged { nodes.append(.routine(routine, creation(of: routine, "alter"))) }
        }
    }

    private func creation(of routine: Routine, _ verb: String) -> [RenderedStatement] {
        ([routine.definition] + PostgreSQLComments.statement(routine.path, routine.comment)).map {
            RenderedStatement("\(verb) \(routine.purpose)", $0)
        }
    }
}

extension TextObject {
    /// Where it stands among those that belong to one table.
    var rank: Int {
        let kinds = [
            "INHERITED COLUMN", "EXCLUSION CONSTRAINT", "CONSTRAINT", "INDEX PARAMETERS", "STATISTICS", "POLICY",
            "RULE",
        ]
        return kinds.firstIndex(of: kind) ?? kinds.count
    }

    /// Of what other things are made from; nil for what hangs on others.
    fileprivate var nodeRank: Int? {
        switch kind {
        case "COLLATION", "TEXT SEARCH DICTIONARY": 0
        case "TEXT SEARCH CONFIGURATION": 1
        case "DOMAIN", "COMPOSITE TYPE", "RANGE TYPE": 2
        case "OPERATOR": 5
        case "FOREIGN TABLE": 6
        default: nil
        }
    }

    /// Nil for what hangs on others.
    fileprivate func node(_ statement: RenderedStatement) -> PostgreSQLNode? {
        guard let rank = nodeRank else { return nil }
        var node = PostgreSQLNode(rank: rank, statements: [statement])
        node.provides =
            switch kind {
            case "COLLATION": .collation(lastName)
            case "FOREIGN TABLE": .relation(lastName)
            case "OPERATOR": nil
            default: .type(lastName)
            }
        node.needs = PostgreSQLNode.Need.mentioned(in: definition)
        // A function of an operator or a type is named without parentheses.
        let names = SQLMentions(definition, engine: .postgresql).names
        node.needs.formUnion(names.map { .routine($0) })
        node.forgetItself()
        return node
    }

    /// A comment, default or rule of one of the views.
    func isOn(_ views: Set<ObjectName>) -> Bool {
        guard nodeRank == nil, !views.isEmpty else { return false }
        return !SQLMentions(definition, engine: .postgresql).names.isDisjoint(with: views.map(\.name))
    }

    /// The name without a schema, as the catalogue has it.
    fileprivate var lastName: String {
        let names = SQLMentions(name, engine: .postgresql).names
        guard names.count > 1, let dot = name.lastIndex(of: ".") else { return names.first ?? name }
        return SQLMentions(String(name[name.index(after: dot)...]), engine: .postgresql).names.first ?? name
    }
}

extension Table {
    /// The statements for comments on a constraint, policy or rule that was made anew.
    func comments(on kind: String, _ name: String?) -> [String] {
        let target = "\(kind) \(PostgreSQLNames.quoted(name ?? "")) ON \(PostgreSQLNames.quoted(self.name))"
        return others.filter { $0.kind == "COMMENT" && $0.name == target }.map(\.definition)
    }
}

extension CheckConstraint {
    func mentions(_ column: String) -> Bool { SQLMentions(expression, engine: .postgresql).names.contains(column) }
}
