extension LintRule {
    static let triggerOnLiveTable = each(
        "trigger-on-live-table", .info, [.postgresql, .mysql],
        prevents: """
            Making or switching a trigger waits for all writers of the table, and from then on every write runs it.
            """,
        recipe: """
            -- Keep the statement in a revision of its own, so that the lock is short, and see that the trigger can
            -- bear every row that is there.
            """
    ) { act, _ in
        if case .alterTable(let table, let actions) = act.form, act.isOld(table) {
            let switches = actions.contains { if case .switchTrigger = $0.kind { true } else { false } }
            return switches ? "switches triggers of \(table) while its writers wait" : nil
        }
        guard act.command == "CREATE TRIGGER" || act.command == "DROP TRIGGER" else { return nil }
        var cursor = act.cursor
        guard cursor.seek(["on"]) else { return nil }
        cursor.advance()
        guard let table = cursor.objectName(), act.isOld(table) else { return nil }
        return "changes the triggers of \(table) while its writers wait"
    }
}
