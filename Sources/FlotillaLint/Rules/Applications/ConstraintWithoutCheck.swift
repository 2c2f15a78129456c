import FlotillaSQL

extension LintRule {
    static let constraintWithoutCheck = LintRule(
        "constraint-without-check", .warning, downgrades: false,
        prevents: """
            What is promised for all rows must hold on every target, and somewhere it does not: the rollout fails in \
            the middle of the fleet. A check asks all of them before the first write.
            """,
        recipe: """
            -- flotilla:check "no duplicate e-mail"
            SELECT email FROM users GROUP BY email HAVING count(*) > 1;

            -- flotilla:upgrade
            CREATE UNIQUE INDEX ix_users_email ON users (email);
            """
    ) { scene in
        scene.acts.flatMap { act -> [Remark] in
            act.promises.filter { act.isOld($0.table) && !scene.checkedWords.contains($0.table.name) }.map {
                Remark(
                    act, token: $0.token, "promises \($0.what) for all rows of \($0.table), and no check asks for it")
            }
        }
    }
}

/// Something that must hold for rows which are there already.
private struct Promise {
    var table: ObjectName
    var what: String
    var token: Int
}

extension Act {
    fileprivate var promises: [Promise] {
        switch form {
        case .createIndex(let index) where index.isUnique:
            [Promise(table: index.table, what: "that \(index.shownColumns) is unique", token: 0)]
        case .alterTable(let table, let actions):
            actions.compactMap { action in
                Self.promised(action.kind).map { Promise(table: table, what: $0, token: action.range.lowerBound) }
            }
        default: []
        }
    }

    private static func promised(_ kind: TableAction.Kind) -> String? {
        switch kind {
        case .setNotNull(let column): return "that \(column) is not NULL"
        case .addConstraint(let constraint) where !constraint.usesIndex && !constraint.isNotValid:
            let columns = constraint.columns.joined(separator: ", ")
            switch constraint.kind {
            case .unique, .primaryKey: return "that \(columns) is unique"
            case .foreignKey: return "that what \(columns) refers to is there"
            case .check, .exclusion, .notNull: return "what \(constraint.name ?? "a constraint") says"
            }
        default: return nil
        }
    }
}
