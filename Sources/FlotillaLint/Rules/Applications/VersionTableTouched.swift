extension LintRule {
    static let versionTableTouched = each(
        "version-table-touched", .error,
        prevents: """
            Flotilla moves the version in the transaction of the change. A revision that writes it too makes every \
            later run stop and ask.
            """,
        recipe: """
            -- Take the statement out. To set a version by hand: flotilla stamp REVISION
            """
    ) { act, scene in
        guard act.statement.traits.writesRows || !act.statement.traits.isQuery else { return nil }
        let table = scene.settings.versionTable
        guard act.tokens.contains(where: { $0.canBeName && $0.name == table }) else { return nil }
        return "touches \(table), which is Flotilla's to write"
    }
}
