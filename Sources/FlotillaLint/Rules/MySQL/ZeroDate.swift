extension LintRule {
    static let zeroDate = each(
        "zero-date", .error, [.mysql],
        prevents: "A server in strict mode refuses the day 0000-00-00, and no client can read it as a date.",
        recipe: """
            ALTER TABLE users ADD COLUMN born date NULL, ALGORITHM=INSTANT;
            """
    ) { act, _ in
        act.tokens.contains { $0.kind == .string && $0.text.dropFirst().hasPrefix("0000-00-00") }
            ? "writes the day 0000-00-00" : nil
    }
}
