extension LintRule {
    static let notAnalysed = each(
        "not-analysed", .info,
        prevents: """
            What a block, a procedure or a prepared statement does cannot be seen by any rule: look at it yourself.
            """,
        recipe: """
            -- Plain statements instead of DO, CALL and EXECUTE, where it can be; or a waiver that says who looked.
            """
    ) { act, _ in
        guard ["DO", "CALL", "EXECUTE"].contains(act.command) else { return nil }
        return "hides what it does from every rule"
    }
}
