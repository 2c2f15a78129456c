extension LintRule {
    static let enumValueWithoutPlace = each(
        "enum-value-without-place", .info, [.postgresql], downgrades: false,
        prevents: "Without BEFORE or AFTER the value comes last, and ORDER BY and comparisons follow that order.",
        recipe: """
            ALTER TYPE status ADD VALUE 'archived' AFTER 'done';
            """
    ) { act, _ in
        guard act.statement.traits.addsEnumValue, !act.has("before"), !act.has("after") else { return nil }
        return "adds a value at the end of an enumeration"
    }
}
